package social.nova.cluster.contract;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import social.nova.cluster.TestNode;
import social.nova.http.routing.Access;
import social.nova.protocols.contract.OpenApi;
import social.nova.protocols.contract.Service;

/// The table of routes and the document say the same.
class DocumentedRoutesTest {
    private static final JsonNode DOCUMENT = OpenApi.assemble().document();
    private static final List<String> METHODS = List.of("get", "put", "post", "delete", "patch", "head", "options");
    private static final Pattern NAME = Pattern.compile("\\{(\\w+)}");

    @Test
    void everyRouteIsDocumentedAndNothingElseIs() {
        assertThat(documented()).hasSizeGreaterThan(20).containsExactlyInAnyOrderElementsOf(routes());
    }

    @Test
    void everySegmentThatVariesIsAParameterOfThatName() {
        for (var path : DOCUMENT.path("paths").properties()) {
            var named = NAME.matcher(path.getKey())
                    .results()
                    .map(found -> found.group(1))
                    .toList();
            var parameters = new ArrayList<String>();
            for (var parameter : path.getValue().path("parameters")) {
                var described = parameter.has("$ref")
                        ? DOCUMENT.at(parameter.path("$ref").asText().substring(1))
                        : parameter;
                assertThat(described.path("required").asBoolean()).isTrue();
                parameters.add(described.path("name").asText());
            }
            assertThat(parameters).as(path.getKey()).isEqualTo(named);
        }
    }

    private static List<String> routes() {
        var routes = new ArrayList<String>();
        for (var service : Service.values()) {
            for (var endpoint : TestNode.get().routes().of(service)) {
                routes.add(line(service.toString(), endpoint.method().value(), endpoint.path(), endpoint.access()));
            }
        }
        return routes;
    }

    private static List<String> documented() {
        var documented = new ArrayList<String>();
        for (var path : DOCUMENT.path("paths").properties()) {
            for (var service : path.getValue().path("servers").findValuesAsText("x-service")) {
                for (var method : METHODS) {
                    var operation = path.getValue().path(method);
                    if (!operation.isMissingNode()) {
                        documented.add(
                                line(service, method.toUpperCase(Locale.ROOT), path.getKey(), access(operation)));
                    }
                }
            }
        }
        return documented;
    }

    private static Access access(JsonNode operation) {
        var security = operation.path("security");
        if (security.isMissingNode()) {
            return Access.USER;
        }
        if (security.isEmpty()) {
            return Access.ANYONE;
        }
        return security.path(0).isEmpty() ? Access.VIEWER : Access.SOCKET;
    }

    private static String line(String service, String method, String path, Access access) {
        return "%s at %s for %s: %s".formatted(method, service, access, path);
    }
}
