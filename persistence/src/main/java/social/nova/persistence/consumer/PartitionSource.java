package social.nova.persistence.consumer;

import akka.NotUsed;
import akka.actor.typed.ActorSystem;
import akka.kafka.ConsumerSettings;
import akka.kafka.Subscriptions;
import akka.kafka.javadsl.Consumer;
import akka.projection.javadsl.SourceProvider;
import akka.stream.javadsl.Source;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import social.nova.persistence.kafka.Kafka;

/// One partition of a topic as a source for a projection, whose offsets are its own to keep.
///
/// Begins behind the offset that the projection has stored, at the oldest record when there is none or when
/// Kafka has deleted what comes next.
final class PartitionSource extends SourceProvider<Long, ConsumerRecord<byte[], byte[]>> {
    private final TopicPartition partition;
    private final Kafka kafka;
    private final ConsumerSettings<byte[], byte[]> settings;

    PartitionSource(String topic, int partition, Kafka kafka, ActorSystem<?> system) {
        this.partition = new TopicPartition(topic, partition);
        this.kafka = kafka;
        this.settings = settings(kafka, system);
    }

    @Override
    public CompletionStage<Source<ConsumerRecord<byte[], byte[]>, NotUsed>> source(
            Supplier<CompletionStage<Optional<Long>>> stored) {
        return kafka.partitionsOf(partition.topic())
                .thenAccept(this::checkThatAllAreRead)
                .thenCompose(_ -> stored.get())
                .thenApply(offset -> from(offset.map(last -> last + 1).orElse(0L)));
    }

    @Override
    public Long extractOffset(ConsumerRecord<byte[], byte[]> record) {
        return record.offset();
    }

    @Override
    public long extractCreationTime(ConsumerRecord<byte[], byte[]> record) {
        return record.timestamp();
    }

    private Source<ConsumerRecord<byte[], byte[]>, NotUsed> from(long offset) {
        return Consumer.plainSource(settings, Subscriptions.assignmentWithOffset(partition, offset))
                .mapMaterializedValue(_ -> NotUsed.getInstance());
    }

    // There are as many readers as the settings say. With fewer than partitions, some would silently not be read.
    private void checkThatAllAreRead(int partitions) {
        if (partitions != kafka.settings().partitions()) {
            throw new IllegalStateException(
                    "The topic %s has %d partitions: set nova.persistence.kafka.partitions to that"
                            .formatted(partition.topic(), partitions));
        }
    }

    private static ConsumerSettings<byte[], byte[]> settings(Kafka kafka, ActorSystem<?> system) {
        var client = kafka.client(Map.of(
                "auto.offset.reset", "earliest",
                "enable.auto.commit", "false",
                "allow.auto.create.topics", "false",
                "fetch.max.bytes", "4194304",
                "max.partition.fetch.bytes", "1048576"));
        // Nothing is committed to Kafka that a stopping stream would have to wait for.
        var settings = ConsumerSettings.create(system, new ByteArrayDeserializer(), new ByteArrayDeserializer())
                .withStopTimeout(Duration.ZERO);
        for (var property : client.entrySet()) {
            settings =
                    settings.withProperty(property.getKey(), property.getValue().toString());
        }
        return settings;
    }
}
