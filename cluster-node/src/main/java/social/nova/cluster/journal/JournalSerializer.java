package social.nova.cluster.journal;

import akka.actor.ExtendedActorSystem;
import akka.serialization.SerializerWithStringManifest;
import akka.serialization.jackson.JacksonObjectMapperProvider;
import com.fasterxml.jackson.annotation.JsonTypeName;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.NotSerializableException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import social.nova.protocols.common.Journaled;

/// Writes events and snapshots as CBOR under their logical names.
///
/// The manifest in the journal is the `@JsonTypeName` of the type, `conversation.message-sent` for example, and never a
/// class name: classes can be moved and renamed without touching what is stored. Only the types listed in
/// [JournalTypes] can be written or read.
public final class JournalSerializer extends SerializerWithStringManifest {
    private static final int IDENTIFIER = 7_680_021;

    private final Map<String, Class<? extends Journaled>> byName = index(JournalTypes.ALL);
    private final ObjectMapper cbor;

    /// Called by Akka.
    public JournalSerializer(ExtendedActorSystem system) {
        this.cbor = JacksonObjectMapperProvider.get(system).getOrCreate("jackson-cbor", Optional.empty());
    }

    @Override
    public int identifier() {
        return IDENTIFIER;
    }

    @Override
    public String manifest(Object event) {
        var name = nameOf(event.getClass());
        if (!byName.containsKey(name)) {
            throw new IllegalArgumentException("Not listed in JournalTypes: " + name);
        }
        return name;
    }

    @Override
    public byte[] toBinary(Object event) {
        try {
            return cbor.writeValueAsBytes(event);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public Object fromBinary(byte[] bytes, String manifest) throws NotSerializableException {
        var type = byName.get(manifest);
        if (type == null) {
            throw new NotSerializableException("No event or snapshot is called " + manifest);
        }
        try {
            return cbor.readValue(bytes, type);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Map<String, Class<? extends Journaled>> index(List<Class<? extends Journaled>> types) {
        return types.stream()
                .flatMap(JournalSerializer::concrete)
                .collect(Collectors.toUnmodifiableMap(JournalSerializer::nameOf, Function.identity()));
    }

    private static Stream<Class<? extends Journaled>> concrete(Class<? extends Journaled> type) {
        return type.isSealed()
                ? Stream.of(type.getPermittedSubclasses())
                        .flatMap(permitted -> concrete(permitted.asSubclass(Journaled.class)))
                : Stream.of(type);
    }

    private static String nameOf(Class<?> type) {
        var name = type.getAnnotation(JsonTypeName.class);
        if (name == null) {
            throw new IllegalArgumentException(type.getName() + " has no @JsonTypeName");
        }
        return name.value();
    }
}
