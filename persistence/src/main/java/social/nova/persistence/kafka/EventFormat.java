package social.nova.persistence.kafka;

import com.fasterxml.jackson.annotation.JsonTypeName;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;
import social.nova.protocols.event.DomainEvent;
import social.nova.protocols.event.Envelope;
import social.nova.protocols.event.JournalChange;

/// How one sealed family of events is written in Kafka, and read again.
///
/// The value is an [Envelope] in JSON; key, `event-id`, `event-type` and, where there is one, `traceparent` are
/// beside it for those who route records without reading them.
public final class EventFormat<T> {
    public static final EventFormat<DomainEvent> DOMAIN_EVENTS = new EventFormat<>(DomainEvent.class);
    public static final EventFormat<JournalChange> JOURNAL_CHANGES = new EventFormat<>(JournalChange.class);

    private static final JsonMapper JSON = JsonMapper.builder()
            .addModule(new JavaTimeModule())
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS, SerializationFeature.FAIL_ON_EMPTY_BEANS)
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .build();

    private final Map<String, Class<? extends T>> types;

    private EventFormat(Class<T> family) {
        types = Stream.of(family.getPermittedSubclasses())
                .map(type -> type.<T>asSubclass(family))
                .collect(Collectors.toUnmodifiableMap(EventFormat::typeOf, Function.identity()));
    }

    /// The name under which an event is known outside.
    public static String typeOf(Object event) {
        return typeOf(event.getClass());
    }

    /// The event alone, without envelope.
    public static String data(Object event) {
        return write(event);
    }

    /// An envelope whose data is JSON already, as a record for `topic`.
    public static ProducerRecord<byte[], byte[]> record(
            String topic, Envelope<String> envelope, @Nullable String traceparent) {
        return toRecord(
                topic,
                new Envelope<>(
                        envelope.id(),
                        envelope.type(),
                        envelope.entity(),
                        envelope.revision(),
                        envelope.at(),
                        tree(envelope.data())),
                traceparent);
    }

    public ProducerRecord<byte[], byte[]> record(String topic, Envelope<? extends T> envelope) {
        return toRecord(topic, envelope, null);
    }

    /// What a record says, or nothing if its type is not of this family: a later release may tell more.
    ///
    /// @throws UnreadableEvent if it is no envelope, or its data is not what its type promises
    public Optional<Envelope<T>> read(byte @Nullable [] value) throws UnreadableEvent {
        if (value == null) {
            throw new UnreadableEvent("The record has no value");
        }
        try {
            var envelope = JSON.readValue(value, new TypeReference<@Nullable Envelope<JsonNode>>() {});
            if (envelope == null || lacksSomething(envelope)) {
                throw new UnreadableEvent("The record lacks id, type, entity, at or data");
            }
            var type = types.get(envelope.type());
            return type == null
                    ? Optional.empty()
                    : Optional.of(with(envelope, JSON.treeToValue(envelope.data(), type)));
        } catch (JsonProcessingException unreadable) {
            throw new UnreadableEvent(unreadable.getOriginalMessage());
        } catch (IOException impossible) {
            throw new IllegalStateException("Bytes in memory are read without input", impossible);
        }
    }

    /// The record is not in the form that is promised.
    public static final class UnreadableEvent extends Exception {
        UnreadableEvent(String reason) {
            super(reason);
        }
    }

    // Anybody may write to a topic: what a record component promises not to be null may be just that.
    private static boolean lacksSomething(Envelope<JsonNode> envelope) {
        return Stream.<@Nullable Object>of(
                        envelope.id(), envelope.type(), envelope.entity(), envelope.at(), envelope.data())
                .anyMatch(part -> part == null);
    }

    private Envelope<T> with(Envelope<?> envelope, T data) {
        return new Envelope<>(
                envelope.id(), envelope.type(), envelope.entity(), envelope.revision(), envelope.at(), data);
    }

    private static ProducerRecord<byte[], byte[]> toRecord(
            String topic, Envelope<?> envelope, @Nullable String traceparent) {
        var record = new ProducerRecord<>(topic, bytes(envelope.entity()), bytes(write(envelope)));
        record.headers().add("event-id", bytes(envelope.id().value()));
        record.headers().add("event-type", bytes(envelope.type()));
        if (traceparent != null) {
            record.headers().add("traceparent", bytes(traceparent));
        }
        return record;
    }

    private static JsonNode tree(String json) {
        try {
            return JSON.readTree(json);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("PostgreSQL keeps no broken JSON", e);
        }
    }

    private static String write(Object value) {
        try {
            return JSON.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("Events can be written", e);
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String typeOf(Class<?> type) {
        var name = type.getAnnotation(JsonTypeName.class);
        if (name == null) {
            throw new IllegalArgumentException(type.getName() + " has no @JsonTypeName");
        }
        return name.value();
    }
}
