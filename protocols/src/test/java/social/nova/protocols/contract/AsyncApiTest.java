package social.nova.protocols.contract;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.annotation.JsonTypeName;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import io.apicurio.datamodels.Library;
import io.apicurio.datamodels.models.ModelType;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import social.nova.protocols.event.DomainEvent;
import social.nova.protocols.event.JournalChange;

/// The document of sockets and events: that it is one, contradicts itself nowhere, and has every event.
class AsyncApiTest {
    private static final AsyncApi ASYNC_API = AsyncApi.assemble();
    private static final JsonNode DOCUMENT = ASYNC_API.document();
    private static final Path SCHEMA = Path.of("src/test/resources/asyncapi-3.0.schema.yaml");
    private static final SchemaRegistry SCHEMAS = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12);
    private static final Map<String, Class<?>> TOPICS =
            Map.of("nova-events", DomainEvent.class, "cdc", JournalChange.class);

    @Test
    void isValidAsyncApi3() throws IOException {
        assertThat(problems(ASYNC_API.json())).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "/info, title",
        "/operations/sendMessage, action",
        "/operations/sendMessage, channel",
        "/servers/messaging, host",
        "/components/securitySchemes/bearer, scheme"
    })
    void whatIsNoAsyncApiIsFound(String where, String missing) throws IOException {
        var broken = DOCUMENT.deepCopy();
        ((ObjectNode) broken.at(where)).remove(missing);
        assertThat(problems(broken.toString())).isNotEmpty();

        var misspelt = DOCUMENT.deepCopy();
        ((ObjectNode) misspelt.at(where)).put("mesages", 1);
        assertThat(problems(misspelt.toString())).isNotEmpty();
    }

    // Operations refer to the messages of their channel, and to no others.
    @Test
    void everyMessageOfAChannelIsSaidBySomebodyAndTheReverse() {
        for (var channel : DOCUMENT.path("channels").properties()) {
            var there = channel.getValue().path("messages").properties().stream()
                    .map(message -> "#/channels/%s/messages/%s".formatted(channel.getKey(), message.getKey()))
                    .collect(Collectors.toSet());
            var said = StreamSupport.stream(DOCUMENT.path("operations").spliterator(), false)
                    .filter(operation -> operation.at("/channel/$ref").asText().endsWith("/" + channel.getKey()))
                    .flatMap(operation -> Stream.concat(
                            operation.path("messages").findValuesAsText("$ref").stream(),
                            operation.at("/reply/messages").findValuesAsText("$ref").stream()))
                    .collect(Collectors.toSet());

            assertThat(said).isEqualTo(there).isNotEmpty();
        }
    }

    @Test
    void everyMessageHasAnExampleThatIsValid() {
        var schemas = new Schemas(DOCUMENT);
        for (var message : DOCUMENT.at("/components/messages").properties()) {
            var examples = message.getValue().path("examples");
            assertThat(examples).as(message.getKey()).isNotEmpty();
            for (var example : examples) {
                var payload = message.getValue().path("payload");
                assertThat(schemas.closed(payload).problems(example.path("payload")))
                        .as(message.getKey())
                        .isEmpty();
                if (message.getValue().has("headers")) {
                    var headers = message.getValue().path("headers");
                    assertThat(schemas.closed(headers).problems(example.path("headers")))
                            .isEmpty();
                }
            }
        }
    }

    @Test
    void everyEventIsThereAndNoOther() {
        assertThat(Spoken.NOVA.topics()).isEqualTo(TOPICS.keySet());
        TOPICS.forEach((topic, family) -> assertThat(Spoken.NOVA.events(topic).keySet())
                .isEqualTo(Stream.of(family.getPermittedSubclasses())
                        .map(AsyncApiTest::typeOf)
                        .collect(Collectors.toSet())));
    }

    @Test
    void everyEventHasTheFieldsOfItsRecord() {
        TOPICS.forEach((topic, family) -> {
            for (var type : family.getPermittedSubclasses()) {
                var described = Spoken.fields(Spoken.NOVA.events(topic), typeOf(type), "/properties/data");

                assertThat(described).as(typeOf(type)).isEqualTo(fields(type));
            }
        });
    }

    @Test
    void aRecordIsHeldAgainstItsKeyAndHeadersToo() {
        var example = DOCUMENT.at("/components/messages/account.registered/examples/0");
        var value = example.path("payload").toString();
        var entity = example.at("/payload/entity").asText();
        var headers = Map.of("event-id", example.at("/payload/id").asText(), "event-type", "account.registered");

        assertThat(Spoken.NOVA.problemsOfRecord("nova-events", entity, value, headers))
                .isEmpty();
        assertThat(Spoken.NOVA.problemsOfRecord("nova-events", "User|1", value, headers))
                .hasSize(1);
        assertThat(Spoken.NOVA.problemsOfRecord("nova-events", entity, value, Map.of()))
                .hasSize(1);
        assertThat(Spoken.NOVA.problemsOfRecord("cdc", entity, value, headers)).hasSize(1);
        assertThat(Spoken.NOVA.problemsOfRecord(
                        "nova-events", entity, value.replace("\"user_id\"", "\"name\":\"Ann\",\"user_id\""), headers))
                .isNotEmpty();
    }

    @Test
    void aFrameThatSaysMoreThanIsDescribedIsFound() {
        assertThat(Spoken.NOVA.problemsOfServer("{\"type\":\"pong\"}")).isEmpty();
        assertThat(Spoken.NOVA.problemsOfServer("{\"type\":\"pong\",\"at\":7}")).isNotEmpty();
        assertThat(Spoken.NOVA.problemsOfServer("{\"type\":\"ping\"}")).isNotEmpty();
        assertThat(Spoken.NOVA.problemsOfServer("nonsense")).isNotEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "https://chat.example.org, chat.example.org, wss",
        "http://localhost:8085, localhost:8085, ws",
    })
    void namesTheAddressItIsGiven(URI address, String host, String protocol) {
        var messaging =
                AsyncApi.assemble(Map.of(Service.MESSAGING, address)).document().at("/servers/messaging");

        assertThat(messaging.path("host").asText()).isEqualTo(host);
        assertThat(messaging.path("protocol").asText()).isEqualTo(protocol);
    }

    // The validator knows how things hang together, the schema what each may have.
    private static List<String> problems(String json) throws IOException {
        var schema = SCHEMAS.getSchema(new YAMLMapper().readTree(SCHEMA.toFile()));
        var form = schema.validate(new ObjectMapper().readTree(json)).stream()
                .map(error -> error.getInstanceLocation() + ": " + error.getMessage());
        return Stream.concat(form, complaints(json)).toList();
    }

    private static Stream<String> complaints(String json) {
        var document = Library.readDocumentFromJSONString(json);
        assertThat(document.root().modelType()).isEqualTo(ModelType.ASYNCAPI30);
        return Library.validate(document, null).stream()
                .map(problem -> problem.errorCode + " at " + problem.nodePath + ": " + problem.message);
    }

    private static String typeOf(Class<?> type) {
        return type.getAnnotation(JsonTypeName.class).value();
    }

    private static Set<String> fields(Class<?> type) {
        return Stream.of(type.getRecordComponents())
                .map(component -> PropertyNamingStrategies.SnakeCaseStrategy.INSTANCE.translate(component.getName()))
                .collect(Collectors.toSet());
    }
}
