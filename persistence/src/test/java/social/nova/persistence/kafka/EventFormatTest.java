package social.nova.persistence.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.annotation.JsonTypeName;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import social.nova.persistence.kafka.EventFormat.UnreadableEvent;
import social.nova.protocols.common.UserId;
import social.nova.protocols.contract.Spoken;
import social.nova.protocols.event.DomainEvent;
import social.nova.protocols.event.Envelope;
import social.nova.protocols.event.EventId;
import social.nova.protocols.event.JournalChange;

class EventFormatTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final DomainEvent REGISTERED = new DomainEvent.AccountRegistered(UserId.of(UUID.randomUUID()));

    /// An example that is published with the protocols.
    record Example(EventFormat<?> format, String topic, String type) {
        byte[] bytes() {
            var name = "/events/%s/%s.json".formatted(topic, type);
            try (var file = EventFormatTest.class.getResourceAsStream(name)) {
                assertThat(file).as("example " + name).isNotNull();
                return file.readAllBytes();
            } catch (IOException failure) {
                throw new UncheckedIOException(failure);
            }
        }
    }

    static Stream<Example> everyType() {
        return Stream.concat(
                examples(EventFormat.DOMAIN_EVENTS, "nova-events", DomainEvent.class),
                examples(EventFormat.JOURNAL_CHANGES, "cdc", JournalChange.class));
    }

    @ParameterizedTest
    @MethodSource("everyType")
    void everyTypeIsWrittenAsItsPublishedExampleSays(Example example) throws Exception {
        var read = example.format().read(example.bytes()).orElseThrow();

        assertThat(read.type()).isEqualTo(example.type());
        assertThat(read.id()).isEqualTo(computed(read));
        var record = written(example.topic(), read);
        assertThat(JSON.readTree(record.value())).isEqualTo(JSON.readTree(example.bytes()));
        assertThat(Spoken.NOVA.problemsOfRecord(
                        example.topic(), text(record.key()), text(record.value()), headers(record)))
                .isEmpty();
    }

    @Test
    void whoRoutesNeedNotRead() {
        var event = new Envelope<>(
                EventId.of("a"), "account.registered", "User|1", null, Instant.EPOCH, "{\"user_id\": \"1\"}");

        var record = EventFormat.record("topic", event, "00-trace-span-01");

        assertThat(new String(record.key(), UTF_8)).isEqualTo("User|1");
        assertThat(header(record, "event-id")).isEqualTo(EventId.of("a").value());
        assertThat(header(record, "event-type")).isEqualTo("account.registered");
        assertThat(header(record, "traceparent")).isEqualTo("00-trace-span-01");
        assertThat(EventFormat.record("topic", event, null).headers().lastHeader("traceparent"))
                .isNull();
    }

    @Test
    void passesOverTypesAndFieldsOfALaterRelease() throws Exception {
        var later = valid().replace("account.registered", "account.upgraded");
        var more = valid().replace("\"data\":{", "\"more\":1,\"data\":{\"more\":[],");

        assertThat(EventFormat.DOMAIN_EVENTS.read(later.getBytes(UTF_8))).isEmpty();
        assertThat(EventFormat.DOMAIN_EVENTS.read(more.getBytes(UTF_8)))
                .map(Envelope::data)
                .contains(REGISTERED);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "null",
                "[]",
                "not json",
                "{}",
                "{\"id\":\"1\"}",
                "{\"type\":\"account.registered\",\"entity\":\"User|1\",\"at\":\"2025-10-25T10:30:45Z\",\"data\":{}}"
            })
    void saysThatItCannotReadWhatIsNoEvent(String value) {
        assertThatThrownBy(() -> EventFormat.DOMAIN_EVENTS.read(value.getBytes(UTF_8)))
                .isInstanceOf(UnreadableEvent.class);
    }

    @Test
    void saysThatItCannotReadDataThatIsNotWhatTheTypePromises() {
        var wrong = valid().replaceAll("\"user_id\":\"[^\"]*\"", "\"user_id\":\"nobody\"");

        assertThatThrownBy(() -> EventFormat.DOMAIN_EVENTS.read(wrong.getBytes(UTF_8)))
                .isInstanceOf(UnreadableEvent.class);
        assertThatThrownBy(() -> EventFormat.DOMAIN_EVENTS.read(null)).isInstanceOf(UnreadableEvent.class);
    }

    @Test
    void theSameThingAlwaysHasTheSameIdAndAnotherThingAnother() {
        assertThat(EventId.of("Conversation|1", "12")).isEqualTo(EventId.of("Conversation|1", "12"));
        assertThat(EventId.of("Conversation|1", "12")).isNotEqualTo(EventId.of("Conversation|11", "2"));
        assertThat(UUID.fromString(EventId.of("a").value()))
                .returns(8, UUID::version)
                .returns(2, UUID::variant);
    }

    private static String valid() {
        var envelope = new Envelope<>(
                REGISTERED.id(), "account.registered", REGISTERED.entity(), null, Instant.EPOCH, REGISTERED);
        return new String(EventFormat.DOMAIN_EVENTS.record("topic", envelope).value(), UTF_8);
    }

    private static ProducerRecord<byte[], byte[]> written(String topic, Envelope<?> envelope) {
        return switch (envelope.data()) {
            case DomainEvent event -> EventFormat.DOMAIN_EVENTS.record(topic, with(envelope, event));
            case JournalChange change -> EventFormat.JOURNAL_CHANGES.record(topic, with(envelope, change));
            default -> throw new AssertionError(envelope);
        };
    }

    private static EventId computed(Envelope<?> envelope) {
        return envelope.data() instanceof DomainEvent event
                ? event.id()
                : EventId.of(envelope.entity(), String.valueOf(envelope.revision()));
    }

    private static <T> Envelope<T> with(Envelope<?> envelope, T data) {
        return new Envelope<>(
                envelope.id(), envelope.type(), envelope.entity(), envelope.revision(), envelope.at(), data);
    }

    private static Stream<Example> examples(EventFormat<?> format, String topic, Class<?> family) {
        return Stream.of(family.getPermittedSubclasses()).map(type -> new Example(format, topic, typeOf(type)));
    }

    private static String typeOf(Class<?> type) {
        return type.getAnnotation(JsonTypeName.class).value();
    }

    private static Map<String, String> headers(ProducerRecord<?, ?> record) {
        return Stream.of(record.headers().toArray())
                .collect(Collectors.toUnmodifiableMap(Header::key, header -> text(header.value())));
    }

    private static String text(byte[] bytes) {
        return new String(bytes, UTF_8);
    }

    private static String header(ProducerRecord<?, ?> record, String name) {
        return new String(record.headers().lastHeader(name).value(), UTF_8);
    }
}
