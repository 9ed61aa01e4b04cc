package social.nova.http.realtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import social.nova.persistence.conversation.MemberRepository.Standing;
import social.nova.protocols.common.ErrorCode;
import social.nova.protocols.conversation.ConversationChanges.Change;
import social.nova.protocols.conversation.ConversationChanges.Left;
import social.nova.protocols.conversation.ConversationChanges.Reacted;
import social.nova.protocols.session.Session;

class HubDeliveriesTest extends ChatFixture {
    @Test
    void whatAHubPassesOnIsShownOnceItsOwnPullHasSaidThatItsUserIsAMember() {
        var hub = large(5, 7);
        var pull = expectPull(c, 5);
        pass(c, 8);
        socket.frames.expectNoMessage(SHORTLY);

        pull.accept(7, 6, 7);
        expectPull(c, 7).accept(8, 8, 8);
        expectMessages(c, 6, 7, 8);
        pass(c, 9, 9, 8, 10);

        expectMessages(c, 9, 10);
        entity(c).expectNoMessage(SHORTLY);
        hub.expectNoMessage(SHORTLY);
    }

    @Test
    void sendsTheVeryBytesThatItWasPassed() {
        large(4, 4);
        expectPull(c, 4).accept(5, 5, 5);
        expectMessages(c, 5);
        var encoded = encoded(c, 6, 5);

        chat.tell(new ChatSocket.FromHub(c, new HubNotice.Passed(List.of(encoded))));

        expectMessages(c, 6);
        assertThat(socket.last).hasValue(encoded.frame());
    }

    @Test
    void whoIsNoMemberIsShownNothingAndLeavesTheHub() {
        var hub = large(5, 7);
        var pull = expectPull(c, 5);
        pass(c, 8);

        pull.refuse(ErrorCode.NOT_CONVERSATION_MEMBER);

        assertError("NOT_CONVERSATION_MEMBER", null);
        hub.expectMessageClass(ConversationHub.Detach.class);
        pass(c, 9);
        socket.frames.expectNoMessage(SHORTLY);
        entity(c).expectNoMessage(SHORTLY);
    }

    // The pull under way may have been answered before this user was removed.
    @Test
    void aPullFromBeforeItWasAttachedProvesNothing() {
        place(new Standing(c, 5));
        release();
        notices.tell(new Session.HeadMoved(c, 6, true));
        var before = expectPull(c, 5);
        attach(c, 6);

        before.accept(6, 6, 6);
        expectMessages(c, 6);
        var after = expectPull(c, 6);
        pass(c, 7);
        socket.frames.expectNoMessage(SHORTLY);

        after.refuse(ErrorCode.NOT_CONVERSATION_MEMBER);
        assertError("NOT_CONVERSATION_MEMBER", null);
    }

    @Test
    void pullsWhatAHubDidNotPassOnBeforeAnythingLater() {
        large(4, 4);
        expectPull(c, 4).accept(5, 5, 5);
        expectMessages(c, 5);

        chat.tell(new ChatSocket.FromHub(c, new HubNotice.Passed(List.of(encoded(c, 8, 7)))));
        expectPull(c, 5).accept(8, 6, 8);

        expectMessages(c, 6, 7, 8);
    }

    @Test
    void withoutRoomItPullsWhatWasPassedOnLater() {
        large(4, 4);
        expectPull(c, 4).accept(5, 5, 5);
        expectMessages(c, 5);
        socket.room.set(1);
        pass(c, 6, 7, 8);
        expectMessages(c, 6);
        socket.frames.expectNoMessage(SHORTLY);

        socket.room.set(100);
        client.onRoom();
        expectPull(c, 6).accept(8, 7, 8);

        expectMessages(c, 7, 8);
    }

    @Test
    void whoCameAfterAMessageIsNotToldWhatHappensToIt() {
        large(4, 4);
        expectPull(c, 4).acceptSince(5, 3);
        expectMessages(c, 5);

        pass(new Change(6, 5, new Reacted(3, BOB, "x", Instant.EPOCH)));
        pass(new Change(7, 6, new Reacted(4, BOB, "y", Instant.EPOCH)));

        var frame = socket.frames.receiveMessage();
        assertThat(frame.path("type").asText()).isEqualTo("reaction_added");
        assertThat(frame.path("emoji").asText()).isEqualTo("y");
        entity(c).expectNoMessage(SHORTLY);
    }

    // Who is no member may not ask for what the hub has not passed on yet.
    @Test
    void whoseSessionTellsOfTheirRemovalFirstIsShownItByTheHubAndWhatWasBeforeIt() {
        large(4, 4);
        expectPull(c, 4).accept(5, 5, 5);
        expectMessages(c, 5);
        var removal = new Change(7, 6, new Left(ALICE, BOB, null, Instant.EPOCH));

        notices.tell(new Session.Changed(c, removal));
        entity(c).expectNoMessage(SHORTLY);
        pass(c, 6);
        pass(removal);

        expectMessages(c, 6);
        assertThat(socket.frames.receiveMessage().path("type").asText()).isEqualTo("member_removed");
    }

    @Test
    void whoWasShownTheirRemovalHearsNothingMoreOfIt() {
        large(4, 4);
        expectPull(c, 4).accept(5, 5, 5);
        expectMessages(c, 5);

        pass(new Change(6, 5, new Left(ALICE, BOB, null, Instant.EPOCH)));
        chat.tell(new ChatSocket.FromHub(c, new HubNotice.Dropped(6)));
        notices.tell(new Session.Changed(c, new Change(6, 5, new Left(ALICE, BOB, null, Instant.EPOCH))));

        assertThat(socket.frames.receiveMessage().path("type").asText()).isEqualTo("member_removed");
        socket.frames.expectNoMessage(SHORTLY);
        entity(c).expectNoMessage(SHORTLY);
        hubs.expectNoMessage(SHORTLY);
    }

    // The hub is behind: it passes on a removal that is over.
    @Test
    void whoWasRemovedAndIsBackAttachesAgain() {
        large(5, 5);
        expectPull(c, 5).accept(9, 9, 9);
        expectMessages(c, 9);

        pass(new Change(6, 5, new Left(ALICE, BOB, null, Instant.EPOCH)));
        chat.tell(new ChatSocket.FromHub(c, new HubNotice.Dropped(6)));

        prove(c, 9);
        pass(c, 11);
        expectMessages(c, 11);
    }

    @Test
    void attachesWhenItHearsThatAConversationHasBecomeLarge() {
        place(new Standing(c, 5));
        release();

        notices.tell(new Session.HeadMoved(c, 6, true));
        expectPull(c, 5).accept(6, 6, 6);
        expectMessages(c, 6);
        prove(c, 6);
        notices.tell(new Session.HeadMoved(c, 9, true));
        entity(c).expectNoMessage(SHORTLY);
        pass(c, 8);

        expectMessages(c, 8);
    }

    @Test
    void goesBackToItsSessionWhenTheConversationIsLargeNoMore() {
        large(4, 4);
        expectPull(c, 4).accept(5, 5, 5);
        expectMessages(c, 5);

        chat.tell(new ChatSocket.FromHub(c, new HubNotice.Released()));
        push(c, 6);

        expectMessages(c, 6);
        notices.tell(new Session.HeadMoved(c, 7, false));
        expectPull(c, 6).accept(7, 7, 7);
        expectMessages(c, 7);
    }

    @Test
    void countsHowChangesCame() {
        large(4, 4);
        expectPull(c, 4).accept(5, 5, 5);
        expectMessages(c, 5);
        pass(c, 6, 7, 7);
        expectMessages(c, 6, 7);
        chat.tell(new ChatSocket.FromHub(c, new HubNotice.Released()));
        push(c, 8, 9, 9, 10);
        expectMessages(c, 8, 9, 10);

        assertThat(changes("pull")).isEqualTo(1);
        assertThat(changes("hub")).isEqualTo(2);
        assertThat(changes("session")).isEqualTo(3);
    }

    private double changes(String way) {
        return meters.get("nova.socket.changes").tag("way", way).counter().count();
    }

    @Test
    void asksForTheHubAgainUntilItIsAnswered() {
        place(new Standing(c, 5, true));
        hubs.expectMessageClass(Hubs.Attach.class);
        release();
        TIME.timePasses(Duration.ofSeconds(4));
        hubs.expectMessageClass(Hubs.Attach.class);
        var hub = attached(c, 5);
        expectPull(c, 5).accept(5, 1, 0);

        hub.stop();
        hubs.awaitAssert(() -> {
            TIME.timePasses(Duration.ofSeconds(5));
            return hubs.expectMessageClass(Hubs.Attach.class, SHORTLY);
        });
    }

    @Test
    void aRefusedSocketPullsOnHeadsAndAsksAgainWithThem() {
        place(new Standing(c, 5, true));
        hubs.expectMessageClass(Hubs.Attach.class);
        chat.tell(new ChatSocket.FromHub(c, new HubNotice.Refused()));
        release();

        notices.tell(new Session.HeadMoved(c, 6, true));

        expectPull(c, 5).accept(6, 6, 6);
        expectMessages(c, 6);
        hubs.expectMessageClass(Hubs.Attach.class);
    }
}
