package social.nova.persistence.consumer;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.testkit.typed.javadsl.LoggingTestKit;
import akka.actor.typed.ActorRef;
import akka.projection.ProjectionBehavior;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import social.nova.persistence.common.Database;
import social.nova.persistence.common.TestDatabase;
import social.nova.persistence.consumer.EventConsumer.Effect;
import social.nova.persistence.kafka.EventFormat;
import social.nova.persistence.kafka.Kafka;
import social.nova.persistence.kafka.KafkaSettings;
import social.nova.persistence.kafka.TestKafka;
import social.nova.protocols.common.UserId;
import social.nova.protocols.conversation.ConversationId;
import social.nova.protocols.event.DomainEvent;
import social.nova.protocols.event.DomainEvent.MemberJoined;
import social.nova.protocols.event.Envelope;

class ConsumerProjectionTest {
    private static final ActorTestKit ACTORS = ActorTestKit.create(TestDatabase.journal());
    private static final TestKafka BROKER = TestKafka.shared();
    private static final String END_OF_CONNECTION = "SELECT pg_terminate_backend(pg_backend_pid())";
    private static final String LOCK_TIMEOUT = "DO $$ BEGIN RAISE EXCEPTION USING ERRCODE = '55P03'; END $$";

    private final Database database = TestDatabase.get();
    private final KafkaSettings settings = BROKER.settings();
    private final String topic = settings.eventsTopic();
    private final String name = "c" + UUID.randomUUID();
    private final ConversationId conversation =
            new ConversationId(UUID.randomUUID().toString());
    private final TestEffects effects = new TestEffects();
    private final MeterRegistry registry = new SimpleMeterRegistry();
    private List<ActorRef<ProjectionBehavior.Command>> projections = List.of();

    @AutoClose
    private final Kafka kafka = new Kafka(settings);

    ConsumerProjectionTest() throws SQLException {}

    @AfterAll
    static void shutDown() {
        ACTORS.shutdownTestKit();
    }

    @AfterEach
    void stop() {
        projections.forEach(ACTORS::stop);
    }

    @Test
    void putsAsideWhatItCannotReadOrApplyAndGoesOn() throws Exception {
        publish(List.of(event(1), unreadable("not json"), event(2), event(3), event(4)));
        start(refusing(2, 4));
        awaitEffects(1, 3);
        publish(List.of(event(5)));
        awaitEffects(1, 3, 5);

        var dead = BROKER.read(topic + "-dead-letters", 3);

        assertThat(dead).hasSize(3);
        assertThat(dead)
                .extracting(letter -> new String(letter.value(), UTF_8))
                .first()
                .isEqualTo("not json");
        assertThat(dead)
                .extracting(letter -> header(letter, "dead-letter-offset"))
                .containsExactly("1", "2", "4");
        assertThat(dead)
                .extracting(letter -> header(letter, "dead-letter-consumer"))
                .containsOnly(name);
        assertThat(dead)
                .extracting(letter -> header(letter, "dead-letter-reason"))
                .satisfiesExactly(
                        reason -> assertThat(reason).startsWith("Cannot be read"),
                        reason -> assertThat(reason).contains("Cannot be applied", "refused 2"),
                        reason -> assertThat(reason).contains("Cannot be applied", "refused 4"));
        assertThat(dead.get(1).key()).isEqualTo(event(2).key());
        assertThat(dead.get(1).value()).isEqualTo(event(2).value());
        assertThat(header(dead.get(1), "event-type")).isEqualTo("conversation.member-joined");
    }

    @Test
    void countsWhatBecameOfEachRecord() throws Exception {
        publish(List.of(event(1), unreadable("not json"), event(2), event(1), event(3)));

        start(refusing(2));

        awaitEffects(1, 3);
        Awaitility.await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> {
            assertThat(records("applied")).isEqualTo(2);
            assertThat(records("repeated")).isEqualTo(1);
            assertThat(records("put_aside")).isEqualTo(2);
        });
        assertThat(registry.get("nova.consumer.failures").counter().count()).isEqualTo(ApplyingHandler.ATTEMPTS - 1);
    }

    @Test
    void aDeadLetterThatIsPutBackIsApplied() throws Exception {
        var repaired = new AtomicInteger();
        publish(List.of(event(1), event(2)));
        start((connection, event) -> {
            if (revisionOf(event) == 1 && repaired.get() == 0) {
                throw new IllegalStateException("not yet");
            }
            effects.note(connection, event);
        });
        awaitEffects(2);
        repaired.set(1);

        var letter = BROKER.read(topic + "-dead-letters", 1).getFirst();
        publish(List.of(new ProducerRecord<>(topic, letter.key(), letter.value())));

        awaitEffects(2, 1);
    }

    @Test
    void aRowThatTheDatabaseRefusesIsTheRecordsFault() throws Exception {
        publish(List.of(event(1), event(2), event(3)));

        start((connection, event) -> {
            effects.note(connection, event);
            if (revisionOf(event) == 2) {
                execute(connection, "INSERT INTO installation (only_row, id_secret) VALUES (FALSE, '')");
            }
        });

        awaitEffects(1, 3);
        assertThat(BROKER.read(topic + "-dead-letters", 1)).hasSize(1);
    }

    @Test
    void waitsForADatabaseThatBreaksOffHoweverOften() throws Exception {
        var broken = new AtomicInteger();
        publish(List.of(event(1), event(2), event(3)));

        start((connection, event) -> {
            effects.note(connection, event);
            if (revisionOf(event) == 2 && broken.incrementAndGet() <= 3 * ApplyingHandler.ATTEMPTS) {
                execute(connection, broken.get() > ApplyingHandler.ATTEMPTS ? LOCK_TIMEOUT : END_OF_CONNECTION);
            }
        });

        awaitEffects(1, 2, 3);
        assertThat(broken).hasValue(3 * ApplyingHandler.ATTEMPTS + 1);
        assertThat(BROKER.hasTopic(topic + "-dead-letters")).isFalse();
    }

    @Test
    void appliesOnceWhatIsToldAgain() throws Exception {
        publish(List.of(event(1), event(2), event(1)));
        publish(List.of(event(1), event(2), event(3)));

        start(effects::note);
        awaitEffects(1, 2, 3);
        publish(List.of(event(3), event(4)));

        awaitEffects(1, 2, 3, 4);
    }

    @Test
    void anotherConsumerOfTheTopicAppliesEverythingToo() throws Exception {
        var others = new TestEffects();
        publish(List.of(event(1), event(2)));
        start(effects::note);
        awaitEffects(1, 2);

        startAs("other-" + name, others::note);

        Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .until(() -> others.revisions().equals(List.of(1L, 2L)));
    }

    @Test
    void goesOnWhereItStoppedAndBeginsAnewWhenWhatItKnowsIsDeleted() throws Exception {
        publish(events(1, 120));
        start(effects::note);
        awaitEffects(LongStream.rangeClosed(1, 120).toArray());
        stop();
        publish(events(121, 130));
        start(effects::note);
        awaitEffects(LongStream.rangeClosed(1, 130).toArray());
        stop();

        // What docs/07-events.md tells operators to do.
        TestEffects.execute("DELETE FROM akka_projection_offset_store WHERE projection_name = '%s'".formatted(name));
        TestEffects.execute("DELETE FROM consumed_events WHERE consumer = '%s'".formatted(name));
        effects.clear();
        start(effects::note);

        awaitEffects(LongStream.rangeClosed(1, 130).toArray());
    }

    @Test
    void saysSoWhenThereAreMorePartitionsThanReaders() throws Exception {
        publish(List.of(event(1)));
        var fewer = new KafkaSettings(settings.brokers(), topic, settings.cdcTopic(), 1, Duration.ofDays(7), Map.of());
        try (var other = new Kafka(fewer)) {
            LoggingTestKit.empty()
                    .withMessageContains("has 4 partitions: set nova.persistence.kafka.partitions")
                    .expect(ACTORS.system(), () -> {
                        startAs(name, other, effects::note);
                        return other;
                    });
        }
    }

    @Test
    void forgetsEventsThatAreTooOldToComeAgain() throws Exception {
        publish(List.of(event(1), event(2)));
        start(effects::note);
        awaitEffects(1, 2);
        TestEffects.execute("""
                UPDATE consumed_events SET consumed_at = now() - INTERVAL '8 days' WHERE consumer = '%s'
                """.formatted(name));

        publish(List.of(event(3)));
        awaitEffects(1, 2, 3);

        assertThat(TestEffects.numbers("SELECT count(*) FROM consumed_events WHERE consumer = '%s'".formatted(name)))
                .containsExactly(1L);
    }

    private Effect<DomainEvent> refusing(long... revisions) {
        return (connection, event) -> {
            effects.note(connection, event);
            if (LongStream.of(revisions).anyMatch(revision -> revision == revisionOf(event))) {
                throw new IllegalStateException("refused " + revisionOf(event));
            }
        };
    }

    private void start(Effect<DomainEvent> effect) {
        startAs(name, effect);
    }

    private void startAs(String name, Effect<DomainEvent> effect) {
        startAs(name, kafka, effect);
    }

    private void startAs(String name, Kafka kafka, Effect<DomainEvent> effect) {
        var consumer = new EventConsumer<>(name, topic, EventFormat.DOMAIN_EVENTS, effect);
        var surroundings = new ConsumerProjection.Surroundings(kafka, database, registry, ACTORS.system());
        var started = IntStream.range(0, kafka.settings().partitions())
                .mapToObj(partition -> ConsumerProjection.ofPartition(consumer, partition, surroundings))
                .map(projection -> ACTORS.spawn(ProjectionBehavior.create(projection)));
        projections = Stream.concat(projections.stream(), started).toList();
    }

    private double records(String outcome) {
        return registry.get("nova.consumer.records")
                .tags("consumer", name, "outcome", outcome)
                .counter()
                .count();
    }

    /// All events are of one conversation, so they are in one partition.
    private ProducerRecord<byte[], byte[]> event(long revision) {
        var joined = new MemberJoined(conversation, UserId.of(new UUID(0, revision)), revision);
        return EventFormat.DOMAIN_EVENTS.record(
                topic,
                new Envelope<>(joined.id(), EventFormat.typeOf(joined), joined.entity(), null, Instant.EPOCH, joined));
    }

    private List<ProducerRecord<byte[], byte[]>> events(long from, long to) {
        return LongStream.rangeClosed(from, to).mapToObj(this::event).toList();
    }

    private ProducerRecord<byte[], byte[]> unreadable(String value) {
        return new ProducerRecord<>(topic, event(1).key(), value.getBytes(UTF_8));
    }

    private void publish(List<ProducerRecord<byte[], byte[]>> records) throws Exception {
        kafka.publish(topic, records).toCompletableFuture().get(30, TimeUnit.SECONDS);
    }

    private void awaitEffects(long... revisions) {
        awaitEffects(LongStream.of(revisions).boxed().toList());
    }

    private void awaitEffects(List<Long> revisions) {
        Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(effects.revisions()).isEqualTo(revisions));
    }

    private static long revisionOf(Envelope<DomainEvent> event) {
        return event.data() instanceof MemberJoined joined ? joined.revision() : 0;
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static String header(ConsumerRecord<?, ?> record, String name) {
        return new String(record.headers().lastHeader(name).value(), UTF_8);
    }
}
