package social.nova.protocols.contract;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// Finds the operation of an exchange in a document.
final class Operations {
    private final JsonNode document;

    sealed interface Match {}

    /// @param parameters of the path and of the operation, as they stand
    /// @param path the segments that vary, by name
    record Found(JsonNode operation, List<JsonNode> parameters, Map<String, String> path) implements Match {}

    /// The path is there, for other methods.
    record OtherMethods() implements Match {}

    record Nothing() implements Match {}

    Operations(JsonNode document) {
        this.document = document;
    }

    Match find(Exchange exchange) {
        var segments = exchange.path().split("/", -1);
        Match best = new Nothing();
        for (var candidate : document.path("paths").properties()) {
            var path = new HashMap<String, String>();
            if (isAt(exchange, candidate.getValue())
                    && matches(candidate.getKey().split("/", -1), segments, path)) {
                var match = at(candidate.getValue(), exchange.method(), path);
                // What is spelled out goes before what varies.
                if (path.isEmpty()) {
                    return match;
                }
                best = match;
            }
        }
        return best;
    }

    /// Whether a parameter carries the token of an operation, by one of its security schemes.
    boolean takesAsCredential(JsonNode operation, String place, String name) {
        for (var requirement : operation.path("security")) {
            for (var scheme : requirement.properties()) {
                var described = document.at("/components/securitySchemes/" + scheme.getKey());
                if (described.path("in").asText().equals(place)
                        && described.path("name").asText().equals(name)) {
                    return true;
                }
            }
        }
        return false;
    }

    private static boolean isAt(Exchange exchange, JsonNode item) {
        return exchange.service() == null
                || item.path("servers")
                        .findValuesAsText("x-service")
                        .contains(exchange.service().toString());
    }

    private static Match at(JsonNode item, String method, Map<String, String> path) {
        var operation = item.path(method.toLowerCase(Locale.ROOT));
        if (operation.isMissingNode()) {
            return new OtherMethods();
        }
        var parameters = new ArrayList<JsonNode>();
        item.path("parameters").forEach(parameters::add);
        operation.path("parameters").forEach(parameters::add);
        return new Found(operation, parameters, path);
    }

    private static boolean matches(String[] template, String[] segments, Map<String, String> path) {
        if (template.length != segments.length) {
            return false;
        }
        for (var n = 0; n < template.length; n++) {
            if (template[n].startsWith("{") && !segments[n].isEmpty()) {
                path.put(template[n].substring(1, template[n].length() - 1), decoded(segments[n]));
            } else if (!template[n].equals(segments[n])) {
                return false;
            }
        }
        return true;
    }

    // Only for people and schemas: a segment that cannot be decoded stays as it is.
    private static String decoded(String segment) {
        try {
            return URLDecoder.decode(segment.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return segment;
        }
    }
}
