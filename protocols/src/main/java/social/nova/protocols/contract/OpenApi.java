package social.nova.protocols.contract;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import java.util.Map;

/// The whole REST contract as one OpenAPI 3.1 document: the parts in `contract/openapi/`, put together and completed.
///
/// What the parts leave out because it follows from something else is filled in: the servers of a path, and the
/// responses of an operation that refuse (see [Refusals]).
///
/// @param document complete; not to be changed
public record OpenApi(ObjectNode document) {
    private static final String SERVICES = "x-services";
    private static final String SERVICE = "x-service";

    /// The document with the addresses it was written with: localhost and the default ports.
    public static OpenApi assemble() {
        return assemble(Map.of());
    }

    /// @param addresses where clients reach the services; one that is not named keeps the address it was written with
    /// @throws IllegalStateException if the parts contradict each other
    public static OpenApi assemble(Map<Service, URI> addresses) {
        var document = Parts.assemble("openapi", _ -> {});
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
        return Parts.yaml(document);
    }

    public String json() {
        return document.toPrettyString();
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
}
