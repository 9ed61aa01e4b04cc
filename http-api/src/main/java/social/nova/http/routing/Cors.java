package social.nova.http.routing;

import akka.http.javadsl.model.HttpHeader;
import akka.http.javadsl.model.HttpMethod;
import akka.http.javadsl.model.HttpMethods;
import akka.http.javadsl.model.HttpRequest;
import akka.http.javadsl.model.HttpResponse;
import akka.http.javadsl.model.headers.RawHeader;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import social.nova.http.common.Headers;

/// Which pages may use this API from a browser: those of the origins listed, letter by letter.
///
/// No cookies are in play, so credentials are never allowed: a page shows its token itself. `null`, the origin of
/// sandboxed frames and local files, is nobody's and never listed.
public final class Cors {
    private static final HttpHeader VARY = RawHeader.create("Vary", "Origin");
    private static final HttpHeader VARY_PREFLIGHT =
            RawHeader.create("Vary", "Origin, Access-Control-Request-Method, Access-Control-Request-Headers");
    private static final HttpHeader EXPOSED = RawHeader.create(
            "Access-Control-Expose-Headers",
            "X-Request-Id, RateLimit-Limit, RateLimit-Remaining, RateLimit-Reset, Retry-After, ETag");
    private static final List<HttpHeader> PREFLIGHT = List.of(
            RawHeader.create(
                    "Access-Control-Allow-Headers", "Authorization, Content-Type, If-None-Match, X-Request-Id"),
            RawHeader.create("Access-Control-Max-Age", "7200"),
            VARY_PREFLIGHT);

    private final Set<String> origins;

    /// @param origins as browsers send them: scheme, host, and port unless it is the scheme's own
    public Cors(List<String> origins) {
        this.origins =
                origins.stream().filter(origin -> !origin.equals("null")).collect(Collectors.toUnmodifiableSet());
    }

    /// For ports no browser has business with.
    public static Cors nobody() {
        return new Cors(List.of());
    }

    /// Whether a request comes from no page, or from one that may ask: for handshakes, which browsers do not guard.
    public boolean admits(HttpRequest request) {
        return Headers.values(request, "Origin").allMatch(origins::contains);
    }

    /// Whether this is a browser's question if a page may send the request it means to.
    boolean isPreflight(HttpRequest request) {
        return request.method().equals(HttpMethods.OPTIONS)
                && Headers.has(request, "Access-Control-Request-Method")
                && origin(request).isPresent();
    }

    /// The answer to a preflight with the methods that may be used; [#on] says that the origin may.
    HttpResponse preflight(HttpResponse answer, Set<HttpMethod> methods) {
        var allowed = methods.stream().map(HttpMethod::value).collect(Collectors.joining(", "));
        return answer.addHeader(RawHeader.create("Access-Control-Allow-Methods", allowed))
                .addHeaders(PREFLIGHT);
    }

    /// The answer, readable by the page that asked if its origin is listed.
    HttpResponse on(HttpRequest request, HttpResponse answer) {
        if (origins.isEmpty()) {
            return answer;
        }
        var varying = answer.addHeader(VARY);
        return origin(request)
                .map(origin -> varying.addHeader(RawHeader.create("Access-Control-Allow-Origin", origin))
                        .addHeader(EXPOSED))
                .orElse(varying);
    }

    private Optional<String> origin(HttpRequest request) {
        var shown = Headers.values(request, "Origin").toList();
        return shown.size() == 1 && origins.contains(shown.getFirst())
                ? Optional.of(shown.getFirst())
                : Optional.empty();
    }
}
