package social.nova.persistence.consumer;

import akka.actor.typed.ActorSystem;
import akka.cluster.sharding.typed.ShardedDaemonProcessSettings;
import akka.cluster.sharding.typed.javadsl.ShardedDaemonProcess;
import akka.projection.HandlerRecoveryStrategy;
import akka.projection.Projection;
import akka.projection.ProjectionBehavior;
import akka.projection.ProjectionId;
import akka.projection.jdbc.javadsl.JdbcProjection;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import social.nova.persistence.common.Database;
import social.nova.persistence.common.ProjectionSession;
import social.nova.persistence.kafka.Kafka;

/// Runs an [EventConsumer]: one projection per partition, spread over the cluster.
public final class ConsumerProjection {
    private static final int GROUP = 50;
    private static final Duration GROUP_WAITS_AT_MOST = Duration.ofMillis(20);
    private static final Duration BETWEEN_ATTEMPTS = Duration.ofMillis(200);

    private ConsumerProjection() {}

    /// What a consumer works with.
    public record Surroundings(Kafka kafka, Database database, MeterRegistry registry, ActorSystem<?> system) {}

    /// To be called on every node of the cluster.
    ///
    /// @param role of the nodes that do the work
    public static void start(EventConsumer<?> consumer, String role, Surroundings surroundings) {
        var system = surroundings.system();
        ShardedDaemonProcess.get(system)
                .init(
                        ProjectionBehavior.Command.class,
                        "consumer-" + consumer.name(),
                        surroundings.kafka().settings().partitions(),
                        partition -> ProjectionBehavior.create(ofPartition(consumer, partition, surroundings)),
                        ShardedDaemonProcessSettings.create(system).withRole(role),
                        Optional.of(ProjectionBehavior.stopMessage()));
    }

    static <T> Projection<ConsumerRecord<byte[], byte[]>> ofPartition(
            EventConsumer<T> consumer, int partition, Surroundings surroundings) {
        var kafka = surroundings.kafka();
        var system = surroundings.system();
        var meters = new ConsumerMeters(surroundings.registry(), consumer.name());
        return JdbcProjection.<Long, ConsumerRecord<byte[], byte[]>, ProjectionSession>groupedWithin(
                        ProjectionId.of(consumer.name(), Integer.toString(partition)),
                        new PartitionSource(consumer.topic(), partition, kafka, system),
                        () -> new ProjectionSession(surroundings.database().forProjections()),
                        () -> new ApplyingHandler<>(consumer, kafka, meters),
                        system)
                .withGroup(GROUP, GROUP_WAITS_AT_MOST)
                .withRecoveryStrategy(HandlerRecoveryStrategy.retryAndFail(ApplyingHandler.ATTEMPTS, BETWEEN_ATTEMPTS))
                .withRestartBackoff(Duration.ofMillis(200), Duration.ofSeconds(10), 0.2);
    }
}
