package social.nova.cluster;

import akka.Done;
import akka.actor.typed.ActorSystem;
import akka.cluster.Cluster;
import akka.cluster.sharding.typed.HashCodeMessageExtractor;
import akka.cluster.sharding.typed.ShardedDaemonProcessSettings;
import akka.cluster.sharding.typed.ShardingEnvelope;
import akka.cluster.sharding.typed.javadsl.ClusterSharding;
import akka.cluster.sharding.typed.javadsl.Entity;
import akka.cluster.sharding.typed.javadsl.EntityRef;
import akka.cluster.sharding.typed.javadsl.EntityTypeKey;
import akka.cluster.sharding.typed.javadsl.ShardedDaemonProcess;
import akka.projection.Projection;
import akka.projection.ProjectionBehavior;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import social.nova.cluster.conversation.ConversationEntity;
import social.nova.cluster.metrics.EntityMeters;
import social.nova.cluster.pulse.Pulse;
import social.nova.cluster.session.SessionEntity;
import social.nova.cluster.user.UserEntity;
import social.nova.http.conversation.MessageIndexing;
import social.nova.persistence.cdc.CdcProjection;
import social.nova.persistence.common.Database;
import social.nova.persistence.conversation.BackfillMeters;
import social.nova.persistence.conversation.ConversationHistory;
import social.nova.persistence.conversation.MessageProjection;
import social.nova.persistence.conversation.SearchBackfill;
import social.nova.persistence.graph.BlockRepository.Untold;
import social.nova.persistence.graph.GraphRepair;
import social.nova.persistence.kafka.Kafka;
import social.nova.persistence.outbox.OutboxMeters;
import social.nova.persistence.outbox.OutboxRelay;
import social.nova.persistence.user.DataKeys;
import social.nova.persistence.user.UserProjection;
import social.nova.protocols.common.Shards;
import social.nova.protocols.common.UserId;
import social.nova.protocols.conversation.Conversation;
import social.nova.protocols.conversation.ConversationId;
import social.nova.protocols.conversation.ConversationIds;
import social.nova.protocols.conversation.ConversationMembers;
import social.nova.protocols.session.Session;
import social.nova.protocols.user.User;

/// Every sharded thing of Nova, entities and projections, and the way to each.
///
/// They run on nodes with the role `entity`; on others this only knows the way.
final class Entities {
    static final List<EntityTypeKey<?>> TYPES = List.of(Conversation.TYPE_KEY, Session.TYPE_KEY, User.TYPE_KEY);

    /// Those with a journal, by the names of their types.
    static final List<String> JOURNALED = List.of(Conversation.TYPE_KEY.name(), User.TYPE_KEY.name());

    private static final Duration TOLD_WITHIN = Duration.ofSeconds(5);

    private final ActorSystem<?> system;
    private final Membership members;
    private final ClusterSharding sharding;
    private final Pulse pulse;

    /// @param pulse without which no entity obeys
    Entities(ActorSystem<?> system, Pulse pulse) {
        this.system = system;
        this.members = new Membership(system);
        this.sharding = ClusterSharding.get(system);
        this.pulse = pulse;
    }

    EntityRef<Conversation.Command> conversation(ConversationId id) {
        return sharding.entityRefFor(Conversation.TYPE_KEY, id.value());
    }

    Membership members() {
        return members;
    }

    EntityRef<Session.Command> session(UserId user) {
        return sharding.entityRefFor(Session.TYPE_KEY, user.value());
    }

    EntityRef<User.Command> user(UserId user) {
        return sharding.entityRefFor(User.TYPE_KEY, user.value());
    }

    void start(
            ConversationIds ids,
            ConversationHistory history,
            Supplier<UUID> uuids,
            InstantSource clock,
            MeterRegistry registry) {
        var conversationMeters = new EntityMeters(registry, Conversation.TYPE_KEY.name());
        var sessionMeters = new EntityMeters(registry, Session.TYPE_KEY.name());
        var userMeters = new EntityMeters(registry, User.TYPE_KEY.name());
        var conversations = new ConversationEntity.Surroundings(
                ids, (member, command) -> session(member).tell(command), history::byKey, history::standing, clock);
        init(Entity.of(
                        Conversation.TYPE_KEY,
                        entity -> conversationMeters.counting(
                                Conversation.Command.class,
                                pulse.guarding(
                                        Conversation.Command.class,
                                        ConversationEntity.create(
                                                new ConversationId(entity.getEntityId()),
                                                conversations,
                                                entity.getShard()))))
                .withStopMessage(new Conversation.Stop()));
        init(Entity.of(
                        Session.TYPE_KEY,
                        _ -> sessionMeters.counting(
                                Session.Command.class,
                                SessionEntity.create(uuids.get().toString(), members, System::nanoTime)))
                .withStopMessage(new Session.Stop()));
        init(Entity.of(
                        User.TYPE_KEY,
                        entity -> userMeters.counting(
                                User.Command.class,
                                pulse.guarding(
                                        User.Command.class,
                                        UserEntity.create(new UserId(entity.getEntityId()), clock, entity.getShard()))))
                .withStopMessage(new User.Stop()));
    }

    private <C> void init(Entity<C, ShardingEnvelope<C>> entity) {
        sharding.init(entity.withMessageExtractor(new HashCodeMessageExtractor<>(Shards.NUMBER_OF_SHARDS))
                .withAllocationStrategy(SettledAllocation.create(System::nanoTime))
                .withRole(ClusterSettings.ENTITY));
    }

    void startProjections(Database database, DataKeys keys, Kafka kafka) {
        startProjection("messages", slice -> MessageProjection.ofSlice(slice, database, system));
        startProjection("users", slice -> UserProjection.ofSlice(slice, keys, database, system));
        for (var type : JOURNALED) {
            startProjection("cdc-" + type, slice -> CdcProjection.ofSlice(type, slice, kafka, database, system));
        }
    }

    /// One relay in the whole cluster, on one of the nodes that call this.
    void startOutboxRelay(Database database, Kafka kafka, OutboxMeters meters) {
        ShardedDaemonProcess.get(system)
                .init(
                        OutboxRelay.Command.class,
                        "outbox-relay",
                        1,
                        _ -> OutboxRelay.create(database, kafka, meters),
                        ShardedDaemonProcessSettings.create(system).withRole(ClusterSettings.ENTITY),
                        Optional.of(new OutboxRelay.Stop()));
    }

    /// One in the whole cluster, on one of the nodes that call this.
    void startGraphRepair(Database database, ConversationIds ids) {
        ShardedDaemonProcess.get(system)
                .init(
                        GraphRepair.Command.class,
                        "graph-repair",
                        1,
                        _ -> GraphRepair.create(database, untold -> tell(ids, untold)),
                        ShardedDaemonProcessSettings.create(system).withRole(ClusterSettings.ENTITY),
                        Optional.of(new GraphRepair.Stop()));
    }

    /// One in the whole cluster, on one of the nodes that call this; waits until no node of another release is there.
    void startSearchBackfill(Database database, DataKeys keys, MeterRegistry registry) {
        var meters = new BackfillMeters(registry);
        ShardedDaemonProcess.get(system)
                .init(
                        SearchBackfill.Command.class,
                        "search-backfill",
                        1,
                        _ -> SearchBackfill.create(
                                database, keys, MessageIndexing.ofThisRelease(), this::isOfOneRelease, meters),
                        ShardedDaemonProcessSettings.create(system).withRole(ClusterSettings.ENTITY),
                        Optional.of(new SearchBackfill.Stop()));
    }

    private boolean isOfOneRelease() {
        var cluster = Cluster.get(system);
        var release = cluster.selfMember().appVersion();
        for (var member : cluster.state().getMembers()) {
            if (!member.appVersion().equals(release)) {
                return false;
            }
        }
        return true;
    }

    private CompletionStage<Done> tell(ConversationIds ids, Untold untold) {
        return conversation(ids.direct(untold.blocker(), untold.other()))
                .askWithStatus(
                        replyTo -> new ConversationMembers.SetBlock(
                                untold.blocker(), untold.blocked(), untold.change(), replyTo),
                        TOLD_WITHIN);
    }

    private void startProjection(String name, IntFunction<Projection<?>> ofSlice) {
        ShardedDaemonProcess.get(system)
                .init(
                        ProjectionBehavior.Command.class,
                        name,
                        Shards.NUMBER_OF_SLICES,
                        slice -> ProjectionBehavior.create(ofSlice.apply(slice)),
                        ShardedDaemonProcessSettings.create(system).withRole(ClusterSettings.ENTITY),
                        Optional.of(ProjectionBehavior.stopMessage()));
    }
}
