package social.nova.cluster;

import static social.nova.http.health.Probe.Weight.DEGRADING;
import static social.nova.http.health.Probe.Weight.REQUIRED;

import akka.actor.typed.ActorSystem;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import social.nova.http.health.Probe;
import social.nova.http.health.Probe.Patience;
import social.nova.http.health.Probe.Weight;
import social.nova.media.common.BucketProbe;
import social.nova.persistence.analytics.ClickHouseProbe;
import social.nova.persistence.common.Database;
import social.nova.persistence.common.Redis;
import social.nova.persistence.common.TcpProbe;
import social.nova.persistence.kafka.Kafka;
import social.nova.persistence.mail.SmtpProbe;

/// Everything that stands behind a node, and what it means when it is away: a node without Redis serves, one without
/// PostgreSQL does not. What is not configured is not asked for.
final class Probes implements AutoCloseable {
    private static final Duration ANSWERS_WITHIN = Duration.ofSeconds(3);

    private final InstantSource clock;
    private final List<Probe> all = new ArrayList<>();
    private final Optional<ClickHouseProbe> clickHouse;

    Probes(
            NodeSettings settings,
            ActorSystem<?> system,
            Database database,
            Redis redis,
            Kafka kafka,
            InstantSource clock) {
        this.clock = clock;
        var cluster = new ClusterProbes(system, Entities.TYPES);
        add("database", REQUIRED, database.watch()::look);
        add("redis", DEGRADING, redis::ping);
        add("kafka", DEGRADING, kafka::ping);
        settings.media().s3().ifPresent(s3 -> add("s3", DEGRADING, new BucketProbe(s3, system)::ping));
        settings.persistence().mail().ifPresent(mail -> add("smtp", DEGRADING, new SmtpProbe(mail)::ping));
        clickHouse = settings.persistence().clickHouse().map(ClickHouseProbe::new);
        clickHouse.ifPresent(probe -> add("clickhouse", DEGRADING, probe::ping));
        var milvus = settings.persistence().milvus();
        if (milvus.enabled()) {
            add("milvus", DEGRADING, new TcpProbe(milvus.server(), ANSWERS_WITHIN)::ping);
        }
        var graph = settings.persistence().graph();
        if (graph.enabled()) {
            add("neo4j", DEGRADING, new TcpProbe(graph.server(), ANSWERS_WITHIN)::ping);
        }
        add("cluster", REQUIRED, cluster::membership);
        all.add(new Probe(
                "sharding",
                REQUIRED,
                new Patience(ANSWERS_WITHIN, ClusterProbes.COORDINATOR_MOVES_WITHIN),
                cluster::sharding,
                clock));
    }

    /// In the order in which they are shown.
    List<Probe> all() {
        return List.copyOf(all);
    }

    @Override
    public void close() {
        clickHouse.ifPresent(ClickHouseProbe::close);
    }

    private void add(String name, Weight weight, Supplier<CompletionStage<?>> question) {
        all.add(new Probe(name, weight, Patience.of(ANSWERS_WITHIN), question, clock));
    }
}
