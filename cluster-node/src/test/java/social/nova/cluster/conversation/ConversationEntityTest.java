package social.nova.cluster.conversation;

import static org.assertj.core.api.Assertions.assertThat;

import akka.Done;
import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.testkit.typed.javadsl.FishingOutcomes;
import akka.actor.testkit.typed.javadsl.ManualTime;
import akka.actor.testkit.typed.javadsl.TestProbe;
import akka.actor.typed.ActorRef;
import akka.cluster.sharding.typed.javadsl.ClusterSharding;
import akka.pattern.StatusReply;
import akka.persistence.testkit.ProcessingSuccess;
import akka.persistence.testkit.javadsl.PersistenceTestKit;
import akka.persistence.typed.PersistenceId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import social.nova.cluster.TestActors;
import social.nova.cluster.intake.Intake;
import social.nova.protocols.common.ErrorCode;
import social.nova.protocols.common.Sealed;
import social.nova.protocols.common.UserId;
import social.nova.protocols.conversation.Conversation;
import social.nova.protocols.conversation.Conversation.Body;
import social.nova.protocols.conversation.Conversation.Command;
import social.nova.protocols.conversation.Conversation.ConversationType;
import social.nova.protocols.conversation.Conversation.Encryption;
import social.nova.protocols.conversation.Conversation.Event;
import social.nova.protocols.conversation.Conversation.GroupName;
import social.nova.protocols.conversation.Conversation.Message;
import social.nova.protocols.conversation.Conversation.Overview;
import social.nova.protocols.conversation.ConversationChanges.Change;
import social.nova.protocols.conversation.ConversationChanges.Changes;
import social.nova.protocols.conversation.ConversationChanges.GetChanges;
import social.nova.protocols.conversation.ConversationChanges.Position;
import social.nova.protocols.conversation.ConversationChanges.Posted;
import social.nova.protocols.conversation.ConversationId;
import social.nova.protocols.conversation.ConversationIds;
import social.nova.protocols.conversation.ConversationMembers;
import social.nova.protocols.conversation.ConversationMessages;
import social.nova.protocols.conversation.ConversationMessages.IdempotencyKey;
import social.nova.protocols.conversation.ConversationMessages.MessageSent;
import social.nova.protocols.conversation.ConversationMessages.Page;
import social.nova.protocols.conversation.ConversationMessages.Receipt;
import social.nova.protocols.conversation.ConversationMessages.Remembered;
import social.nova.protocols.conversation.ConversationMessages.Selection;
import social.nova.protocols.conversation.ConversationMessages.Standing;
import social.nova.protocols.conversation.ConversationReactions;
import social.nova.protocols.conversation.ConversationReactions.Reaction;
import social.nova.protocols.conversation.WordDigests;
import social.nova.protocols.session.Session;

class ConversationEntityTest {
    private static final ActorTestKit ACTORS = TestActors.start();
    private static final ManualTime TIME = ManualTime.get(ACTORS.system());
    private static final PersistenceTestKit JOURNAL = PersistenceTestKit.create(ACTORS.system());
    private static final ConversationIds IDS = new ConversationIds(new byte[32]);
    private static final UserId ALICE = UserId.of(UUID.randomUUID());
    private static final UserId BOB = UserId.of(UUID.randomUUID());
    private static final UserId MALLORY = UserId.of(UUID.randomUUID());
    private static final Instant START = Instant.parse("2025-10-25T10:30:45Z");
    private static final Duration SOON = Duration.ofMillis(50);
    private static final Duration AFTER_BACKOFF = Duration.ofSeconds(1);
    private static final long FORGETTING = RememberedKeys.MOST + 10L;

    private final ConversationId id = IDS.group(new Random());
    private final String persistenceId =
            PersistenceId.of(Conversation.TYPE_KEY.name(), id.value()).id();
    private final AtomicReference<Instant> clock = new AtomicReference<>(START);
    private final TestProbe<Told> told = ACTORS.createTestProbe();
    private final TestProbe<Lookup> lookups = ACTORS.createTestProbe();
    private final TestProbe<MessageLookedFor> messageLookups = ACTORS.createTestProbe();
    private final TestProbe<ClusterSharding.ShardCommand> shard = ACTORS.createTestProbe();
    private final TestProbe<StatusReply<Receipt>> sender = ACTORS.createTestProbe();
    private final TestProbe<StatusReply<Overview>> overviews = ACTORS.createTestProbe();
    private final TestProbe<StatusReply<Page>> pages = ACTORS.createTestProbe();
    private final TestProbe<StatusReply<Changes>> changesRead = ACTORS.createTestProbe();
    private final TestProbe<StatusReply<Done>> changers = ACTORS.createTestProbe();
    private final TestProbe<StatusReply<Done>> blockers = ACTORS.createTestProbe();
    private ActorRef<Command> entity = spawn();

    private record Told(UserId member, Session.Command command) {}

    private record MessageLookedFor(long sequenceNumber, long revision, CompletableFuture<Optional<Standing>> answer) {}

    private record Lookup(String key, long below, Instant since, CompletableFuture<Optional<Remembered>> answer) {}

    @AfterAll
    static void shutDown() {
        ACTORS.shutdownTestKit();
    }

    @BeforeEach
    void healthyJournal() {
        JOURNAL.resetPolicy();
    }

    @AfterEach
    void everyEventHasTheRevisionOfItsPlaceInTheJournal() {
        ACTORS.stop(entity);
        assertThat(journal())
                .extracting(Event::revision)
                .containsExactlyElementsOf(upTo(journal().size()));
        assertThat(sent()).extracting(MessageSent::sequenceNumber).containsExactlyElementsOf(upTo(sent().size()));
    }

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

    // --- Blocking ---

    @Test
    void whileOneBlocksTheOtherNobodySends() {
        open(ALICE, ALICE, BOB);
        var earlier = send(ALICE, "k1");

        assertThat(block(BOB, true, 7)).isEqualTo(StatusReply.ack());

        assertThat(send(ALICE, "k2")).isEqualTo(ErrorCode.FORBIDDEN.refusal());
        assertThat(send(BOB, "k3")).isEqualTo(ErrorCode.FORBIDDEN.refusal());
        assertThat(send(ALICE, "k1")).isEqualTo(earlier);
        assertThat(send(MALLORY, "k4")).isEqualTo(ErrorCode.NOT_CONVERSATION_MEMBER.refusal());
        assertThat(sent()).hasSize(1);
    }

    @Test
    void whatWasSaidBeforeABlockStaysReadableAndShowsNothingOfIt() {
        open(ALICE, ALICE, BOB);
        send(ALICE, "k1");
        pass(Duration.ofMinutes(1));
        block(BOB, true, 7);

        assertThat(page(ALICE, Selection.newest(10)).getValue().messages()).hasSize(1);
        assertThat(overview(BOB).getValue().updatedAt()).isEqualTo(START);
    }

    @Test
    void nobodySendsUntilBothHaveLiftedTheirBlock() {
        open(ALICE, ALICE, BOB);
        block(ALICE, true, 7);
        block(BOB, true, 8);

        block(ALICE, false, 9);
        assertThat(send(ALICE, "k")).isEqualTo(ErrorCode.FORBIDDEN.refusal());

        block(BOB, false, 10);
        assertThat(send(ALICE, "k").isSuccess()).isTrue();
    }

    @Test
    void whatIsToldOfABlockLateOrAgainChangesNothing() {
        open(ALICE, ALICE, BOB);

        block(ALICE, true, 7);
        assertThat(block(ALICE, true, 7)).isEqualTo(StatusReply.ack());
        block(ALICE, false, 8);
        assertThat(block(ALICE, true, 7)).isEqualTo(StatusReply.ack());

        assertThat(send(BOB, "k").isSuccess()).isTrue();
        assertThat(journal())
                .extracting(Event::getClass)
                .isEqualTo(List.of(
                        ConversationMembers.Opened.class,
                        ConversationMembers.Blocked.class,
                        ConversationMembers.Unblocked.class,
                        MessageSent.class));
    }

    @Test
    void aBlockedPairCannotBeginToTalkUntilTheBlockIsLifted() {
        block(ALICE, true, 7);
        restart();

        assertThat(open(BOB, ALICE, BOB)).isEqualTo(ErrorCode.USER_NOT_FOUND.refusal());
        assertThat(open(ALICE, ALICE, BOB)).isEqualTo(ErrorCode.USER_NOT_FOUND.refusal());
        assertThat(send(ALICE, "k")).isEqualTo(ErrorCode.CONVERSATION_NOT_FOUND.refusal());

        block(ALICE, false, 8);
        assertThat(open(BOB, ALICE, BOB).isSuccess()).isTrue();
        assertThat(send(ALICE, "k").isSuccess()).isTrue();
    }

    @Test
    void aBlockOutlivesARestart() {
        open(ALICE, ALICE, BOB);
        block(BOB, true, 7);

        restart();

        assertThat(send(ALICE, "k")).isEqualTo(ErrorCode.FORBIDDEN.refusal());
    }

    @Test
    void whatWaitsForALookupWhenABlockComesIsTooLate() {
        recoverForgetting();
        tellSend(ALICE, key("new"));
        tellSend(ALICE, key("k13"));
        var lookup = lookups.receiveMessage();

        block(BOB, true, 7);
        lookup.answer().complete(Optional.empty());

        sender.expectMessage(ErrorCode.FORBIDDEN.refusal());
        assertThat(sender.receiveMessage().getValue().sequenceNumber()).isEqualTo(13);
    }

    @Test
    void aBlockThatCannotBeWrittenIsNoSuccess() {
        open(ALICE, ALICE, BOB);
        JOURNAL.failNextPersisted(persistenceId);

        assertThat(block(BOB, true, 7)).isEqualTo(ErrorCode.DATABASE_ERROR.refusal());
        pass(AFTER_BACKOFF);

        assertThat(block(BOB, true, 7)).isEqualTo(StatusReply.ack());
        assertThat(send(ALICE, "k")).isEqualTo(ErrorCode.FORBIDDEN.refusal());
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

    // --- When the journal fails ---

    @Test
    void aWriteThatFailsIsNeverASuccessAndARetrySucceedsOnce() {
        open(ALICE, ALICE, BOB);
        JOURNAL.failNextPersisted(persistenceId);

        assertThat(send(ALICE, "k")).isEqualTo(ErrorCode.DATABASE_ERROR.refusal());
        told.expectNoMessage(SOON);
        pass(AFTER_BACKOFF);

        var retried = send(ALICE, "k");
        assertThat(retried.getValue()).isEqualTo(new Receipt(IDS.message(id, 1), 1));
        assertThat(send(ALICE, "k")).isEqualTo(retried);
        assertThat(delivers()).hasSize(2);
    }

    // The commit went through, its answer did not come back.
    @Test
    void aWriteThatSucceededUnnoticedIsFoundByTheRetry() {
        open(ALICE, ALICE, BOB);
        JOURNAL.failNextPersisted(persistenceId);

        assertThat(send(ALICE, "k")).isEqualTo(ErrorCode.DATABASE_ERROR.refusal());
        JOURNAL.persistForRecovery(persistenceId, List.of(event(1, "k")));
        pass(AFTER_BACKOFF);

        assertThat(send(ALICE, "k").getValue().sequenceNumber()).isEqualTo(1);
        assertThat(send(ALICE, "next").getValue().sequenceNumber()).isEqualTo(2);
    }

    @Test
    void whatWaitsBehindAFailedWriteGoesOnInItsOrder() {
        open(ALICE, ALICE, BOB);
        JOURNAL.failNextPersisted(persistenceId);

        for (var n = 1; n <= 5; n++) {
            tellSend(ALICE, key("k" + n));
        }
        sender.expectMessage(ErrorCode.DATABASE_ERROR.refusal());
        sender.expectNoMessage(SOON);
        pass(AFTER_BACKOFF);

        for (var n = 1; n <= 4; n++) {
            assertThat(sender.receiveMessage().getValue().sequenceNumber()).isEqualTo(n);
        }
        assertThat(sent()).extracting(one -> keyOf(one)).containsExactly("k2", "k3", "k4", "k5");
    }

    // Akka takes each command out of its stash inside the one before: so many would overflow a thread's stack.
    @Test
    void asManyReadsAsMayWaitBehindAWriteAreAnsweredOnAnOrdinaryStack() {
        open(ALICE, ALICE, BOB);
        var written = new CompletableFuture<Void>().orTimeout(30, TimeUnit.SECONDS);
        JOURNAL.withPolicy((_, _) -> {
            written.join();
            return ProcessingSuccess.getInstance();
        });

        tellSend(ALICE, key("k"));
        for (var n = 0; n <= Intake.MAX_WAITING; n++) {
            entity.tell(new ConversationMembers.GetOverview(ALICE, overviews.ref()));
        }
        assertThat(overview(BOB)).isEqualTo(ErrorCode.SERVICE_UNAVAILABLE.refusal());
        written.complete(null);

        assertThat(overviews.receiveSeveralMessages(Intake.MAX_WAITING + 1, Duration.ofSeconds(30)))
                .allMatch(StatusReply::isSuccess);
        assertThat(sender.receiveMessage().getValue().sequenceNumber()).isEqualTo(1);
    }

    @Test
    void anOpeningThatCannotBeWrittenIsAnsweredToo() {
        JOURNAL.failNextPersisted(persistenceId);

        assertThat(open(ALICE, ALICE, BOB)).isEqualTo(ErrorCode.DATABASE_ERROR.refusal());
        pass(AFTER_BACKOFF);
        assertThat(open(ALICE, ALICE, BOB).isSuccess()).isTrue();
    }

    // What waits when recovery fails goes on waiting: the next recovery may be a moment away.
    @Test
    void whileTheJournalCannotBeReadCommandsAreAnsweredAtOnce() {
        open(ALICE, ALICE, BOB);
        send(ALICE, "k1");
        ACTORS.stop(entity);
        JOURNAL.failNextRead(persistenceId);
        entity = spawn();
        awaitFailedRecovery();

        assertThat(send(ALICE, "k2")).isEqualTo(ErrorCode.DATABASE_ERROR.refusal());
        assertThat(overview(ALICE)).isEqualTo(ErrorCode.DATABASE_ERROR.refusal());
        pass(AFTER_BACKOFF);
        Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .until(() -> overview(ALICE).isSuccess());

        assertThat(overview(ALICE).getValue().lastSequenceNumber()).isEqualTo(1);
        assertThat(send(ALICE, "k2").getValue().sequenceNumber()).isEqualTo(2);
    }

    @Test
    void aRejectedWriteLeavesNoGap() {
        open(ALICE, ALICE, BOB);
        send(ALICE, "k1");
        JOURNAL.rejectNextPersisted(persistenceId);

        tellSend(ALICE, key("k2"));
        sender.expectTerminated(entity);
        sender.expectNoMessage(SOON);
        entity = spawn();

        assertThat(send(ALICE, "k3").getValue().sequenceNumber()).isEqualTo(2);
        assertThat(send(ALICE, "k2").getValue().sequenceNumber()).isEqualTo(3);
    }

    // --- Keys that only the table knows ---

    @Test
    void aKeyItHasForgottenIsLookedUp() {
        recoverForgetting();

        tellSend(ALICE, key("k1"));
        var lookup = lookups.receiveMessage();
        lookup.answer().complete(Optional.of(new Remembered("body", 1, START)));

        assertThat(lookup.key()).isEqualTo("k1");
        assertThat(lookup.below()).isEqualTo(11);
        assertThat(lookup.since()).isEqualTo(clock.get().minus(Duration.ofHours(24)));
        sender.expectMessage(StatusReply.success(new Receipt(IDS.message(id, 1), 1)));
        assertThat(sent()).hasSize((int) FORGETTING);
    }

    @Test
    void aForgottenKeyWithAnotherBodyIsAConflict() {
        recoverForgetting();

        tellSend(ALICE, key("k1"));
        lookups.receiveMessage().answer().complete(Optional.of(new Remembered("another body", 1, START)));

        sender.expectMessage(ErrorCode.CONFLICT.refusal());
    }

    @Test
    void aKeyItRemembersIsNotLookedUp() {
        recoverForgetting();

        assertThat(send(ALICE, "k" + FORGETTING).getValue().sequenceNumber()).isEqualTo(FORGETTING);
        assertThat(send(ALICE, "k11").getValue().sequenceNumber()).isEqualTo(11);
        lookups.expectNoMessage(SOON);
    }

    @Test
    void aKeyMadeByNovaIsNotLookedUpWhenNothingAsYoungHasBeenForgotten() {
        recoverForgetting();

        tellSend(ALICE, IdempotencyKey.madeByNova("1"));
        tellSend(ALICE, IdempotencyKey.madeByNova("1"));

        assertThat(sender.receiveSeveralMessages(2))
                .extracting(receipt -> receipt.getValue().sequenceNumber())
                .containsExactly(FORGETTING + 1, FORGETTING + 1);
        lookups.expectNoMessage(SOON);
    }

    @Test
    void aKeyMadeByNovaIsLookedUpWhenItMayHaveBeenForgottenAMomentAgo() {
        recoverForgetting();
        clock.set(START.plusSeconds(59));

        tellSend(ALICE, IdempotencyKey.madeByNova("1"));

        assertThat(lookups.receiveMessage().key()).isEqualTo("~1");
    }

    @Test
    void nothingOvertakesAMessageThatWaitsForItsLookup() {
        recoverForgetting();

        tellSend(ALICE, key("new"));
        var lookup = lookups.receiveMessage();
        tellSend(BOB, null);
        tellSend(BOB, key("k" + FORGETTING));
        tellSend(ALICE, key("new"));
        sender.expectNoMessage(SOON);
        lookup.answer().complete(Optional.empty());

        assertThat(sender.receiveSeveralMessages(4))
                .extracting(receipt -> receipt.getValue().sequenceNumber())
                .containsExactly(FORGETTING + 1, FORGETTING + 2, FORGETTING, FORGETTING + 1);
    }

    // While "new" waits, "k11" is the oldest key remembered; accepting "new" pushes it out.
    @Test
    void aKeyThatIsPushedOutWhileItWaitsIsStillFound() {
        recoverForgetting();

        tellSend(ALICE, key("new"));
        tellSend(ALICE, key("k11"));
        lookups.receiveMessage().answer().complete(Optional.empty());

        assertThat(sender.receiveMessage().getValue().sequenceNumber()).isEqualTo(FORGETTING + 1);
        assertThat(sender.receiveMessage().getValue().sequenceNumber()).isEqualTo(11);
        assertThat(sent()).hasSize((int) FORGETTING + 1);
    }

    @Test
    void aLookupThatFailsLeavesTheOutcomeToARetry() {
        recoverForgetting();

        tellSend(ALICE, key("k1"));
        tellSend(ALICE, null);
        lookups.receiveMessage().answer().completeExceptionally(new IllegalStateException("away"));

        sender.expectMessage(ErrorCode.DATABASE_ERROR.refusal());
        assertThat(sender.receiveMessage().getValue().sequenceNumber()).isEqualTo(FORGETTING + 1);
    }

    @Test
    void moreThanFiveHundredAndTwelveDoNotWait() {
        recoverForgetting();

        tellSend(ALICE, key("new"));
        for (var n = 0; n < 512; n++) {
            tellSend(ALICE, key("k13"));
        }

        sender.expectMessage(ErrorCode.SERVICE_UNAVAILABLE.refusal());
        lookups.receiveMessage().answer().complete(Optional.empty());
        assertThat(sender.receiveMessage().getValue().sequenceNumber()).isEqualTo(FORGETTING + 1);
        assertThat(sender.receiveSeveralMessages(511))
                .allMatch(receipt -> receipt.getValue().sequenceNumber() == 13);
    }

    @Test
    void whatWaitsForALookupOutlivesAFailedWrite() {
        recoverForgetting();
        tellSend(ALICE, key("new 1"));
        tellSend(ALICE, key("new 2"));
        tellSend(ALICE, null);
        JOURNAL.failNextPersisted(persistenceId);

        lookups.receiveMessage().answer().complete(Optional.empty());
        sender.expectMessage(ErrorCode.DATABASE_ERROR.refusal());
        var dropped = lookups.receiveMessage();
        pass(AFTER_BACKOFF);
        lookups.receiveMessage().answer().complete(Optional.empty());

        assertThat(sender.receiveMessage().getValue().sequenceNumber()).isEqualTo(FORGETTING + 1);
        assertThat(sender.receiveMessage().getValue().sequenceNumber()).isEqualTo(FORGETTING + 2);
        dropped.answer().complete(Optional.of(new Remembered("body", 1, START)));
        assertThat(send(ALICE, "k13").getValue().sequenceNumber()).isEqualTo(13);
        sender.expectNoMessage(SOON);
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

    // --- Helpers ---

    private ActorRef<Command> spawn() {
        var surroundings = new ConversationEntity.Surroundings(
                IDS,
                (member, command) -> told.ref().tell(new Told(member, command)),
                (_, key, below, since) -> {
                    var lookup = new Lookup(key, below, since, new CompletableFuture<>());
                    lookups.ref().tell(lookup);
                    return lookup.answer();
                },
                (_, sequenceNumber, revision) -> {
                    var lookup = new MessageLookedFor(sequenceNumber, revision, new CompletableFuture<>());
                    messageLookups.ref().tell(lookup);
                    return lookup.answer();
                },
                clock::get);
        return ACTORS.spawn(ConversationEntity.create(id, surroundings, shard.ref()));
    }

    private void restart() {
        ACTORS.stop(entity);
        entity = spawn();
    }

    /// A conversation that has had ten keys more than it remembers: `k1` to `k10` are forgotten.
    private void recoverForgetting() {
        ACTORS.stop(entity);
        var opened = new ConversationMembers.Opened(1, ConversationType.DIRECT, ALICE, List.of(ALICE, BOB), START);
        JOURNAL.persistForRecovery(
                persistenceId,
                Stream.<Object>concat(
                                Stream.of(opened),
                                LongStream.rangeClosed(1, FORGETTING).mapToObj(n -> event(n, "k" + n)))
                        .toList());
        pass(Duration.ofMinutes(10));
        entity = spawn();
    }

    private MessageSent event(long n, String key) {
        return new MessageSent(n + 1, IDS.message(id, n), n, ALICE, body(), key(key), START);
    }

    private StatusReply<Overview> open(UserId creator, UserId... members) {
        entity.tell(new ConversationMembers.Open(creator, List.of(members), overviews.ref()));
        var answer = overviews.receiveMessage();
        delivered();
        return answer;
    }

    private StatusReply<Overview> openGroup(@Nullable IdempotencyKey key, UserId... members) {
        var name = new GroupName(new Sealed("bmFtZQ==", "d3".repeat(24)), ALICE);
        entity.tell(new ConversationMembers.Open(
                ConversationType.GROUP, name, ALICE, List.of(members), key, overviews.ref()));
        var answer = overviews.receiveMessage();
        delivered();
        return answer;
    }

    private StatusReply<Overview> overview(UserId reader) {
        entity.tell(new ConversationMembers.GetOverview(reader, overviews.ref()));
        return overviews.receiveMessage();
    }

    private StatusReply<Done> block(UserId blocker, boolean blocked, long change) {
        entity.tell(new ConversationMembers.SetBlock(blocker, blocked, change, blockers.ref()));
        return blockers.receiveMessage();
    }

    // What came before it failed waits; only what comes after is answered.
    private void awaitFailedRecovery() {
        Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .ignoreExceptionsMatching(AssertionError.class::isInstance)
                .until(() -> {
                    var reader = ACTORS.<StatusReply<Overview>>createTestProbe();
                    entity.tell(new ConversationMembers.GetOverview(ALICE, reader.ref()));
                    return reader.receiveMessage(SOON).isError();
                });
    }

    private StatusReply<Page> page(UserId reader, Selection wanted) {
        entity.tell(new ConversationMessages.GetMessages(reader, wanted, pages.ref()));
        return pages.receiveMessage();
    }

    private StatusReply<Receipt> send(UserId from, String key) {
        tellSend(from, key(key));
        return sender.receiveMessage();
    }

    private void tellSend(UserId from, @Nullable IdempotencyKey key) {
        entity.tell(new ConversationMessages.SendMessage(from, body(), key, sender.ref()));
    }

    private StatusReply<Done> change(Command change) {
        entity.tell(change);
        return changers.receiveMessage();
    }

    private StatusReply<Changes> changes(UserId reader, Position after, int limit) {
        entity.tell(new GetChanges(reader, after, limit, changesRead.ref()));
        return changesRead.receiveMessage();
    }

    private void react(UserId user, String emoji) {
        entity.tell(new ConversationReactions.AddReaction(user, 1, emoji, changers.ref()));
    }

    private void markRead(UserId reader, long sequenceNumber) {
        assertThat(change(new ConversationMembers.MarkRead(reader, sequenceNumber, changers.ref())))
                .isEqualTo(StatusReply.ack());
    }

    private static IdempotencyKey key(String key) {
        return new IdempotencyKey(key, "body");
    }

    private static Body body() {
        return new Body(new Sealed("content", "0".repeat(48)), Encryption.AT_REST);
    }

    private static Body otherBody() {
        return new Body(new Sealed("other content", "1".repeat(48)), Encryption.AT_REST);
    }

    private void pass(Duration time) {
        clock.updateAndGet(now -> now.plus(time));
        TIME.timePasses(time);
    }

    private void expectHead(long head) {
        assertThat(told.receiveSeveralMessages(2))
                .containsExactlyInAnyOrder(
                        new Told(ALICE, new Session.Announce(id, head, false)),
                        new Told(BOB, new Session.Announce(id, head, false)));
    }

    /// Everything that members have been told so far.
    private List<Told> delivered() {
        var last = new Told(MALLORY, new Session.Sweep());
        told.ref().tell(last);
        return told
                .fishForMessage(
                        Duration.ofSeconds(3),
                        one -> one.equals(last) ? FishingOutcomes.complete() : FishingOutcomes.continueAndCollect())
                .stream()
                .filter(one -> !one.equals(last))
                .toList();
    }

    private List<Told> delivers() {
        return delivered().stream()
                .filter(one -> one.command() instanceof Session.Deliver)
                .toList();
    }

    private List<Event> journal() {
        return JOURNAL.persistedInStorage(persistenceId).stream()
                .map(Event.class::cast)
                .toList();
    }

    private List<MessageSent> sent() {
        return journal().stream()
                .filter(MessageSent.class::isInstance)
                .map(MessageSent.class::cast)
                .toList();
    }

    private static @Nullable String keyOf(MessageSent sent) {
        return sent.key() == null ? null : sent.key().key();
    }

    private static List<Long> upTo(long last) {
        return LongStream.rangeClosed(1, last).boxed().toList();
    }
}
