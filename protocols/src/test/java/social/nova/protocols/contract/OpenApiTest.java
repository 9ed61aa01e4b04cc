package social.nova.protocols.contract;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.swagger.v3.parser.OpenAPIV3Parser;
import io.swagger.v3.parser.core.models.ParseOptions;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// The document itself: that it is one, and contradicts itself nowhere.
class OpenApiTest {
    private static final OpenApi OPEN_API = OpenApi.assemble();
    private static final JsonNode DOCUMENT = OPEN_API.document();

    @Test
    void isValidOpenApi31() {
        var parsed = new OpenAPIV3Parser().readContents(OPEN_API.yaml(), null, new ParseOptions());

        assertThat(parsed.getMessages()).isEmpty();
        assertThat(parsed.isOpenapi31()).isTrue();
        assertThat(parsed.getOpenAPI().getPaths())
                .hasSize(DOCUMENT.path("paths").size());
    }

    @Test
    void theValidatorFindsWhatIsNoOpenApi() {
        var broken = DOCUMENT.deepCopy();
        ((ObjectNode) broken.at("/paths/~1health/get")).remove("responses");
        ((ObjectNode) broken.at("/paths/~1health/get")).put("respones", 1);

        var parsed = new OpenAPIV3Parser().readContents(broken.toString(), null, new ParseOptions());

        assertThat(parsed.getMessages()).isNotEmpty();
    }

    @Test
    void everyOperationHasItsOwnNameATagAndASummary() {
        var names = new HashSet<String>();
        var tags = DOCUMENT.path("tags").findValuesAsText("name");
        for (var operation : operations()) {
            assertThat(names.add(operation.path("operationId").asText()))
                    .as(operation.path("operationId").asText())
                    .isTrue();
            assertThat(tags).contains(operation.path("tags").path(0).asText());
            assertThat(operation.path("summary").asText()).isNotBlank();
        }
    }

    @Test
    void everyExampleIsValid() {
        var schemas = new Schemas(DOCUMENT);
        for (var schema : DOCUMENT.at("/components/schemas").properties()) {
            for (var example : schema.getValue().path("examples")) {
                assertThat(schemas.closed(schema.getValue()).problems(example))
                        .as(schema.getKey())
                        .isEmpty();
            }
        }
        for (var response : DOCUMENT.at("/components/responses").properties()) {
            var json = response.getValue().at("/content/application~1json");
            for (var example : json.path("examples")) {
                assertThat(schemas.closed(json.path("schema")).problems(example.path("value")))
                        .as(response.getKey())
                        .isEmpty();
            }
        }
    }

    @Test
    void namesTheAddressesItIsGiven() {
        var document = OpenApi.assemble(Map.of(Service.MESSAGING, URI.create("https://chat.example.org")))
                .document();

        assertThat(document.at("/servers/1/url").asText()).isEqualTo("https://chat.example.org");
        assertThat(document.at("/paths/~1conversations/servers/0/url").asText()).isEqualTo("https://chat.example.org");
        assertThat(document.at("/paths/~1health/servers/0/url").asText()).isEqualTo("http://localhost:8080");
    }

    @Test
    void anOperationCanBeRefusedForWhatFollowsFromItsShape() {
        var send = DOCUMENT.at("/paths/~1conversations~1{conversation_id}~1messages/post/responses");
        var health = DOCUMENT.at("/paths/~1health/get/responses");

        assertThat(send.fieldNames())
                .toIterable()
                .containsExactlyInAnyOrder(
                        "200", "400", "401", "403", "404", "408", "409", "413", "415", "429", "500", "503");
        assertThat(health.fieldNames()).toIterable().containsExactlyInAnyOrder("200", "400", "408", "500", "503");
        assertThat(health.at("/503/$ref").asText()).isEqualTo("#/components/responses/Unhealthy");
    }

    private static List<JsonNode> operations() {
        var operations = new ArrayList<JsonNode>();
        for (var path : DOCUMENT.path("paths")) {
            path.properties().stream()
                    .map(Map.Entry::getValue)
                    .filter(it -> it.has("operationId"))
                    .forEach(operations::add);
        }
        return operations;
    }
}
