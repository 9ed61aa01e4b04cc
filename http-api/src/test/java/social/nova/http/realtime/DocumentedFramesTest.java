package social.nova.http.realtime;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import java.lang.reflect.Modifier;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import social.nova.http.common.Json;
import social.nova.http.conversation.ChangeFrame;
import social.nova.protocols.contract.Spoken;

/// The AsyncAPI document has every frame of the messaging socket with every field, and no other.
class DocumentedFramesTest {
    private static final Map<String, Class<?>> CLIENT = types(ChatFrame.class);
    private static final Map<String, Class<?>> SERVER = types(ServerFrame.class, ChangeFrame.class);

    @Test
    void everyFrameOfClientsIsThereAndNoOther() {
        assertThat(Spoken.NOVA.clientFrames().keySet()).isEqualTo(CLIENT.keySet());
        assertFields(CLIENT, Spoken.NOVA.clientFrames());
    }

    @Test
    void everyFrameOfNovaIsThereAndNoOther() {
        assertThat(Spoken.NOVA.serverFrames().keySet()).isEqualTo(SERVER.keySet());
        assertFields(SERVER, Spoken.NOVA.serverFrames());
    }

    @Test
    void everyCloseCodeThatMayTravelIsThereAndNoOther() throws Exception {
        var codes = new TreeSet<String>();
        for (var field : CloseCode.class.getDeclaredFields()) {
            if (Modifier.isStatic(field.getModifiers())
                    && field.get(null) instanceof CloseCode code
                    && code.mayTravel()) {
                codes.add(Integer.toString(code.value()));
            }
        }
        var described = Spoken.NOVA
                .document()
                .at("/channels/messagingSocket/x-close-codes")
                .properties();

        assertThat(described.stream().map(Map.Entry::getKey))
                .hasSizeGreaterThan(5)
                .containsExactlyElementsOf(codes);
    }

    @Test
    void everyExampleOfAClientIsUnderstood() {
        for (var frame : Spoken.NOVA.clientFrames().values()) {
            for (var example : frame.path("examples")) {
                var read = Json.read("frame", example.path("payload").toString(), ChatFrame.class);

                assertThat(read).isInstanceOf(CLIENT.get(frame.path("name").asText()));
            }
        }
    }

    private static void assertFields(Map<String, Class<?>> types, Map<String, JsonNode> described) {
        types.forEach((type, frame) -> assertThat(Spoken.fields(described, type, ""))
                .as(type)
                .isEqualTo(Stream.concat(Stream.of("type"), components(frame)).collect(Collectors.toSet())));
    }

    private static Stream<String> components(Class<?> frame) {
        return Stream.of(frame.getRecordComponents())
                .map(component -> SnakeCaseStrategy.INSTANCE.translate(component.getName()));
    }

    private static Map<String, Class<?>> types(Class<?>... families) {
        var types = new TreeMap<String, Class<?>>();
        for (var family : families) {
            for (var type : family.getAnnotation(JsonSubTypes.class).value()) {
                types.put(type.name(), type.value());
            }
            assertThat(Set.copyOf(types.values())).contains(family.getPermittedSubclasses());
        }
        return types;
    }
}
