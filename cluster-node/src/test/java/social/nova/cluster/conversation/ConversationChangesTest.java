package social.nova.cluster.conversation;

import static org.assertj.core.api.Assertions.assertThat;

import akka.pattern.StatusReply;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import social.nova.protocols.common.ErrorCode;
import social.nova.protocols.conversation.ConversationChanges.Change;
import social.nova.protocols.conversation.ConversationChanges.Position;
import social.nova.protocols.conversation.ConversationChanges.Posted;
import social.nova.protocols.conversation.ConversationMessages;
import social.nova.protocols.conversation.ConversationMessages.Selection;
import social.nova.protocols.conversation.ConversationMessages.Standing;
import social.nova.protocols.conversation.ConversationReactions.Reaction;
import social.nova.protocols.conversation.WordDigests;

class ConversationChangesTest extends EntityFixture {
    // --- What happened after a revision ---

    @Test
    void givesWhatHappenedAfterARevisionAsThingsStand() {
        open(ALICE, ALICE, BOB);
        send(ALICE, "k1");
        send(ALICE, "k2");
        change(new ConversationMessages.EditMessage(ALICE, 1, otherBody(), WordDigests.NONE, changers.ref()));
        change(new ConversationMessages.DeleteMessage(ALICE, 2, changers.ref()));
        markRead(BOB, 2);

        var all = changes(BOB, Position.of(0), 50).getValue();

        assertThat(all.changes()).extracting(Change::revision).containsExactly(1L, 2L, 3L, 4L, 5L, 6L);
        assertThat(all.from()).isZero();
        assertThat(all.upTo()).isEqualTo(6);
        assertThat(all.head()).isEqualTo(6);
        assertThat(all.changes().get(1).shown())
                .isInstanceOfSatisfying(
                        Posted.class,
                        posted -> assertThat(posted.message().body()).isEqualTo(otherBody()));
        assertThat(all.changes().get(2).shown())
                .isInstanceOfSatisfying(
                        Posted.class,
                        posted -> assertThat(posted.message().isDeleted()).isTrue());
        assertThat(changes(BOB, Position.of(5), 50).getValue().changes())
                .extracting(Change::revision)
                .containsExactly(6L);
        assertThat(changes(BOB, new Position(1, -1), 50).getValue().after()).isEqualTo(2);
        assertThat(changes(BOB, Position.of(0), 2).getValue().upTo()).isEqualTo(2);
        assertThat(changes(MALLORY, Position.of(0), 2)).isEqualTo(ErrorCode.NOT_CONVERSATION_MEMBER.refusal());
    }

    @Test
    void leavesWhatItDoesNotRememberToTheJournal() {
        open(ALICE, ALICE, BOB);
        for (var n = 1; n <= 250; n++) {
            send(ALICE, "k" + n);
        }

        var some = changes(BOB, Position.of(10), 50).getValue();

        assertThat(some.after()).isEqualTo(10);
        assertThat(some.from()).isEqualTo(51);
        assertThat(some.changes().getFirst().revision()).isEqualTo(52);
        assertThat(changes(BOB, new Position(7, -1), 50).getValue().after()).isNegative();
    }

    // --- Changing messages ---

    @Test
    void editsAndDeletesNewMessagesWithoutAskingAnybody() {
        open(ALICE, ALICE, BOB);
        send(ALICE, "k");

        assertThat(change(new ConversationMessages.EditMessage(ALICE, 1, body(), WordDigests.NONE, changers.ref())))
                .isEqualTo(StatusReply.ack());
        assertThat(change(new ConversationMessages.DeleteMessage(ALICE, 1, changers.ref())))
                .isEqualTo(StatusReply.ack());

        messageLookups.expectNoMessage(SOON);
        assertThat(page(BOB, Selection.newest(1)).getValue().messages())
                .singleElement()
                .satisfies(message -> {
                    assertThat(message.isDeleted()).isTrue();
                    assertThat(message.body()).isNull();
                });
    }

    @Test
    void refusesChangesOfWhatIsNotThereAndByWhoIsNoMember() {
        open(ALICE, ALICE, BOB);
        send(ALICE, "k");

        for (var sequenceNumber : new long[] {0, 2, Long.MAX_VALUE}) {
            assertThat(change(new ConversationMessages.DeleteMessage(ALICE, sequenceNumber, changers.ref())))
                    .isEqualTo(ErrorCode.MESSAGE_NOT_FOUND.refusal());
        }
        assertThat(change(new ConversationMessages.DeleteMessage(MALLORY, 1, changers.ref())))
                .isEqualTo(ErrorCode.NOT_CONVERSATION_MEMBER.refusal());
    }

    @Test
    void asksForReactionsOneAfterTheOtherSoThatEachSeesTheOneBefore() {
        open(ALICE, ALICE, BOB);
        send(ALICE, "k");
        var message = page(ALICE, Selection.newest(1)).getValue().messages().getFirst();
        react(BOB, "👍");
        react(BOB, "👍");

        var first = messageLookups.receiveMessage();
        assertThat(first.sequenceNumber()).isEqualTo(1);
        assertThat(first.revision()).isEqualTo(2);
        messageLookups.expectNoMessage(SOON);
        first.answer().complete(Optional.of(new Standing(message, List.of())));
        var second = messageLookups.receiveMessage();
        assertThat(second.revision()).isEqualTo(3);
        second.answer().complete(Optional.of(new Standing(message, List.of(new Reaction(BOB, "👍")))));

        assertThat(changers.receiveSeveralMessages(2)).containsOnly(StatusReply.ack());
        assertThat(journal()).hasSize(3);
    }

    @Test
    void aDeletionWaitsForTheReactionBeforeItAndLaterReactionsFindNothing() {
        open(ALICE, ALICE, BOB);
        send(ALICE, "k");
        var message = page(ALICE, Selection.newest(1)).getValue().messages().getFirst();
        react(BOB, "👍");
        entity.tell(new ConversationMessages.DeleteMessage(ALICE, 1, changers.ref()));
        react(BOB, "🎉");

        messageLookups.receiveMessage().answer().complete(Optional.of(new Standing(message, List.of())));
        assertThat(changers.receiveSeveralMessages(2)).containsOnly(StatusReply.ack());
        messageLookups
                .receiveMessage()
                .answer()
                .complete(Optional.of(new Standing(message.deleted(4, START), List.of())));

        changers.expectMessage(ErrorCode.MESSAGE_NOT_FOUND.refusal());
    }

    @Test
    void aMessageThatNobodyCanBeAskedForLeavesTheChangeToARetry() {
        open(ALICE, ALICE, BOB);
        send(ALICE, "k");

        react(BOB, "👍");
        messageLookups.receiveMessage().answer().completeExceptionally(new IllegalStateException("away"));

        changers.expectMessage(ErrorCode.DATABASE_ERROR.refusal());
        assertThat(journal()).hasSize(2);
    }

    @Test
    void aReactionThatWaitsOutlivesAFailedWrite() {
        open(ALICE, ALICE, BOB);
        send(ALICE, "k");
        var message = page(ALICE, Selection.newest(1)).getValue().messages().getFirst();
        react(ALICE, "👍");
        react(BOB, "👍");
        JOURNAL.failNextPersisted(persistenceId);

        messageLookups.receiveMessage().answer().complete(Optional.of(new Standing(message, List.of())));
        changers.expectMessage(ErrorCode.DATABASE_ERROR.refusal());
        pass(AFTER_BACKOFF);
        messageLookups.receiveMessage().answer().complete(Optional.of(new Standing(message, List.of())));

        changers.expectMessage(StatusReply.ack());
        changers.expectNoMessage(SOON);
        assertThat(journal()).hasSize(3);
    }

    // --- Read marks ---

    @Test
    void whatWasReadOnceStaysRead() {
        open(ALICE, ALICE, BOB);
        for (var n = 1; n <= 4; n++) {
            send(ALICE, "k" + n);
        }

        assertThat(overview(BOB).getValue().unread()).isEqualTo(4);
        markRead(BOB, 3);
        assertThat(overview(BOB).getValue().unread()).isEqualTo(1);
        markRead(BOB, 2);
        assertThat(overview(BOB).getValue().unread()).isEqualTo(1);
        markRead(BOB, Long.MAX_VALUE);
        markRead(BOB, Long.MAX_VALUE);

        assertThat(overview(BOB).getValue().unread()).isZero();
        assertThat(overview(ALICE).getValue().unread()).isZero();
        assertThat(journal()).hasSize(7);
    }

    @Test
    void whoAnswersHasReadWhatCameBefore() {
        open(ALICE, ALICE, BOB);
        send(ALICE, "k1");
        send(BOB, "k2");
        send(ALICE, "k3");

        assertThat(overview(BOB).getValue().unread()).isEqualTo(1);
    }

    // --- Replies and mentions ---

    @Test
    void aReplyAnswersAMessageThatIsThereAndNamesMembersOnly() {
        open(ALICE, ALICE, BOB);
        send(ALICE, "k1");

        entity.tell(new ConversationMessages.SendMessage(
                BOB, body(), 1, List.of(ALICE, MALLORY), WordDigests.NONE, key("k2"), sender.ref()));
        sender.receiveMessage();
        entity.tell(new ConversationMessages.SendMessage(
                BOB, body(), 3, List.of(), WordDigests.NONE, key("k3"), sender.ref()));

        sender.expectMessage(ErrorCode.MESSAGE_NOT_FOUND.refusal());
        var reply = page(ALICE, Selection.newest(1)).getValue().messages().getFirst();
        assertThat(reply.repliesTo()).isEqualTo(1);
        assertThat(reply.mentions()).containsExactly(ALICE);
    }
}
