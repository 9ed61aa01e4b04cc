package social.nova.cluster;

import akka.Done;
import akka.actor.CoordinatedShutdown;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.Props;
import akka.actor.typed.javadsl.Behaviors;
import akka.cluster.Cluster;
import akka.http.javadsl.Http;
import akka.http.javadsl.server.Route;
import akka.management.cluster.bootstrap.ClusterBootstrap;
import akka.management.javadsl.AkkaManagement;
import com.typesafe.config.Config;
import java.security.SecureRandom;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import social.nova.cluster.conversation.ConversationSweeper;
import social.nova.http.ApiRoutes;
import social.nova.http.common.HttpSettings;
import social.nova.http.health.Health;
import social.nova.persistence.common.Database;
import social.nova.persistence.common.Installation;
import social.nova.persistence.common.PersistenceSettings;
import social.nova.persistence.common.Redis;
import social.nova.persistence.conversation.ConversationHistory;
import social.nova.protocols.conversation.Conversation;
import social.nova.protocols.conversation.ConversationIds;

/// One node, put together: settings, database, actor system, entities, routes, cluster, in this order.
///
/// Read it from top to bottom: it is the composition of the whole system. It ends by coordinated shutdown, on SIGTERM or
/// when the cluster downs it.
final class Node {
    private static final Logger LOG = LoggerFactory.getLogger(Node.class);
    private static final Duration PROBE_EVERY = Duration.ofSeconds(1);
    private static final Duration LAST_REQUESTS = Duration.ofSeconds(10);

    private final ActorSystem<Void> system;
    private final HttpSettings http;
    private final Database database;
    private final Redis redis;
    private final ConversationIds ids;
    private final Entities entities;
    private final ConversationHistory history;
    private final Health health;

    private Node(ActorSystem<Void> system, Config config, Database database, Redis redis, Installation installation) {
        this.system = system;
        this.http = HttpSettings.from(config);
        this.database = database;
        this.redis = redis;
        this.ids = new ConversationIds(installation.idSecret());
        this.entities = new Entities(system);
        this.history = new ConversationHistory(database, system);
        this.health = new Health(() -> database.query(connection -> connection.isValid(1)), redis::ping);
    }

    /// Starts a node and returns; the node goes on until it is told to stop.
    static void start(Config config) {
        var cluster = ClusterSettings.from(config);
        var persistence = PersistenceSettings.from(config);
        Database.migrate(persistence.database());
        var database = Database.open(persistence);
        var installation = installation(database);
        var redis = new Redis(persistence.redisUrl(), persistence.redisPool());
        ActorSystem<Void> system = ActorSystem.create(
                Behaviors.empty(), "nova", cluster.completing(config, persistence.database(), installation));
        var node = new Node(system, config, database, redis, installation);
        node.startEntities(cluster);
        if (cluster.hasRole(ClusterSettings.API)) {
            node.serve(Api.routes(
                    system, node.http, persistence, node.entities, node.ids, node.history, database, node.health));
        }
        node.closeLast();
        node.joinCluster();
    }

    private void startEntities(ClusterSettings cluster) {
        entities.start(ids, history, UUID::randomUUID, InstantSource.system());
        if (cluster.hasRole(ClusterSettings.ENTITY)) {
            entities.startProjections(database);
            system.systemActorOf(
                    ConversationSweeper.create(
                            history::changedSince,
                            id -> entities.conversation(id).tell(new Conversation.Wake()),
                            InstantSource.system()),
                    "conversation-sweeper",
                    Props.empty());
        }
    }

    private void serve(ApiRoutes routes) {
        CompletableFuture.allOf(
                        bind(routes.userService(), http.port()),
                        bind(routes.messagingService(), http.messagingPort()),
                        bind(routes.searchService(), http.searchPort()))
                .whenComplete((_, failure) -> {
                    if (failure != null) {
                        LOG.error("A port cannot be bound: {}", failure.getMessage());
                        CoordinatedShutdown.get(system).run(CoordinatedShutdown.unknownReason());
                    }
                });
    }

    private CompletableFuture<?> bind(Route routes, int port) {
        return Http.get(system)
                .newServerAt(http.host(), port)
                .bind(routes)
                .thenAccept(binding -> binding.addToCoordinatedShutdown(LAST_REQUESTS, system))
                .toCompletableFuture();
    }

    private void joinCluster() {
        AkkaManagement.get(system).start();
        ClusterBootstrap.get(system).start();
        system.scheduler()
                .scheduleWithFixedDelay(Duration.ZERO, PROBE_EVERY, health::probe, system.executionContext());
        Cluster.get(system).registerOnMemberUp(this::warmUp);
    }

    /// Asks what the first request would ask, until it is answered: sharding, the journal and the codecs are warm then.
    private void warmUp() {
        var nobody = ids.direct(UserIds.NOBODY, UserIds.NOBODY);
        entities.conversation(nobody)
                .<Conversation.Overview>askWithStatus(
                        replyTo -> new Conversation.GetOverview(UserIds.NOBODY, replyTo), http.askTimeout());
    }
}
