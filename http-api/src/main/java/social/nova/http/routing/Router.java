package social.nova.http.routing;

import akka.http.javadsl.model.HttpMethod;
import akka.http.javadsl.model.HttpMethods;
import akka.http.javadsl.model.headers.Allow;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The table of routes of one port: finds the endpoint of a request, segment by segment, in time that does not depend
/// on how many there are.
///
/// A segment that is spelled out goes before one that varies: `/users/me` is never taken for `/users/{user_id}`. It
/// does not look back: below `/users/me` only what is spelled out there is found.
final class Router {
    /// What a path leads to.
    sealed interface Match {}

    /// @param path the segments that vary, by name
    record Found(Endpoint endpoint, Map<String, String> path) implements Match {}

    /// There is something at this path, but not for this method.
    ///
    /// @param allowed the methods there are, `HEAD` with every `GET`, and `OPTIONS`, which nobody has a row for
    record OtherMethods(Set<HttpMethod> allowed) implements Match {}

    record Nothing() implements Match {}

    /// For requests whose method is known nowhere, wherever they go.
    static final Allow ALLOW_ANY = Allow.create(
            HttpMethods.GET,
            HttpMethods.HEAD,
            HttpMethods.POST,
            HttpMethods.PUT,
            HttpMethods.PATCH,
            HttpMethods.DELETE,
            HttpMethods.OPTIONS);

    private final Node root = new Node();

    private static final class Node {
        private final Map<String, Node> spelled = new HashMap<>();
        private final Map<HttpMethod, Endpoint> endpoints = new LinkedHashMap<>();
        private @Nullable Node varying;
        private @Nullable String name;
    }

    /// @throws IllegalArgumentException if two endpoints take the same requests, or name the same segment differently
    Router(List<Endpoint> endpoints) {
        endpoints.forEach(this::add);
    }

    /// @param segments of the path, decoded one by one, without slashes
    Match match(HttpMethod method, List<String> segments) {
        var node = root;
        var path = new HashMap<String, String>();
        for (var segment : segments) {
            var next = node.spelled.get(segment);
            if (next == null && node.varying != null && !segment.isEmpty()) {
                next = node.varying;
                path.put(node.varying.name, segment);
            }
            if (next == null) {
                return new Nothing();
            }
            node = next;
        }
        if (node.endpoints.isEmpty()) {
            return new Nothing();
        }
        // What a GET would say, less its body, which the server leaves out.
        var endpoint = node.endpoints.get(method.equals(HttpMethods.HEAD) ? HttpMethods.GET : method);
        return endpoint == null ? new OtherMethods(allowed(node)) : new Found(endpoint, path);
    }

    private static Set<HttpMethod> allowed(Node node) {
        var allowed = new LinkedHashSet<>(node.endpoints.keySet());
        if (allowed.contains(HttpMethods.GET)) {
            allowed.add(HttpMethods.HEAD);
        }
        allowed.add(HttpMethods.OPTIONS);
        return allowed;
    }

    private void add(Endpoint endpoint) {
        var node = root;
        for (var segment : endpoint.path().substring(1).split("/", -1)) {
            node = segment.startsWith("{")
                    ? varying(node, segment.substring(1, segment.length() - 1), endpoint)
                    : node.spelled.computeIfAbsent(segment, _ -> new Node());
        }
        if (node.endpoints.putIfAbsent(endpoint.method(), endpoint) != null) {
            throw new IllegalArgumentException("Two endpoints for " + endpoint);
        }
    }

    private static Node varying(Node node, String name, Endpoint endpoint) {
        if (node.varying == null) {
            node.varying = new Node();
            node.varying.name = name;
        } else if (!name.equals(node.varying.name)) {
            throw new IllegalArgumentException(
                    "%s: the segment {%s} is {%s} elsewhere".formatted(endpoint, name, node.varying.name));
        }
        return node.varying;
    }
}
