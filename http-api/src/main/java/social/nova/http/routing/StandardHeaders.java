package social.nova.http.routing;

import akka.http.javadsl.model.HttpHeader;
import akka.http.javadsl.model.HttpResponse;
import akka.http.javadsl.model.headers.RawHeader;
import java.util.ArrayList;
import java.util.List;
import social.nova.http.common.Headers;

/// What every answer says to browsers and caches, unless its handler said otherwise: do not guess its type, do not keep
/// it, do not frame it, do not tell others where one was.
public final class StandardHeaders {
    private static final HttpHeader NO_STORE = header("Cache-Control", "no-store");
    private static final List<HttpHeader> ALWAYS = List.of(
            NO_STORE,
            header("X-Content-Type-Options", "nosniff"),
            header("Referrer-Policy", "no-referrer"),
            // An answer of this API is data: as a page it may load nothing and be nobody's frame.
            header("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'"));
    private static final HttpHeader TRANSPORT_SECURITY = header("Strict-Transport-Security", "max-age=31536000");

    private final List<HttpHeader> headers;

    private StandardHeaders(List<HttpHeader> headers) {
        this.headers = headers;
    }

    /// @param https whether clients reach this installation by https: only then browsers are told to insist on it
    public static StandardHeaders of(boolean https) {
        var headers = new ArrayList<>(ALWAYS);
        if (https) {
            headers.add(TRANSPORT_SECURITY);
        }
        return new StandardHeaders(List.copyOf(headers));
    }

    static StandardHeaders withoutTransportSecurity() {
        return of(false);
    }

    HttpResponse on(HttpResponse answer) {
        return answer.addHeaders(headers.stream()
                .filter(header -> !Headers.has(answer, header.name()))
                .toList());
    }

    private static HttpHeader header(String name, String value) {
        return RawHeader.create(name, value);
    }
}
