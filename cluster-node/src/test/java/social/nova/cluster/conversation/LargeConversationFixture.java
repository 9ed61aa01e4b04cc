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
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import social.nova.cluster.TestActors;
import social.nova.protocols.common.Sealed;
import social.nova.protocols.common.UserId;
import social.nova.protocols.conversation.Conversation;
import social.nova.protocols.conversation.Conversation.Body;
import social.nova.protocols.conversation.Conversation.Command;
import social.nova.protocols.conversation.Conversation.ConversationType;
import social.nova.protocols.conversation.Conversation.Encryption;
import social.nova.protocols.conversation.Conversation.GroupName;
import social.nova.protocols.conversation.Conversation.Overview;
import social.nova.protocols.conversation.ConversationChanges.Change;
import social.nova.protocols.conversation.ConversationChanges.Changes;
import social.nova.protocols.conversation.ConversationHubs;
import social.nova.protocols.conversation.ConversationId;
import social.nova.protocols.conversation.ConversationIds;
import social.nova.protocols.conversation.ConversationMembers;
import social.nova.protocols.conversation.ConversationMembers.Changed;
import social.nova.protocols.conversation.ConversationMembers.Role;
import social.nova.protocols.conversation.ConversationMessages;
import social.nova.protocols.conversation.ConversationMessages.IdempotencyKey;
import social.nova.protocols.conversation.ConversationMessages.Receipt;
import social.nova.protocols.session.Session;

/// One conversation of many members, with the hubs, the sessions, the journal and the clock in a test's hands. One
/// actor system for all tests of the process, which ends with it.
class LargeConversationFixture {
    static final ActorTestKit ACTORS = TestActors.start();
    static final ManualTime TIME = ManualTime.get(ACTORS.system());
    static final PersistenceTestKit JOURNAL = PersistenceTestKit.create(ACTORS.system());
    static final ConversationIds IDS = new ConversationIds(new byte[32]);
    static final List<UserId> PEOPLE =
            IntStream.range(0, 60).mapToObj(_ -> UserId.of(UUID.randomUUID())).toList();
    static final UserId OWNER = PEOPLE.getFirst();
    static final Duration SOON = Duration.ofMillis(50);

    final ConversationId id = IDS.group(new Random());
    final String persistenceId =
            PersistenceId.of(Conversation.TYPE_KEY.name(), id.value()).id();
    final AtomicReference<Instant> clock = new AtomicReference<>(Instant.parse("2025-10-25T10:30:45Z"));
    final TestProbe<Told> told = ACTORS.createTestProbe();
    final TestProbe<ClusterSharding.ShardCommand> shard = ACTORS.createTestProbe();
    final TestProbe<StatusReply<Overview>> overviews = ACTORS.createTestProbe();
    final TestProbe<StatusReply<Receipt>> sender = ACTORS.createTestProbe();
    final TestProbe<StatusReply<Changed>> changers = ACTORS.createTestProbe();
    final TestProbe<StatusReply<Done>> markers = ACTORS.createTestProbe();
    final TestProbe<StatusReply<Changes>> readers = ACTORS.createTestProbe();
    final TestProbe<ConversationHubs.Notice> hub = ACTORS.createTestProbe();
    final TestProbe<ConversationHubs.Notice> otherHub = ACTORS.createTestProbe();
    ActorRef<Command> entity = spawn();

    record Told(UserId member, Session.Command command) {}

    @AfterEach
    void stop() {
        ACTORS.stop(entity);
    }

    void look(TestProbe<ConversationHubs.Notice> node, int members) {
        entity.tell(new ConversationHubs.Subscribe(node.ref(), true));
        assertThat(node.expectMessageClass(ConversationHubs.Subscribed.class).members())
                .isEqualTo(PEOPLE.subList(0, members));
    }

    TestProbe<StatusReply<Done>> type(UserId user) {
        entity.tell(new ConversationHubs.ShowTyping(user, markers.ref()));
        return markers;
    }

    void markRead(UserId reader, long sequenceNumber) {
        entity.tell(new ConversationMembers.MarkRead(reader, sequenceNumber, markers.ref()));
        markers.expectMessage(StatusReply.ack());
    }

    long unread(UserId reader) {
        return overviewOf(reader).unread();
    }

    Overview overviewOf(UserId reader) {
        entity.tell(new ConversationMembers.GetOverview(reader, overviews.ref()));
        return overviews.receiveMessage().getValue();
    }

    ActorRef<Command> spawn() {
        var surroundings = new ConversationEntity.Surroundings(
                IDS,
                (member, command) -> told.ref().tell(new Told(member, command)),
                (_, _, _, _) -> CompletableFuture.completedStage(Optional.empty()),
                (_, _, _) -> CompletableFuture.completedStage(Optional.empty()),
                clock::get);
        return ACTORS.spawn(ConversationEntity.create(id, surroundings, shard.ref()));
    }

    void open(int members) {
        entity.tell(new ConversationMembers.Open(
                ConversationType.GROUP,
                new GroupName(new Sealed("name", "0".repeat(48)), OWNER),
                OWNER,
                PEOPLE.subList(0, members),
                overviews.ref()));
        assertThat(overviews.receiveMessage().isSuccess()).isTrue();
        assertThat(toSessions().stream().map(Told::command).filter(Session.Announce.class::isInstance))
                .hasSize(members > 32 ? members : 0);
    }

    void subscribe(TestProbe<ConversationHubs.Notice> node, long head, boolean large) {
        entity.tell(new ConversationHubs.Subscribe(node.ref(), false));
        node.expectMessage(new ConversationHubs.Subscribed(head, large, List.of()));
    }

    static Change expectTold(TestProbe<ConversationHubs.Notice> node) {
        return node.expectMessageClass(ConversationHubs.Told.class).change();
    }

    void send(String key) {
        tellSend(key);
        assertThat(sender.receiveMessage().isSuccess()).isTrue();
    }

    void tellSend(String key) {
        entity.tell(new ConversationMessages.SendMessage(
                OWNER,
                new Body(new Sealed("content", "0".repeat(48)), Encryption.AT_REST),
                new IdempotencyKey(key, "body"),
                sender.ref()));
    }

    void add(UserId user) {
        entity.tell(new ConversationMembers.AddMember(OWNER, user, Role.MEMBER, changers.ref()));
        assertThat(changers.receiveMessage().isSuccess()).isTrue();
    }

    void remove(UserId user) {
        entity.tell(new ConversationMembers.RemoveMember(OWNER, user, changers.ref()));
        assertThat(changers.receiveMessage().isSuccess()).isTrue();
    }

    void pass(Duration time) {
        clock.updateAndGet(now -> now.plus(time));
        TIME.timePasses(time);
    }

    /// Everything that members' sessions have been told since the last time; the entity has answered before.
    List<Told> toSessions() {
        entity.tell(new ConversationMembers.GetOverview(OWNER, overviews.ref()));
        overviews.receiveMessage();
        var last = new Told(OWNER, new Session.Sweep());
        told.ref().tell(last);
        return told
                .fishForMessage(
                        Duration.ofSeconds(3),
                        one -> one.equals(last) ? FishingOutcomes.complete() : FishingOutcomes.continueAndCollect())
                .stream()
                .filter(one -> !one.equals(last))
                .toList();
    }
}
