package social.nova.cluster;

import akka.Done;
import akka.actor.BootstrapSetup;
import akka.actor.CoordinatedShutdown;
import akka.actor.setup.ActorSystemSetup;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.Props;
import akka.actor.typed.javadsl.Behaviors;
import akka.cluster.Cluster;
import akka.management.cluster.bootstrap.ClusterBootstrap;
import akka.management.javadsl.AkkaManagement;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import social.nova.cluster.conversation.ConversationSweeper;
import social.nova.cluster.metrics.ClusterMeters;
import social.nova.cluster.metrics.LogMeters;
import social.nova.cluster.metrics.Meters;
import social.nova.cluster.metrics.ProcessMeters;
import social.nova.cluster.metrics.ProjectionMeters;
import social.nova.cluster.pulse.Pulse;
import social.nova.cluster.supervision.Administration;
import social.nova.http.ApiRoutes;
import social.nova.http.common.Errors;
import social.nova.http.common.HttpSettings;
import social.nova.http.health.Health;
import social.nova.http.routing.ForeignRoutes;
import social.nova.http.routing.Pipeline;
import social.nova.http.routing.Servers;
import social.nova.media.common.ObjectStore;
import social.nova.persistence.cdc.CdcProjection;
import social.nova.persistence.common.Database;
import social.nova.persistence.common.Installation;
import social.nova.persistence.common.Redis;
import social.nova.persistence.conversation.ConversationHistory;
import social.nova.persistence.conversation.MessageProjection;
import social.nova.persistence.kafka.Kafka;
import social.nova.persistence.limit.SharedBuckets;
import social.nova.persistence.mail.Mailer;
import social.nova.persistence.outbox.OutboxMeters;
import social.nova.persistence.projection.ProjectionLag;
import social.nova.persistence.user.DataKeys;
import social.nova.persistence.user.KeyWatch;
import social.nova.persistence.user.UserProjection;
import social.nova.protocols.conversation.Conversation;
import social.nova.protocols.conversation.ConversationIds;
import social.nova.protocols.user.User;

/// One node, put together: settings, database, actor system, entities, routes, cluster, in this order.
///
/// Read from top to bottom it is the composition of the whole system. A node ends by coordinated shutdown, on SIGTERM
/// or when the cluster downs it or may have done so.
final class Node {
    private static final Logger LOG = LoggerFactory.getLogger(Node.class);
    private static final Duration LOOK_FOR_KEYS = Duration.ofMillis(500);
    private static final Duration LOOK_FOR_EXPORTS = Duration.ofSeconds(1);
    private static final Duration LOOK_FOR_ERASURES = Duration.ofSeconds(5);
    private static final Duration PROBE_EVERY = Duration.ofMillis(500);
    private static final Duration MEASURE_EVERY = Duration.ofSeconds(10);
    private static final Duration COUNTED_WITHIN = Duration.ofMillis(150);

    private final ActorSystem<Void> system;
    private final HttpSettings http;
    private final Health health;
    private final Drain drain;

    /// This node was silent for so long that the others may have given it up.
    private record StoodStill() implements CoordinatedShutdown.Reason {}

    private Node(ActorSystem<Void> system, HttpSettings http, Health health) {
        this.system = system;
        this.http = http;
        this.health = health;
        this.drain = new Drain(system, health, http.drainGrace());
    }

    /// Starts a node and returns; the node goes on until it is told to stop.
    ///
    /// @return what it serves, if clients are served by its roles
    static Optional<ApiRoutes> start(NodeSettings settings) {
        var cluster = settings.cluster();
        var http = settings.http();
        var persistence = settings.persistence();

        Database.migrate(persistence.database().url());
        var database = Database.open(persistence.database());
        var redis = new Redis(persistence.redis());
        var kafka = new Kafka(persistence.kafka());
        var keysets = Keysets.open(persistence.masterKeyset(), database);
        var dataKeys = new DataKeys(database, keysets.masterKey());
        var installation = installation(database);
        var ids = new ConversationIds(installation.idSecret());

        var meters = new Meters();
        var administration = new Administration();
        ActorSystem<Void> system = ActorSystem.create(
                Behaviors.empty(),
                "nova",
                ActorSystemSetup.create(
                        BootstrapSetup.create(AkkaConfig.of(settings, installation)), meters, administration));
        var probes = new Probes(settings, system, database, redis, kafka, InstantSource.system());
        var health = new Health(probes.all());
        var history = new ConversationHistory(database, system);
        var pulse = new Pulse(System::nanoTime, cluster.toleratedSilence(), () -> end(system));
        var entities = new Entities(system, pulse);
        var node = new Node(system, http, health);

        entities.start(ids, history, UUID::randomUUID, InstantSource.system(), meters.registry());
        if (cluster.hasRole(ClusterSettings.ENTITY)) {
            entities.startProjections(database, dataKeys, kafka);
            var outbox = new OutboxMeters(meters.registry(), database, InstantSource.system());
            entities.startOutboxRelay(database, kafka, outbox);
            entities.startGraphRepair(database, ids);
            entities.startSearchBackfill(database, dataKeys, meters.registry());
            Recurring.every(MEASURE_EVERY, outbox::measure, system);
            node.measureLags(database, meters);
        }
        node.startSweeper(entities, history);
        node.every(Keysets.REPORTED_EVERY, () -> keysets.report(system));
        database.register(meters.registry());
        redis.register(meters.registry());
        dataKeys.register(meters.registry());
        ClusterMeters.register(meters.registry(), system);
        LogMeters.register(meters.registry());
        node.closeLast(pulse, kafka, database, redis, probes, new ProcessMeters(meters.registry(), Version.CURRENT));
        var routes = Optional.<ApiRoutes>empty();
        CompletionStage<Done> knows = CompletableFuture.completedStage(Done.getInstance());
        if (cluster.hasRole(ClusterSettings.API)) {
            var buckets = new SharedBuckets(persistence.redis(), COUNTED_WITHIN);
            var api = Api.create(
                    http,
                    new Api.Surroundings(
                            system,
                            entities,
                            ids,
                            history,
                            database,
                            keysets.masterKey(),
                            dataKeys,
                            new Announcements(system),
                            health,
                            meters,
                            buckets,
                            pulse,
                            settings.media().s3().map(s3 -> new ObjectStore(s3, system)),
                            installation));
            node.serve(api);
            administration.open(api.admins());
            node.every(LOOK_FOR_KEYS, new KeyWatch(database, dataKeys, System::nanoTime)::look);
            node.every(LOOK_FOR_ERASURES, api.erasure()::resume);
            api.exporter().ifPresent(exporter -> node.every(LOOK_FOR_EXPORTS, exporter::work));
            node.drain.prepare(api.routes().chat()::drain);
            node.closeLast(api.account().tokens(), api.hashing(), buckets);
            knows = api.account().loaded();
            var chores = new Chores(system);
            chores.hear(api.account().revocations());
            chores.hear(api.account().rotation(), api.routes().chat());
            chores.forget(api.account().attempts());
            api.exporter().ifPresent(exporter -> chores.forget(exporter, InstantSource.system()));
            persistence
                    .mail()
                    .ifPresent(mail -> chores.send(
                            new Mailer(mail, database, http.publicUrls().api(), InstantSource.system())));
            routes = Optional.of(api.routes());
        }
        node.drain.onSignal();
        pulse.start();
        node.joinCluster(new WarmUp(system, ids, entities, http.askTimeout()), knows);
        return routes;
    }

    private static void end(ActorSystem<?> system) {
        CoordinatedShutdown.get(system).runAll(new StoodStill());
    }

    private static Installation installation(Database database) {
        return database.query(connection -> Installation.readOrCreate(connection, new SecureRandom()))
                .toCompletableFuture()
                .join();
    }

    private void startSweeper(Entities entities, ConversationHistory history) {
        system.systemActorOf(
                ConversationSweeper.create(
                        history::changedSince,
                        id -> entities.conversation(id).tell(new Conversation.Wake()),
                        InstantSource.system()),
                "conversation-sweeper",
                Props.empty());
    }

    private void measureLags(Database database, Meters meters) {
        var lags = new ArrayList<>(Entities.JOURNALED.stream()
                .map(type -> new ProjectionLag(database, CdcProjection.NAME, type))
                .toList());
        lags.add(new ProjectionLag(database, MessageProjection.NAME, Conversation.TYPE_KEY.name()));
        lags.add(new ProjectionLag(database, UserProjection.NAME, User.TYPE_KEY.name()));
        for (var lag : lags) {
            var projection = new ProjectionMeters(meters.registry(), lag, InstantSource.system());
            Recurring.every(MEASURE_EVERY, projection::measure, system);
        }
    }

    // What fails is tried again the next time.
    private void every(Duration pause, Supplier<CompletionStage<?>> work) {
        Recurring.every(
                pause,
                pause,
                () -> {
                    var _ = work.get();
                },
                system);
    }

    private void serve(Api api) {
        var _ = CompletableFuture.allOf(
                        bind(api.userService(), http.port()),
                        bind(api.messagingService(), http.messagingPort()),
                        bind(api.searchService(), http.searchPort()))
                .whenComplete((_, failure) -> endIfNotBound(failure));
    }

    private CompletableFuture<Void> bind(Pipeline service, int port) {
        return Servers.bind(
                        system,
                        http.host(),
                        port,
                        request -> service.answer(request).thenApply(drain::mark))
                .thenAccept(drain::add)
                .toCompletableFuture();
    }

    /// @param before what else must be there before requests are let in
    private void joinCluster(WarmUp warmUp, CompletionStage<Done> before) {
        openManagement();
        ClusterBootstrap.get(system).start();
        Recurring.every(PROBE_EVERY, health::probe, system);
        Cluster.get(system)
                .registerOnMemberUp(() -> warmUp.thenServe(health, before).thenRun(() -> LOG.info("This node serves")));
    }

    // Not by Akka's own start, whose port would answer failures in a form of its own.
    private void openManagement() {
        var port = AkkaManagement.get(system);
        var routes = new ForeignRoutes(port.getRoutes(), new Errors(InstantSource.system()), system);
        var _ = Servers.bind(
                        system,
                        port.settings().getHttpEffectiveBindHostname(),
                        port.settings().getHttpEffectiveBindPort(),
                        routes::answer)
                .whenComplete((_, failure) -> endIfNotBound(failure));
    }

    private void endIfNotBound(@Nullable Throwable failure) {
        if (failure != null) {
            LOG.error("A port cannot be bound: {}", failure.getMessage());
            CoordinatedShutdown.get(system).runAll(CoordinatedShutdown.unknownReason());
        }
    }

    private void closeLast(AutoCloseable... resources) {
        CoordinatedShutdown.get(system)
                .addTask(
                        CoordinatedShutdown.PhaseBeforeActorSystemTerminate(),
                        "close-" + resources.length,
                        () -> CompletableFuture.supplyAsync(() -> {
                            for (var resource : resources) {
                                close(resource);
                            }
                            return Done.getInstance();
                        }));
    }

    private static void close(AutoCloseable resource) {
        try {
            resource.close();
        } catch (Exception failure) {
            LOG.warn("{} did not close: {}", resource, failure.getMessage());
        }
    }
}
