package social.nova.persistence.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import social.nova.protocols.settings.HostPort;

class KafkaTest {
    private static final TestKafka BROKER = TestKafka.shared();

    private final KafkaSettings settings = BROKER.settings();

    @AutoClose
    private final Kafka kafka = new Kafka(settings);

    @Test
    void answersAPingWithTheNameOfTheCluster() throws Exception {
        assertThat(get(kafka.ping())).isNotBlank();
    }

    @Test
    void aPingFailsSoonWhereNobodyListens() {
        try (var nobody = new Kafka(at(new HostPort("127.0.0.1", 1)))) {
            assertThatThrownBy(() -> nobody.ping().toCompletableFuture().get(30, TimeUnit.SECONDS))
                    .isInstanceOf(ExecutionException.class);
        }
    }

    @Test
    void aBrokerWhoseNameNobodyKnowsFailsCallsNotTheStart() {
        try (var unknown = new Kafka(at(new HostPort("kafka.invalid", 9092)))) {
            assertThatThrownBy(() -> get(unknown.ping())).isInstanceOf(ExecutionException.class);
            assertThatThrownBy(() -> get(unknown.publish("topic", records(1)))).isInstanceOf(ExecutionException.class);
        }
    }

    @Test
    void makesAMissingTopicWithTheNumberOfPartitionsThatIsSet() throws Exception {
        assertThat(get(kafka.partitionsOf(settings.eventsTopic()))).isEqualTo(4);

        try (var other = new Kafka(withPartitions(9))) {
            assertThat(get(other.partitionsOf(settings.eventsTopic()))).isEqualTo(4);
        }
    }

    @Test
    void publishesTheRecordsOfAKeyInOrder() throws Exception {
        get(kafka.publish(settings.eventsTopic(), records(500)));
        get(kafka.publish(settings.eventsTopic(), records(500)));

        var expected = IntStream.range(0, 1_000).mapToObj(n -> Integer.toString(n % 500));
        assertThat(BROKER.read(settings.eventsTopic(), 1_000))
                .extracting(record -> new String(record.value(), UTF_8))
                .containsExactlyElementsOf(expected.toList());
    }

    @Test
    void aRecordThatCannotBeTakenFailsTheBatchAndNothingOvertakesIt() throws Exception {
        var tooLarge = new ProducerRecord<>(settings.eventsTopic(), new byte[] {1}, new byte[2_000_000]);
        var batch = List.of(record(0), tooLarge, record(2));

        assertThatThrownBy(() -> get(kafka.publish(settings.eventsTopic(), batch)))
                .isInstanceOf(ExecutionException.class)
                .hasMessageContaining("max.request.size");
        get(kafka.publish(settings.eventsTopic(), List.of(record(3))));

        assertThat(BROKER.read(settings.eventsTopic(), 2))
                .extracting(record -> new String(record.value(), UTF_8))
                .containsExactly("0", "3");
    }

    private List<ProducerRecord<byte[], byte[]>> records(int count) {
        return IntStream.range(0, count).mapToObj(this::record).toList();
    }

    private ProducerRecord<byte[], byte[]> record(int n) {
        return new ProducerRecord<>(
                settings.eventsTopic(), new byte[] {1}, Integer.toString(n).getBytes(UTF_8));
    }

    private KafkaSettings withPartitions(int partitions) {
        return new KafkaSettings(
                settings.brokers(),
                settings.eventsTopic(),
                settings.cdcTopic(),
                partitions,
                Duration.ofDays(7),
                Map.of());
    }

    private static KafkaSettings at(HostPort broker) {
        return new KafkaSettings(List.of(broker), "nova-events", "cdc", 4, Duration.ofDays(7), Map.of());
    }

    private static <T> T get(CompletionStage<T> stage) throws Exception {
        return stage.toCompletableFuture().get(30, TimeUnit.SECONDS);
    }
}
