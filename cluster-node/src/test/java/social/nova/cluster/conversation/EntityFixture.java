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
import akka.persistence.testkit.javadsl.PersistenceTestKit;
import akka.persistence.typed.PersistenceId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import social.nova.cluster.TestActors;
import social.nova.protocols.common.Sealed;
import social.nova.protocols.common.UserId;
import social.nova.protocols.conversation.Conversation;
import social.nova.protocols.conversation.Conversation.Body;
import social.nova.protocols.conversation.Conversation.Command;
import social.nova.protocols.conversation.Conversation.ConversationType;
import social.nova.protocols.conversation.Conversation.Encryption;
import social.nova.protocols.conversation.Conversation.Event;
import social.nova.protocols.conversation.Conversation.GroupName;
import social.nova.protocols.conversation.Conversation.Overview;
import social.nova.protocols.conversation.ConversationChanges.Changes;
import social.nova.protocols.conversation.ConversationChanges.GetChanges;
import social.nova.protocols.conversation.ConversationChanges.Position;
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
import social.nova.protocols.session.Session;

/// A conversation's entity with a journal, a clock and neighbours that a test has in its hands. One actor system
/// for all tests of the process, which ends with it.
class EntityFixture {
    static final ActorTestKit ACTORS = TestActors.start();
    static final ManualTime TIME = ManualTime.get(ACTORS.system());
    static final PersistenceTestKit JOURNAL = PersistenceTestKit.create(ACTORS.system());
    static final ConversationIds IDS = new ConversationIds(new byte[32]);
    static final UserId ALICE = UserId.of(UUID.randomUUID());
    static final UserId BOB = UserId.of(UUID.randomUUID());
    static final UserId MALLORY = UserId.of(UUID.randomUUID());
    static final Instant START = Instant.parse("2025-10-25T10:30:45Z");
    static final Duration SOON = Duration.ofMillis(50);
    static final Duration AFTER_BACKOFF = Duration.ofSeconds(1);
    static final long FORGETTING = RememberedKeys.MOST + 10L;

    final ConversationId id = IDS.group(new Random());
    final String persistenceId =
            PersistenceId.of(Conversation.TYPE_KEY.name(), id.value()).id();
    final AtomicReference<Instant> clock = new AtomicReference<>(START);
    final TestProbe<Told> told = ACTORS.createTestProbe();
    final TestProbe<Lookup> lookups = ACTORS.createTestProbe();
    final TestProbe<MessageLookedFor> messageLookups = ACTORS.createTestProbe();
    final TestProbe<ClusterSharding.ShardCommand> shard = ACTORS.createTestProbe();
    final TestProbe<StatusReply<Receipt>> sender = ACTORS.createTestProbe();
    final TestProbe<StatusReply<Overview>> overviews = ACTORS.createTestProbe();
    final TestProbe<StatusReply<Page>> pages = ACTORS.createTestProbe();
    final TestProbe<StatusReply<Changes>> changesRead = ACTORS.createTestProbe();
    final TestProbe<StatusReply<Done>> changers = ACTORS.createTestProbe();
    final TestProbe<StatusReply<Done>> blockers = ACTORS.createTestProbe();
    ActorRef<Command> entity = spawn();

    record Told(UserId member, Session.Command command) {}

    record MessageLookedFor(long sequenceNumber, long revision, CompletableFuture<Optional<Standing>> answer) {}

    record Lookup(String key, long below, Instant since, CompletableFuture<Optional<Remembered>> answer) {}

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

    // --- What tests say and ask ---

    ActorRef<Command> spawn() {
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

    void restart() {
        ACTORS.stop(entity);
        entity = spawn();
    }

    /// A conversation that has had ten keys more than it remembers: `k1` to `k10` are forgotten.
    void recoverForgetting() {
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

    MessageSent event(long n, String key) {
        return new MessageSent(n + 1, IDS.message(id, n), n, ALICE, body(), key(key), START);
    }

    StatusReply<Overview> open(UserId creator, UserId... members) {
        entity.tell(new ConversationMembers.Open(creator, List.of(members), overviews.ref()));
        var answer = overviews.receiveMessage();
        delivered();
        return answer;
    }

    StatusReply<Overview> openGroup(@Nullable IdempotencyKey key, UserId... members) {
        var name = new GroupName(new Sealed("bmFtZQ==", "d3".repeat(24)), ALICE);
        entity.tell(new ConversationMembers.Open(
                ConversationType.GROUP, name, ALICE, List.of(members), key, overviews.ref()));
        var answer = overviews.receiveMessage();
        delivered();
        return answer;
    }

    StatusReply<Overview> overview(UserId reader) {
        entity.tell(new ConversationMembers.GetOverview(reader, overviews.ref()));
        return overviews.receiveMessage();
    }

    StatusReply<Done> block(UserId blocker, boolean blocked, long change) {
        entity.tell(new ConversationMembers.SetBlock(blocker, blocked, change, blockers.ref()));
        return blockers.receiveMessage();
    }

    // What came before it failed waits; only what comes after is answered.
    void awaitFailedRecovery() {
        Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .ignoreExceptionsMatching(AssertionError.class::isInstance)
                .until(() -> {
                    var reader = ACTORS.<StatusReply<Overview>>createTestProbe();
                    entity.tell(new ConversationMembers.GetOverview(ALICE, reader.ref()));
                    return reader.receiveMessage(SOON).isError();
                });
    }

    StatusReply<Page> page(UserId reader, Selection wanted) {
        entity.tell(new ConversationMessages.GetMessages(reader, wanted, pages.ref()));
        return pages.receiveMessage();
    }

    StatusReply<Receipt> send(UserId from, String key) {
        tellSend(from, key(key));
        return sender.receiveMessage();
    }

    void tellSend(UserId from, @Nullable IdempotencyKey key) {
        entity.tell(new ConversationMessages.SendMessage(from, body(), key, sender.ref()));
    }

    StatusReply<Done> change(Command change) {
        entity.tell(change);
        return changers.receiveMessage();
    }

    StatusReply<Changes> changes(UserId reader, Position after, int limit) {
        entity.tell(new GetChanges(reader, after, limit, false, changesRead.ref()));
        return changesRead.receiveMessage();
    }

    void react(UserId user, String emoji) {
        entity.tell(new ConversationReactions.AddReaction(user, 1, emoji, changers.ref()));
    }

    void markRead(UserId reader, long sequenceNumber) {
        assertThat(change(new ConversationMembers.MarkRead(reader, sequenceNumber, changers.ref())))
                .isEqualTo(StatusReply.ack());
    }

    static IdempotencyKey key(String key) {
        return new IdempotencyKey(key, "body");
    }

    static Body body() {
        return new Body(new Sealed("content", "0".repeat(48)), Encryption.AT_REST);
    }

    static Body otherBody() {
        return new Body(new Sealed("other content", "1".repeat(48)), Encryption.AT_REST);
    }

    void pass(Duration time) {
        clock.updateAndGet(now -> now.plus(time));
        TIME.timePasses(time);
    }

    void expectHead(long head) {
        assertThat(told.receiveSeveralMessages(2))
                .containsExactlyInAnyOrder(
                        new Told(ALICE, new Session.Announce(id, head, false)),
                        new Told(BOB, new Session.Announce(id, head, false)));
    }

    /// Everything that members have been told so far.
    List<Told> delivered() {
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

    List<Told> delivers() {
        return delivered().stream()
                .filter(one -> one.command() instanceof Session.Deliver)
                .toList();
    }

    List<Event> journal() {
        return JOURNAL.persistedInStorage(persistenceId).stream()
                .map(Event.class::cast)
                .toList();
    }

    List<MessageSent> sent() {
        return journal().stream()
                .filter(MessageSent.class::isInstance)
                .map(MessageSent.class::cast)
                .toList();
    }

    static @Nullable String keyOf(MessageSent sent) {
        return sent.key() == null ? null : sent.key().key();
    }

    static List<Long> upTo(long last) {
        return LongStream.rangeClosed(1, last).boxed().toList();
    }
}
