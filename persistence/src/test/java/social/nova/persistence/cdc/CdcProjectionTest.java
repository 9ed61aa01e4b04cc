package social.nova.persistence.cdc;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.testkit.typed.javadsl.LoggingTestKit;
import akka.actor.typed.ActorRef;
import akka.projection.ProjectionBehavior;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import social.nova.persistence.common.TestDatabase;
import social.nova.persistence.conversation.TestConversation;
import social.nova.persistence.kafka.EventFormat;
import social.nova.persistence.kafka.Kafka;
import social.nova.persistence.kafka.KafkaSettings;
import social.nova.persistence.kafka.TestKafka;
import social.nova.protocols.common.Shards;
import social.nova.protocols.contract.Spoken;
import social.nova.protocols.conversation.Conversation;
import social.nova.protocols.event.Envelope;
import social.nova.protocols.event.EventId;
import social.nova.protocols.event.JournalChange;
import social.nova.protocols.settings.HostPort;

class CdcProjectionTest {
    private static final ActorTestKit ACTORS = ActorTestKit.create(TestDatabase.journal());
    private static final TestKafka BROKER = TestKafka.shared();

    private final KafkaSettings settings = BROKER.settings();

    @AutoClose
    private final Kafka kafka = new Kafka(settings);

    private final TestConversation conversation = new TestConversation();
    private final String entity = "Conversation|" + conversation.id;
    private List<ActorRef<ProjectionBehavior.Command>> projections = List.of();

    @AfterAll
    static void shutDown() {
        ACTORS.shutdownTestKit();
    }

    @AfterEach
    void stop() {
        projections.forEach(ACTORS::stop);
    }

    @Test
    void publishesEveryEventOfAnEntityInOrderUnderAnIdThatCanBeComputed() throws Exception {
        conversation.inJournal(ACTORS, 250);

        startAll(kafka);

        var events = readAll(251);
        assertThat(events)
                .extracting(Envelope::revision)
                .containsExactlyElementsOf(
                        LongStream.rangeClosed(1, 251).boxed().toList());
        assertThat(events)
                .extracting(Envelope::id)
                .containsExactlyElementsOf(LongStream.rangeClosed(1, 251)
                        .mapToObj(revision -> EventId.of(entity, Long.toString(revision)))
                        .toList());
        assertThat(events.getFirst().data())
                .isEqualTo(new JournalChange.ConversationOpened(
                        Conversation.ConversationType.DIRECT,
                        TestConversation.ALICE,
                        List.of(TestConversation.ALICE, TestConversation.BOB)));
        assertThat(events.get(7).data())
                .isEqualTo(new JournalChange.MessageSent(
                        conversation.sent(7).id(), 7, TestConversation.ALICE, Conversation.Encryption.AT_REST));
    }

    @Test
    void publishesNothingThatSomebodyWroteNotEvenSealed() throws Exception {
        conversation.inJournal(ACTORS, 20);

        startAll(kafka);

        assertThat(recordsOf(21)).allSatisfy(record -> {
            var headers = Stream.of(record.headers().toArray())
                    .collect(Collectors.toMap(Header::key, header -> new String(header.value(), UTF_8)));
            assertThat(Spoken.NOVA.problemsOfRecord(
                            "cdc", new String(record.key(), UTF_8), new String(record.value(), UTF_8), headers))
                    .isEmpty();
            var everything = new String(record.value(), UTF_8) + record.headers();
            for (var n = 1; n <= 20; n++) {
                var sent = conversation.sent(n);
                assertThat(everything)
                        .doesNotContain(sent.body().sealed().content())
                        .doesNotContain(sent.body().sealed().nonce())
                        .doesNotContain("key-" + n)
                        .doesNotContain("body-" + n);
            }
        });
    }

    @Test
    void whatKafkaDidNotTakeIsPublishedByTheNextInstance() throws Exception {
        conversation.inJournal(ACTORS, 10);
        try (var nobody = new Kafka(nowhere())) {
            // Each slice restarts its projection with this failure: one of them is enough.
            var restarted = new AtomicBoolean();
            LoggingTestKit.empty()
                    .withMessageContains("AdminClient")
                    .withCustom(_ -> restarted.compareAndSet(false, true))
                    .expect(ACTORS.system(), () -> {
                        startAll(nobody);
                        return nobody;
                    });
            stop();
        }

        startAll(kafka);

        assertThat(readAll(11))
                .extracting(Envelope::revision)
                .containsExactlyElementsOf(LongStream.rangeClosed(1, 11).boxed().toList());
    }

    private List<Envelope<JournalChange>> readAll(int count) throws Exception {
        var events = new ArrayList<Envelope<JournalChange>>();
        for (var record : recordsOf(count)) {
            events.add(EventFormat.JOURNAL_CHANGES.read(record.value()).orElseThrow());
        }
        return events;
    }

    /// The journal is every test's: of its events only those of this conversation count.
    private List<ConsumerRecord<byte[], byte[]>> recordsOf(int count) {
        return own(BROKER.read(settings.cdcTopic(), records -> own(records).size() >= count));
    }

    private List<ConsumerRecord<byte[], byte[]>> own(List<ConsumerRecord<byte[], byte[]>> records) {
        return records.stream()
                .filter(record -> entity.equals(new String(record.key(), UTF_8)))
                .toList();
    }

    private KafkaSettings nowhere() {
        return new KafkaSettings(
                List.of(new HostPort("127.0.0.1", 1)),
                settings.eventsTopic(),
                settings.cdcTopic(),
                4,
                settings.deduplicationRetention(),
                Map.of());
    }

    private void startAll(Kafka kafka) {
        projections = IntStream.range(0, Shards.NUMBER_OF_SLICES)
                .mapToObj(slice -> CdcProjection.ofSlice(
                        Conversation.TYPE_KEY.name(), slice, kafka, TestDatabase.get(), ACTORS.system()))
                .map(projection -> ACTORS.spawn(ProjectionBehavior.create(projection)))
                .toList();
    }
}
