package social.nova.http.realtime;

import static org.assertj.core.api.Assertions.assertThat;

import akka.pattern.StatusReply;
import java.time.Instant;
import java.util.List;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import social.nova.persistence.conversation.MemberRepository.Standing;
import social.nova.protocols.common.ErrorCode;
import social.nova.protocols.conversation.ConversationChanges.Change;
import social.nova.protocols.conversation.ConversationChanges.Changes;
import social.nova.protocols.conversation.ConversationChanges.Left;
import social.nova.protocols.session.Session;

/// What somebody is shown on an open socket who is removed meanwhile.
class RemovalTest extends ChatFixture {
    @Test
    void whatCameBeforeIsShownFirst() {
        place(new Standing(c, 5));
        release();

        notices.tell(new Session.Changed(c, removal(8)));
        answerUntilRemoved(expectPull(c, 5), 6, 7, 8);

        expectMessages(c, 6, 7);
        expectRemoval();
        socket.frames.expectNoMessage(SHORTLY);
        entity(c).expectNoMessage(SHORTLY);
    }

    // The key of who wrote it has to be loaded first, and the removal overtakes the question.
    @Test
    void aPullThatComesTooLateIsAnsweredAllTheSame() {
        place(new Standing(c, 5));
        release();

        push(c, 7);
        var pull = expectPull(c, 5);
        notices.tell(new Session.Changed(c, removal(8)));
        answerUntilRemoved(pull, 6, 7, 8);

        expectMessages(c, 6, 7);
        expectRemoval();
        socket.frames.expectNoMessage(SHORTLY);
    }

    @Test
    void whatFindsNoRoomIsShownWhenThereIs() {
        place(new Standing(c, 5));
        release();
        socket.room.set(1);

        notices.tell(new Session.Changed(c, removal(8)));
        answerUntilRemoved(expectPull(c, 5), 6, 7, 8);
        expectMessages(c, 6);
        socket.frames.expectNoMessage(SHORTLY);
        socket.room.set(10);
        client.onRoom();
        answerUntilRemoved(expectPull(c, 6), 7, 7, 8);

        expectMessages(c, 7);
        expectRemoval();
    }

    @Test
    void whoWasShownItIsNotRefusedLater() {
        place(new Standing(c, 5));
        release();
        notices.tell(new Session.Changed(c, removal(6)));
        expectRemoval();

        notices.tell(new Session.Registered("another birth", "node", List.of()));
        list();
        expectPull(c, 6).refuse(ErrorCode.NOT_CONVERSATION_MEMBER);

        socket.frames.expectNoMessage(SHORTLY);
    }

    @Test
    void whereNothingIsKnownOfItTheyAreRefusedAndNothingBeginsAnew() {
        place(new Standing(c, 5));
        release();

        notices.tell(new Session.Changed(c, removal(8)));
        expectPull(c, 5).refuse(ErrorCode.NOT_CONVERSATION_MEMBER);
        assertError("NOT_CONVERSATION_MEMBER", null);
        notices.tell(new Session.HeadMoved(c, 9, false));

        expectPull(c, 5).refuse(ErrorCode.NOT_CONVERSATION_MEMBER);
    }

    @Test
    void whatAClientNamesIsAMembersToAskFor() {
        place(new Standing(c, 5));
        client.onText(sync(c, 3));
        list(new Standing(c, 5));

        var pull = expectPull(c, 3);

        assertThat(pull.get().evenIfRemoved()).isFalse();
        pull.refuse(ErrorCode.NOT_CONVERSATION_MEMBER);
        assertError("NOT_CONVERSATION_MEMBER", null);
        notices.tell(new Session.Changed(c, removal(8)));
        assertThat(expectPull(c, 3).get().evenIfRemoved()).isTrue();
    }

    @Test
    void whatAHubPassesOnIsNotShownToWhoWasRemovedBeforeTheyAttached() {
        var hub = large(4, 9);
        answerUntilRemoved(expectPull(c, 4), 5, 5, 6);
        expectMessages(c, 5);
        expectRemoval();

        pass(c, 10);

        hub.expectMessageClass(ConversationHub.Detach.class);
        expectPull(c, 6).refuse(ErrorCode.NOT_CONVERSATION_MEMBER);
        socket.frames.expectNoMessage(SHORTLY);
    }

    // A group that has become small: its hub has let go of the removal, and sessions tell it but once.
    @Test
    void aRemovalThatTheHubDoesNotBringIsAskedForWhenTheHubLetsGo() {
        large(4, 4);
        expectPull(c, 4).accept(5, 5, 5);
        expectMessages(c, 5);

        notices.tell(new Session.Changed(c, removal(8)));
        entity(c).expectNoMessage(SHORTLY);
        chat.tell(new ChatSocket.FromHub(c, new HubNotice.Released()));
        answerUntilRemoved(expectPull(c, 5), 6, 7, 8);

        expectMessages(c, 6, 7);
        expectRemoval();
        socket.frames.expectNoMessage(SHORTLY);
    }

    // The question was answered before they came back, and their session tells that they are back before the answer is
    // here.
    @Test
    void whoIsBackWhileTheyAreRefusedIsNotRefused() {
        place(new Standing(c, 5));
        release();
        push(c, 7);
        var before = expectPull(c, 5);

        notices.tell(new Session.HeadMoved(c, 9, false));
        before.refuse(ErrorCode.NOT_CONVERSATION_MEMBER);

        expectPull(c, 5).accept(9, 8, 9);
        expectMessages(c, 8, 9);
    }

    @Test
    void whoIsBackInALargeGroupWhileTheyAreRefusedComesToItsHub() {
        place(new Standing(c, 5));
        release();
        push(c, 7);
        var before = expectPull(c, 5);

        notices.tell(new Session.HeadMoved(c, 9, true));
        before.refuse(ErrorCode.NOT_CONVERSATION_MEMBER);
        expectPull(c, 5).accept(9, 8, 9);
        expectMessages(c, 8, 9);
        prove(c, 9);
        pass(c, 11);

        expectMessages(c, 11);
    }

    @Test
    void whoIsBackWhileTheirRemovalIsReadComesToTheHubOfTheirGroup() {
        place(new Standing(c, 5));
        release();
        push(c, 7);
        var before = expectPull(c, 5);

        notices.tell(new Session.HeadMoved(c, 10, true));
        answerUntilRemoved(before, 6, 7, 8);
        expectMessages(c, 6, 7);
        expectRemoval();
        expectPull(c, 8).accept(10, 10, 10);
        expectMessages(c, 10);
        prove(c, 10);
        pass(c, 12);

        expectMessages(c, 12);
    }

    @Test
    void whoIsBackIsShownWhatCameSince() {
        place(new Standing(c, 5));
        release();
        notices.tell(new Session.Changed(c, removal(6)));
        expectRemoval();

        push(c, 9);
        expectPull(c, 6).accept(9, 8, 9);

        expectMessages(c, 8, 9);
    }

    private static Change removal(long revision) {
        return new Change(revision, revision - 1, new Left(ALICE, BOB, null, Instant.EPOCH));
    }

    private static void answerUntilRemoved(Pull pull, long first, long last, long removed) {
        assertThat(pull.get().evenIfRemoved()).isTrue();
        var messages = LongStream.rangeClosed(first, last).mapToObj(n -> change(pull.id(), n));
        pull.get()
                .replyTo()
                .tell(StatusReply.success(new Changes(
                        pull.after(),
                        pull.after(),
                        removed,
                        removed,
                        0,
                        0,
                        false,
                        true,
                        Stream.concat(messages, Stream.of(removal(removed))).toList())));
    }

    private void expectRemoval() {
        assertThat(socket.frames.receiveMessage().path("type").asText()).isEqualTo("member_removed");
    }
}
