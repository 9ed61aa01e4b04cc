package social.nova.protocols.contract;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator.Feature;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.Map;

/// The whole REST contract as one OpenAPI 3.1 document: the parts in `contract/openapi/`, put together and completed.
///
/// What the parts leave out because it follows from something else is filled in: the servers of a path, and the
/// responses of an operation that refuse (see [Refusals]).
///
/// @param document complete; not to be changed
public record OpenApi(ObjectNode document) {
    private static final YAMLMapper YAML = YAMLMapper.builder()
            .disable(Feature.WRITE_DOC_START_MARKER)
            .enable(Feature.MINIMIZE_QUOTES)
            .enable(Feature.ALWAYS_QUOTE_NUMBERS_AS_STRINGS)
            .build();
    private static final String SERVICES = "x-services";
    private static final String SERVICE = "x-service";
    private static final String PARTS = "x-parts";

    /// The document with the addresses it was written with: localhost and the default ports.
    public static OpenApi assemble() {
        return assemble(Map.of());
    }

    /// @param addresses where clients reach the services; one that is not named keeps the address it was written with
    /// @throws IllegalStateException if the parts contradict each other
    public static OpenApi assemble(Map<Service, URI> addresses) {
        var document = read("contract/openapi.yaml");
        for (var part : document.remove(PARTS)) {
            merge(document, read("contract/openapi/" + part.asText() + ".yaml"), "");
        }
        for (var server : document.path("servers")) {
            var address = addresses.get(Service.named(server.path(SERVICE).asText()));
            if (address != null) {
                ((ObjectNode) server).put("url", address.toString());
            }
        }
        var refusals = new Refusals(document);
        for (var path : document.path("paths").properties()) {
            var item = (ObjectNode) path.getValue();
            item.set("servers", servers(document, item.remove(SERVICES), path.getKey()));
            refusals.complete(item);
        }
        return new OpenApi(document);
    }

    /// In UTF-8 text.
    public String yaml() {
        return write(YAML);
    }

    public String json() {
        return document.toPrettyString();
    }

    private String write(YAMLMapper mapper) {
        try {
            return mapper.writeValueAsString(document);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    private static ArrayNode servers(ObjectNode document, JsonNode services, String path) {
        var servers = document.arrayNode();
        for (var server : document.path("servers")) {
            for (var service : services) {
                if (service.equals(server.path(SERVICE))) {
                    servers.add(server.deepCopy());
                }
            }
        }
        if (servers.isEmpty() || servers.size() != services.size()) {
            throw new IllegalStateException("%s is at %s, which are not all services".formatted(path, services));
        }
        return servers;
    }

    // Objects become one, arrays one after the other; whatever else two parts both say is a contradiction.
    private static void merge(ObjectNode whole, ObjectNode part, String where) {
        for (var field : part.properties()) {
            var name = field.getKey();
            var here = where + "/" + name;
            var value = field.getValue();
            switch (whole.get(name)) {
                case null -> whole.set(name, value);
                case ObjectNode object
                when value instanceof ObjectNode more && isShared(here) -> merge(object, more, here);
                case ArrayNode array when value instanceof ArrayNode more -> array.addAll(more);
                default -> throw new IllegalStateException("Two parts both define " + here);
            }
        }
    }

    // Only these objects hold what several parts say; anything deeper belongs to one of them.
    private static boolean isShared(String where) {
        return where.equals("/paths") || where.matches("/components(/[^/]+)?");
    }

    private static ObjectNode read(String resource) {
        try (var stream = OpenApi.class.getClassLoader().getResourceAsStream(resource)) {
            if (stream == null) {
                throw new IllegalStateException("There is no " + resource);
            }
            return (ObjectNode) YAML.readTree(stream);
        } catch (IOException e) {
            throw new UncheckedIOException(resource, e);
        }
    }
}
