package social.nova.http.realtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import social.nova.http.common.Caller;
import social.nova.persistence.conversation.MemberRepository.Standing;
import social.nova.protocols.conversation.Conversation.Message;
import social.nova.protocols.conversation.ConversationChanges.Change;
import social.nova.protocols.conversation.ConversationChanges.Posted;
import social.nova.protocols.conversation.ConversationMessages;
import social.nova.protocols.session.Session;

class DeliveriesTest extends ChatFixture {
    // --- What is pushed ---

    @Test
    void showsAMessageToItsSenderInPlaintext() {
        place(new Standing(c, 0));
        client.onText(message("hello", "k1"));
        var send = entity(c).expectMessageClass(ConversationMessages.SendMessage.class);

        var message = new Message(IDS.message(c, 1), 1, 2, ALICE, send.body(), Instant.parse("2025-10-25T10:30:45.9Z"));
        notices.tell(new Session.Changed(c, new Change(2, 0, new Posted(message))));

        assertFrame("""
                {"type": "message", "conversation_id": "%1$s", "revision": 2, "message":
                 {"id": "%2$s", "conversation_id": "%1$s", "sender_id": "%3$s", "sequence_number": 1, "revision": 2,
                  "plaintext": "hello", "message_type": "text", "created_at": "2025-10-25T10:30:45Z",
                  "edited_at": null, "deleted_at": null}}""".formatted(c, IDS.message(c, 1), ALICE));
    }

    @Test
    void pushesEveryMessageOnceAndInOrder() {
        place(new Standing(c, 5));
        release();

        push(c, 5, 6, 6, 7, 5, 7, 8);

        expectMessages(c, 6, 7, 8);
        socket.frames.expectNoMessage(SHORTLY);
        entity(c).expectNoMessage(SHORTLY);
    }

    @Test
    void pullsWhatLiesBetweenBeforeItPushesAnythingLater() {
        place(new Standing(c, 5));
        release();

        push(c, 8);
        var pull = expectPull(c, 5);
        push(c, 6, 9);
        socket.frames.expectNoMessage(SHORTLY);
        pull.accept(8, 6, 8);
        expectPull(c, 8).accept(9, 9, 9);

        expectMessages(c, 6, 7, 8, 9);
    }

    @Test
    void aConversationThatBeganAfterTheSocketIsSentFromItsFirstMessage() {
        place();
        release();

        push(c, 3);
        expectPull(c, 0).accept(3, 1, 3);

        expectMessages(c, 1, 2, 3);
    }

    @Test
    void findsALostLastMessageByItsHead() {
        place(new Standing(c, 5));
        release();

        notices.tell(new Session.HeadMoved(c, 6, false));
        expectPull(c, 5).accept(6, 6, 6);

        expectMessages(c, 6);
        notices.tell(new Session.HeadMoved(c, 6, false));
        entity(c).expectNoMessage(SHORTLY);
    }

    @Test
    void findsWhatWasMissedWhileItsSessionKnewNoSocket() {
        place(new Standing(c, 5));
        release();

        notices.tell(new Session.Registered("birth", "node", List.of(new Session.Missed(c, 6, 8, false))));
        expectPull(c, 5).accept(8, 6, 8);

        expectMessages(c, 6, 7, 8);
    }

    // The session may have been born anew in between, and know the last of it only.
    @Test
    void showsAllOfAConversationThatHasBegunSinceAndWhoseBeginningWasMissed() {
        place(new Standing(c, 5));
        release();

        notices.tell(new Session.Registered("birth", "node", List.of(new Session.Missed(d, 2, 3, false))));
        expectPull(d, 0).accept(3, 1, 3);

        expectMessages(d, 1, 2, 3);
    }

    @Test
    void asksConversationsThatAreFurtherWhenTheSessionWasBornAnew() {
        place(new Standing(c, 5));
        release();
        notices.tell(new Session.Registered("birth", "node", List.of()));
        listings.expectNoMessage(SHORTLY);

        notices.tell(new Session.Registered("rebirth", "node", List.of()));
        list(new Standing(c, 6), new Standing(d, 2));

        expectPull(c, 5).accept(6, 6, 6);
        expectMessages(c, 6);
        expectPull(d, 0).accept(2, 1, 2);
        expectMessages(d, 1, 2);
        socket.frames.expectNoMessage(SHORTLY);
    }

    // After the loss of a node sessions by the thousand are born anew, each with its user's conversations.
    @Test
    void asksNoConversationThatIsWhereItWasWhenTheSessionWasBornAnew() {
        place(new Standing(c, 5));
        release();
        notices.tell(new Session.Registered("birth", "node", List.of()));

        notices.tell(new Session.Registered("rebirth", "node", List.of()));
        list(new Standing(c, 5));

        entity(c).expectNoMessage(SHORTLY);
        push(c, 6);
        expectMessages(c, 6);
    }

    // The pull under way was answered before the message came whose push died with the session.
    @Test
    void asksAgainWhenTheSessionWasBornAnewDuringAPull() {
        place(new Standing(c, 5));
        release();
        notices.tell(new Session.Registered("birth", "node", List.of()));
        push(c, 7);
        var pull = expectPull(c, 5);

        notices.tell(new Session.Registered("rebirth", "node", List.of()));
        list(new Standing(c, 8));
        pull.accept(7, 6, 7);
        expectPull(c, 7).accept(8, 8, 8);

        expectMessages(c, 6, 7, 8);
    }

    // What happens after the list was read, and before there is anybody to tell it to, would never be shown.
    @Test
    void readsItsConversationsOnlyOnceItsSessionKnowsIt() {
        place();
        var later =
                ACTORS.spawn(ChatSocket.create(new Caller(ALICE, "session", EXPIRY, "key"), socket, surroundings()));
        var unanswered = session.expectMessageClass(Session.Register.class).socket();
        new ChatListener(later).onText("{\"type\": \"sync\"}");
        listings.expectNoMessage(SHORTLY);

        unanswered.tell(new Session.Registered("birth", "node", List.of()));

        list();
        list(new Standing(c, 0));
        expectPull(c, 0);
    }

    @Test
    void registersAgainTwiceAMinuteWithTheIncarnationItKnows() {
        notices.tell(new Session.Registered("birth", "node", List.of()));

        look(Registration.LOOKS - 1);
        session.expectNoMessage(SHORTLY);
        look(1);
        expectRegistration("birth");

        look(Registration.LOOKS - 1);
        session.expectNoMessage(SHORTLY);
        look(1);
        expectRegistration("birth");
    }

    @Test
    void registersAgainAtTheNextLookWhereTheNodeOfTheSessionHasGone() {
        notices.tell(new Session.Registered("birth", "node", List.of()));
        sessionNodeIsThere.set(false);

        look(1);

        expectRegistration("birth");
    }

    @Test
    void registersAgainAtTheNextLookWhereTheSessionHasEnded() {
        notices.tell(new Session.Registered("birth", "node", List.of()));
        notices.tell(new Session.Ended());
        session.expectNoMessage(SHORTLY);

        look(1);
        expectRegistration("birth");
        look(1);
        expectRegistration("birth");

        notices.tell(new Session.Registered("rebirth", "another", List.of()));
        look(1);
        session.expectNoMessage(SHORTLY);
    }

    // Else the next socket of its user would be told again what this one has shown.
    @Test
    void registersAgainAtTheNextLookWhereItWasToldWhatItMissed() {
        notices.tell(new Session.Registered("birth", "node", List.of(new Session.Missed(c, 6, 8, false))));

        look(1);

        expectRegistration("birth");
    }

    // Until it knows one it would not notice the next.
    @Test
    void registersAgainAtTheNextLookWhereItWasToldNoIncarnation() {
        notices.tell(new Session.Registered("", "node", List.of()));

        look(1);

        expectRegistration("");
    }

    @Test
    void registersAgainWhenItHasTakenHalfOfWhatItsSessionTellsAndAtEachLookUntilThatIsAnswered() {
        var half = Session.TOLD_PER_REGISTRATION / 2L;
        place();
        release();

        push(d, LongStream.rangeClosed(1, half - 1).toArray());
        session.expectNoMessage(SHORTLY);
        notices.tell(new Session.HeadMoved(d, half - 1, false));
        expectRegistration("birth");
        push(d, LongStream.range(half, 2 * half).toArray());
        session.expectNoMessage(SHORTLY);
        look(1);
        expectRegistration("birth");

        notices.tell(new Session.Registered("birth", "node", List.of()));
        look(1);
        session.expectNoMessage(SHORTLY);
        push(d, LongStream.range(2 * half, 3 * half).toArray());
        expectRegistration("birth");
    }

    @Test
    void asksItsConversationsEachTimeItsSessionSaysThatItHasNotToldAll() {
        place(new Standing(c, 5));
        release();

        for (var n = 6; n <= 8; n++) {
            notices.tell(new Session.Registered("", "node", List.of()));
            list(new Standing(c, n));
            expectPull(c, n - 1).accept(n, n, n);
            expectMessages(c, n);
        }
    }

    @Test
    void registersAtEveryLookUntilItIsAnswered() {
        var unanswered =
                ACTORS.spawn(ChatSocket.create(new Caller(ALICE, "session", EXPIRY, "key"), socket, surroundings()));
        session.expectMessageClass(Session.Register.class);
        notices.tell(new Session.Registered("birth", "node", List.of()));

        look(2);

        session.expectMessageClass(Session.Register.class);
        session.expectMessageClass(Session.Register.class);
        session.expectNoMessage(SHORTLY);
        ACTORS.stop(unanswered);
    }

    private void look(int times) {
        for (var n = 0; n < times; n++) {
            TIME.timePasses(ChatSocket.LOOK_EVERY);
        }
    }

    private void expectRegistration(String incarnation) {
        assertThat(session.expectMessageClass(Session.Register.class))
                .isEqualTo(new Session.Register(notices, "this node", incarnation));
    }

    // --- Room ---

    @Test
    void sendsNothingWithoutRoomAndGoesOnWhenThereIsSome() {
        place(new Standing(c, 5));
        release();
        socket.room.set(0);

        push(c, 6, 7, 8);
        notices.tell(new Session.HeadMoved(c, 8, false));
        socket.frames.expectNoMessage(SHORTLY);
        entity(c).expectNoMessage(SHORTLY);
        socket.room.set(100);
        client.onRoom();
        expectPull(c, 5).accept(8, 6, 8);

        expectMessages(c, 6, 7, 8);
    }

    @Test
    void whatFindsNoRoomIsPulledAgain() {
        place(new Standing(c, 5));
        release();
        socket.room.set(2);

        push(c, 9);
        expectPull(c, 5).accept(9, 6, 9);
        expectMessages(c, 6, 7);
        socket.frames.expectNoMessage(SHORTLY);
        socket.room.set(100);
        client.onRoom();
        expectPull(c, 7).accept(9, 8, 9);

        expectMessages(c, 8, 9);
    }

    @Test
    void asksAtMostFourConversationsAtOnce() {
        var many =
                LongStream.range(0, 10).mapToObj(_ -> IDS.group(new Random())).toList();
        place(many.stream().map(one -> new Standing(one, 0)).toArray(Standing[]::new));
        release();

        many.forEach(one -> notices.tell(new Session.HeadMoved(one, 1, false)));
        many.subList(0, 4).forEach(one -> expectPull(one, 0));

        many.subList(4, 10).forEach(one -> entity(one).expectNoMessage(Duration.ofMillis(20)));
    }
}
