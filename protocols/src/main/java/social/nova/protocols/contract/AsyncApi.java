package social.nova.protocols.contract;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import java.util.Map;

/// What is said on sockets and in Kafka, as one AsyncAPI 3.0 document: the parts in `contract/asyncapi/`, put together
/// and completed.
///
/// What the parts leave out because it follows from something else is filled in: schemas that [OpenApi] has too, and
/// the messages of events (see [EventMessages]).
///
/// @param document complete; not to be changed
public record AsyncApi(ObjectNode document) {
    private static final String SCHEMAS = "x-schemas";
    private static final String COMPONENTS = "#/components/schemas/";

    /// The document with the addresses it was written with: localhost and the default ports.
    public static AsyncApi assemble() {
        return assemble(Map.of());
    }

    /// @param addresses where clients reach the services; one that is not named keeps the address it was written with
    /// @throws IllegalStateException if the parts contradict each other
    public static AsyncApi assemble(Map<Service, URI> addresses) {
        var document = Parts.assemble("asyncapi", EventMessages::expand);
        var shared = OpenApi.assemble().document();
        for (var schema : document.remove(SCHEMAS)) {
            copy(shared, document, schema.asText());
        }
        var messaging = addresses.get(Service.MESSAGING);
        if (messaging != null) {
            locate((ObjectNode) document.at("/servers/messaging"), messaging);
        }
        return new AsyncApi(document);
    }

    /// In UTF-8 text.
    public String yaml() {
        return Parts.yaml(document);
    }

    public String json() {
        return document.toPrettyString();
    }

    // With all that it refers to.
    private static void copy(ObjectNode from, ObjectNode to, String name) {
        var schemas = to.withObject("/components/schemas");
        var schema = from.at("/components/schemas").path(name);
        if (!(schema instanceof ObjectNode found)) {
            throw new IllegalStateException("There is no schema " + name);
        }
        if (!schemas.has(name)) {
            schemas.set(name, found.deepCopy());
            found.findValuesAsText("$ref")
                    .forEach(reference -> copy(from, to, reference.substring(COMPONENTS.length())));
        }
    }

    private static void locate(ObjectNode server, URI address) {
        var path = address.getRawPath();
        server.put("host", address.getRawAuthority());
        server.put("protocol", "https".equals(address.getScheme()) ? "wss" : "ws");
        if (path != null && path.length() > 1) {
            server.put("pathname", path);
        }
    }
}
