package social.nova.persistence.outbox;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.testkit.typed.javadsl.LoggingTestKit;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import social.nova.persistence.common.Database;
import social.nova.persistence.common.TestDatabase;
import social.nova.persistence.consumer.ConsumerProjection;
import social.nova.persistence.consumer.EventConsumer;
import social.nova.persistence.consumer.TestCluster;
import social.nova.persistence.consumer.TestEffects;
import social.nova.persistence.kafka.EventFormat;
import social.nova.persistence.kafka.Kafka;
import social.nova.persistence.kafka.KafkaSettings;
import social.nova.persistence.kafka.TestKafka;
import social.nova.protocols.common.UserId;
import social.nova.protocols.conversation.ConversationId;
import social.nova.protocols.event.DomainEvent.MemberJoined;
import social.nova.protocols.settings.HostPort;

/// The whole way of an event: outbox, relay, a real broker, a consumer, its effect.
class EventDeliveryTest {
    private static final ActorTestKit ACTORS = TestCluster.start();
    private static final TestKafka BROKER = new TestKafka();
    private static final UserId ALICE = UserId.of(UUID.randomUUID());

    private final Database database = TestDatabase.get();
    private final Outbox outbox = new Outbox(database);
    private final MeterRegistry registry = new SimpleMeterRegistry();
    private final OutboxMeters meters = new OutboxMeters(registry, database, InstantSource.system());
    private final KafkaSettings settings = BROKER.settings();

    @AutoClose
    private final Kafka kafka = new Kafka(settings);

    @AfterAll
    static void shutDown() {
        ACTORS.shutdownTestKit();
        BROKER.close();
    }

    @BeforeEach
    void empty() throws Exception {
        TestEffects.execute("DELETE FROM outbox");
    }

    @Test
    void aBrokerThatIsAwayForTenThousandEventsCostsNoneDoublesNoneAndReordersNone() throws Exception {
        var effects = consumed("away");
        var relay = ACTORS.spawn(OutboxRelay.create(database, kafka, meters));
        writeAll(100, 1, 10);
        awaitEffects(effects, 1_000);

        BROKER.stop();
        writeAll(100, 11, 50);
        ACTORS.stop(relay); // what it had begun to tell may arrive or not; its successor cannot know
        var successor = ACTORS.spawn(OutboxRelay.create(database, kafka, meters));
        writeAll(100, 51, 100);
        assertThat(outboxRows()).isEqualTo(9_000);
        assertThat(effects.count()).isEqualTo(1_000);
        BROKER.start();

        awaitEffects(effects, 10_000);
        awaitEmptyOutbox();
        assertThat(effects.distinct()).isEqualTo(10_000);
        assertThat(effects.count()).isEqualTo(10_000);
        assertThat(effects.outOfOrder()).isZero();
        Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(counted("nova.outbox.relayed")).isGreaterThanOrEqualTo(9_000));
        ACTORS.stop(successor);
    }

    @Test
    void aRelayThatDiesBetweenTellingAndDeletingTellsAgainAndTheEffectIsOne() throws Exception {
        var effects = consumed("died");
        writeAll(5, 1, 20);
        tellWithoutDeleting();

        var relay = ACTORS.spawn(OutboxRelay.create(database, kafka, meters));

        awaitEmptyOutbox();
        var told = BROKER.read(settings.eventsTopic(), 200);
        var times = told.stream()
                .collect(Collectors.groupingBy(
                        record -> new String(
                                record.headers().lastHeader("event-id").value(), UTF_8),
                        Collectors.counting()));
        assertThat(times)
                .hasSize(100)
                .allSatisfy((_, count) -> assertThat(count).isEqualTo(2));
        writeAll(5, 21, 21);
        awaitEffects(effects, 105);
        assertThat(effects.distinct()).isEqualTo(105);
        assertThat(effects.outOfOrder()).isZero();
        ACTORS.stop(relay);
    }

    @Test
    void withoutABrokerRowsWait() throws Exception {
        var nowhere = new KafkaSettings(
                List.of(new HostPort("127.0.0.1", 1)), "nova-events", "cdc", 4, Duration.ofDays(7), Map.of());
        try (var nobody = new Kafka(nowhere)) {
            writeAll(1, 1, 3);

            var relay = LoggingTestKit.warn("The outbox waits")
                    .expect(ACTORS.system(), () -> ACTORS.spawn(OutboxRelay.create(database, nobody, meters)));

            assertThat(outboxRows()).isEqualTo(3);
            assertThat(counted("nova.outbox.failures")).isPositive();
            assertThat(counted("nova.outbox.relayed")).isZero();
            ACTORS.stop(relay);
        }
    }

    private double counted(String name) {
        return registry.get(name).counter().count();
    }

    private TestEffects consumed(String name) throws Exception {
        var effects = new TestEffects();
        var consumer = new EventConsumer<>(name, settings.eventsTopic(), EventFormat.DOMAIN_EVENTS, effects::note);
        ConsumerProjection.start(
                consumer,
                TestCluster.ROLE,
                new ConsumerProjection.Surroundings(kafka, database, registry, ACTORS.system()));
        return effects;
    }

    /// Writes events `from` to `to` of each of so many conversations, each in a transaction of its own.
    private void writeAll(int conversations, long from, long to) throws Exception {
        var writers = IntStream.range(0, conversations)
                .mapToObj(n -> new ConversationId("c0000000-0000-8000-8000-%012d".formatted(n)))
                .map(conversation -> write(conversation, from, to).toCompletableFuture())
                .toArray(CompletableFuture<?>[]::new);
        CompletableFuture.allOf(writers).get(60, TimeUnit.SECONDS);
    }

    private CompletionStage<?> write(ConversationId conversation, long from, long to) {
        CompletionStage<?> written = CompletableFuture.completedStage(null);
        for (var revision : LongStream.rangeClosed(from, to).toArray()) {
            var event = new MemberJoined(conversation, ALICE, revision);
            written = written.thenCompose(_ -> database.transaction(connection -> {
                Outbox.write(connection, event);
                return event;
            }));
        }
        return written;
    }

    private void tellWithoutDeleting() throws Exception {
        var entries = outbox.oldest(1_000).toCompletableFuture().get(30, TimeUnit.SECONDS);
        var topic = settings.eventsTopic();
        var records = entries.stream()
                .map(entry -> EventFormat.record(topic, entry.event(), null))
                .toList();
        kafka.publish(topic, List.copyOf(records)).toCompletableFuture().get(30, TimeUnit.SECONDS);
    }

    private static void awaitEffects(TestEffects effects, long count) {
        Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> effects.count() >= count);
    }

    private static void awaitEmptyOutbox() {
        Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> outboxRows() == 0);
    }

    private static long outboxRows() throws Exception {
        return TestEffects.numbers("SELECT count(*) FROM outbox").getFirst();
    }
}
