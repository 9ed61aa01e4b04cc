package social.nova.cluster.conversation;

import static org.assertj.core.api.Assertions.assertThat;

import akka.cluster.sharding.typed.javadsl.ClusterSharding;
import akka.pattern.StatusReply;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import social.nova.protocols.common.ErrorCode;
import social.nova.protocols.conversation.Conversation;
import social.nova.protocols.conversation.Conversation.ConversationType;
import social.nova.protocols.conversation.Conversation.Message;
import social.nova.protocols.conversation.Conversation.Overview;
import social.nova.protocols.conversation.ConversationChanges.Change;
import social.nova.protocols.conversation.ConversationChanges.Posted;
import social.nova.protocols.conversation.ConversationMessages;
import social.nova.protocols.conversation.ConversationMessages.IdempotencyKey;
import social.nova.protocols.conversation.ConversationMessages.Receipt;
import social.nova.protocols.conversation.ConversationMessages.Selection;
import social.nova.protocols.conversation.ConversationMessages.Standing;
import social.nova.protocols.conversation.WordDigests;
import social.nova.protocols.session.Session;

class ConversationEntityTest extends EntityFixture {
    // --- Opening ---

    @Test
    void openingTwiceAnswersTheSameConversation() {
        var first = open(ALICE, ALICE, BOB);
        pass(Duration.ofSeconds(1));

        assertThat(first)
                .isEqualTo(StatusReply.success(
                        new Overview(ConversationType.DIRECT, null, ALICE, 2, null, 0, 0, 1, 1, START, START)));
        assertThat(open(BOB, BOB, ALICE)).isEqualTo(first);
        assertThat(journal()).hasSize(1);
    }

    @Test
    void aGroupIsOpenedOnceByItsKeyAndAnotherBodyIsAConflictAlsoAfterARestart() {
        var first = openGroup(key("walk"), ALICE, BOB);
        restart();

        assertThat(openGroup(key("walk"), BOB, ALICE)).isEqualTo(first);
        assertThat(openGroup(new IdempotencyKey("walk", "another body"), ALICE, BOB))
                .isEqualTo(ErrorCode.CONFLICT.refusal());
        assertThat(openGroup(null, ALICE, BOB)).isEqualTo(ErrorCode.CONFLICT.refusal());
        assertThat(journal()).hasSize(1);
    }

    @Test
    void anotherPairBehindTheSameIdIsAConflict() {
        open(ALICE, ALICE, BOB);

        assertThat(open(MALLORY, MALLORY, ALICE)).isEqualTo(ErrorCode.CONFLICT.refusal());
        assertThat(send(MALLORY, "k")).isEqualTo(ErrorCode.NOT_CONVERSATION_MEMBER.refusal());
    }

    @Test
    void showsItsMembersWhereItStands() {
        open(ALICE, ALICE, BOB);
        pass(Duration.ofSeconds(3));
        var receipt = send(BOB, "k").getValue();

        assertThat(overview(ALICE).getValue())
                .isEqualTo(new Overview(
                        ConversationType.DIRECT,
                        null,
                        ALICE,
                        2,
                        receipt.id(),
                        1,
                        1,
                        1,
                        2,
                        START,
                        START.plusSeconds(3)));
    }

    // --- Sending ---

    @Test
    void numbersMessagesInTheOrderTheyArrive() {
        open(ALICE, ALICE, BOB);

        for (var n = 1; n <= 20; n++) {
            assertThat(send(n % 2 == 0 ? ALICE : BOB, "k" + n))
                    .isEqualTo(StatusReply.success(new Receipt(IDS.message(id, n), n)));
        }
    }

    @Test
    void answersARepeatedKeyWithTheFirstReceiptAndTellsNobodyAgain() {
        open(ALICE, ALICE, BOB);

        var first = send(ALICE, "same");
        send(ALICE, "another");

        assertThat(send(ALICE, "same")).isEqualTo(first);
        assertThat(delivered()).hasSize(4);
        assertThat(sent()).hasSize(2);
    }

    @Test
    void theSameKeyWithAnotherBodyIsAConflict() {
        open(ALICE, ALICE, BOB);
        send(ALICE, "same");

        tellSend(ALICE, new IdempotencyKey("same", "another body"));

        sender.expectMessage(ErrorCode.CONFLICT.refusal());
        assertThat(sent()).hasSize(1);
    }

    // The digest of a key is made under its sender's data key: Bob's "same" is another text than Alice's.
    @Test
    void theSameKeyOfAnotherSenderIsAnotherMessage() {
        open(ALICE, ALICE, BOB);

        assertThat(send(ALICE, "same, digested for Alice").getValue().sequenceNumber())
                .isEqualTo(1);
        assertThat(send(BOB, "same, digested for Bob").getValue().sequenceNumber())
                .isEqualTo(2);
    }

    @Test
    void withoutAKeyEveryMessageIsNew() {
        open(ALICE, ALICE, BOB);

        tellSend(ALICE, null);
        tellSend(ALICE, null);

        assertThat(sender.receiveMessage().getValue().sequenceNumber()).isEqualTo(1);
        assertThat(sender.receiveMessage().getValue().sequenceNumber()).isEqualTo(2);
    }

    @Test
    void aKeyIsForgottenAfterADay() {
        open(ALICE, ALICE, BOB);
        send(ALICE, "k");

        pass(Duration.ofHours(24).minusNanos(1));
        assertThat(send(ALICE, "k").getValue().sequenceNumber()).isEqualTo(1);
        pass(Duration.ofNanos(1));
        assertThat(send(ALICE, "k").getValue().sequenceNumber()).isEqualTo(2);
    }

    @Test
    void keysSurviveARestart() {
        open(ALICE, ALICE, BOB);
        var first = send(ALICE, "same");

        restart();

        assertThat(send(ALICE, "same")).isEqualTo(first);
        assertThat(send(ALICE, "next").getValue().sequenceNumber()).isEqualTo(2);
    }

    @Test
    void goesOnBehindASnapshotAsIfThereWereNone() {
        open(ALICE, ALICE, BOB);
        LongStream.rangeClosed(1, 220).forEach(n -> tellSend(ALICE, key("k" + n)));
        var receipts = sender.receiveSeveralMessages(220, Duration.ofSeconds(20));

        restart();

        assertThat(send(ALICE, "k1")).isEqualTo(receipts.getFirst());
        assertThat(send(ALICE, "k220")).isEqualTo(receipts.getLast());
        assertThat(send(ALICE, "k221").getValue().sequenceNumber()).isEqualTo(221);
        assertThat(page(BOB, Selection.newest(2)).getValue().messages())
                .extracting(Message::sequenceNumber)
                .containsExactly(220L, 221L);
    }

    // --- Refusing ---

    @Test
    void refusesWhoIsNotAMember() {
        var refusal = ErrorCode.NOT_CONVERSATION_MEMBER.<Object>refusal();
        open(ALICE, ALICE, BOB);

        assertThat(send(MALLORY, "k")).isEqualTo(refusal);
        assertThat(overview(MALLORY)).isEqualTo(refusal);
        assertThat(page(MALLORY, Selection.newest(1))).isEqualTo(refusal);
        told.expectNoMessage(SOON);
        shard.expectNoMessage(SOON);
    }

    @Test
    void whatWasNeverOpenedIsNotThereAndWantsToBeGone() {
        var refusal = ErrorCode.CONVERSATION_NOT_FOUND.<Object>refusal();

        assertThat(send(ALICE, "k")).isEqualTo(refusal);
        assertThat(overview(ALICE)).isEqualTo(refusal);
        assertThat(page(ALICE, Selection.newest(1))).isEqualTo(refusal);
        entity.tell(new Conversation.Wake());

        for (var n = 0; n < 4; n++) {
            shard.expectMessage(new ClusterSharding.Passivate<>(entity));
        }
        assertThat(journal()).isEmpty();
    }

    @Test
    void stopsWhenTheShardSaysSo() {
        entity.tell(new Conversation.Stop());

        shard.expectTerminated(entity);
    }

    // --- Telling members ---

    @Test
    void tellsEveryMemberEveryMessageInItsOrder() {
        open(ALICE, ALICE, BOB);
        LongStream.rangeClosed(1, 50).forEach(n -> tellSend(ALICE, key("k" + n)));
        sender.receiveSeveralMessages(50);

        var delivered = delivered();
        for (var member : List.of(ALICE, BOB)) {
            assertThat(delivered.stream()
                            .filter(one -> one.member().equals(member))
                            .map(Told::command))
                    .containsExactlyElementsOf(sent().stream()
                            .map(one -> (Session.Command) new Session.Deliver(
                                    id, new Change(one.revision(), one.revision() - 1, new Posted(one.message()))))
                            .toList());
        }
    }

    @Test
    void repeatsItsHeadOnceWhenItHasBeenQuietForFiveSeconds() {
        open(ALICE, ALICE, BOB);
        send(ALICE, "k1");
        pass(Duration.ofSeconds(4));
        send(ALICE, "k2");
        told.receiveSeveralMessages(4);

        pass(Duration.ofMillis(4_999));
        told.expectNoMessage(SOON);
        pass(Duration.ofMillis(1));
        expectHead(3);
        pass(Duration.ofMinutes(1));
        told.expectNoMessage(SOON);
    }

    @Test
    void tellsItsHeadAfterARecoveryThatFollowsARecentChange() {
        open(ALICE, ALICE, BOB);
        send(ALICE, "k1");
        told.receiveSeveralMessages(2);

        pass(Duration.ofSeconds(5));
        expectHead(2);
        pass(Duration.ofMinutes(4));
        restart();
        entity.tell(new Conversation.Wake());
        expectHead(2);

        pass(Duration.ofMinutes(1));
        restart();
        overview(ALICE);
        told.expectNoMessage(SOON);
        shard.expectNoMessage(SOON);
    }

    @Test
    void tellsItsHeadWhenItHasToGoBeforeItWasQuietForFiveSeconds() {
        open(ALICE, ALICE, BOB);
        send(ALICE, "k1");
        delivered();

        entity.tell(new Conversation.Stop());
        shard.expectTerminated(entity);

        expectHead(2);
    }

    // A node was lost, and nobody could be asked for long which conversations it may have left untold.
    @Test
    void tellsItsHeadOnceWhenItIsWokenHoweverLongAgoItChanged() {
        open(ALICE, ALICE, BOB);
        send(ALICE, "k1");
        delivered();
        pass(Duration.ofHours(1));
        expectHead(2);
        restart();

        entity.tell(new Conversation.Wake());
        expectHead(2);
        entity.tell(new Conversation.Wake());
        overview(ALICE);

        assertThat(delivered()).isEmpty();
    }

    @Test
    void tellsWhatHappensToOldMessagesByItsHeadSoThatItIsAskedFor() {
        open(ALICE, ALICE, BOB);
        for (var n = 1; n <= 201; n++) {
            send(ALICE, "k" + n);
        }
        delivered();
        entity.tell(new ConversationMessages.EditMessage(ALICE, 1, body(), WordDigests.NONE, changers.ref()));
        messageLookups
                .receiveMessage()
                .answer()
                .complete(Optional.of(
                        new Standing(new Message(IDS.message(id, 1), 1, 2, ALICE, otherBody(), START), List.of())));
        changers.expectMessage(StatusReply.ack());

        expectHead(203);
        send(ALICE, "next");

        assertThat(delivers())
                .extracting(Told::command)
                .allSatisfy(command -> assertThat(command)
                        .isInstanceOfSatisfying(
                                Session.Deliver.class,
                                deliver ->
                                        assertThat(deliver.change().follows()).isEqualTo(203)));
    }

    @Test
    void blocksAreNotToldAndLeaveNoGap() {
        open(ALICE, ALICE, BOB);
        send(ALICE, "k1");
        block(BOB, true, 1);
        block(BOB, false, 2);
        delivered();

        send(ALICE, "k2");

        assertThat(delivers())
                .hasSize(2)
                .extracting(Told::command)
                .allSatisfy(command -> assertThat(command).isInstanceOfSatisfying(Session.Deliver.class, deliver -> {
                    assertThat(deliver.change().revision()).isEqualTo(5);
                    assertThat(deliver.change().follows()).isEqualTo(2);
                }));
    }
}
