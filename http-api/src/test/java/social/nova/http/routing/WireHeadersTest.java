package social.nova.http.routing;

import static org.assertj.core.api.Assertions.assertThat;
import static social.nova.http.routing.WireServer.fetch;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What answers say beside what was asked for: to browsers and caches, and to who has the thing already.
@Timeout(60)
class WireHeadersTest {
    @Test
    void answersHeadAsGetWithoutTheBody() throws Exception {
        try (var client = WireServer.connect()) {
            client.request("HEAD /thing HTTP/1.1", "Host: a", "Connection: close");
            var head = client.head();

            assertThat(head.status()).isEqualTo(200);
            assertThat(head.header("ETag")).isNotEmpty();
            assertThat(client.isEnded()).isTrue();
        }
    }

    @Test
    void letsListedPagesReadAndAsk() throws Exception {
        var answer = fetch("GET /id HTTP/1.1", "Host: a", "Origin: https://app.example.org");
        var preflight = fetch(
                "OPTIONS /greet HTTP/1.1",
                "Host: a",
                "Origin: https://app.example.org",
                "Access-Control-Request-Method: POST");

        assertThat(answer.header("Access-Control-Allow-Origin")).isEqualTo("https://app.example.org");
        assertThat(answer.header("Access-Control-Expose-Headers")).contains("RateLimit-Remaining", "ETag");
        assertThat(answer.header("Vary")).contains("Origin");
        assertThat(answer.header("Access-Control-Allow-Credentials")).isEmpty();
        assertThat(preflight.status()).isEqualTo(204);
        assertThat(preflight.header("Access-Control-Allow-Origin")).isEqualTo("https://app.example.org");
        assertThat(preflight.header("Access-Control-Allow-Methods")).contains("POST");
        assertThat(preflight.header("Access-Control-Allow-Headers")).contains("Authorization");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "null",
                "https://app.example.org.evil.example",
                "https://app.example.org:444",
                "http://app.example.org",
                "https://evil.example",
                "*"
            })
    void saysNothingToOtherPages(String origin) throws Exception {
        var answer = fetch("GET /id HTTP/1.1", "Host: a", "Origin: " + origin);
        var preflight =
                fetch("OPTIONS /greet HTTP/1.1", "Host: a", "Origin: " + origin, "Access-Control-Request-Method: POST");

        assertThat(answer.header("Access-Control-Allow-Origin")).isEmpty();
        assertThat(answer.header("Vary")).contains("Origin");
        assertThat(preflight.header("Access-Control-Allow-Origin")).isEmpty();
        assertThat(preflight.header("Access-Control-Allow-Methods")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET /id HTTP/1.1", "GET /nothing HTTP/1.1", "GET /%zz HTTP/1.1", "FOO / HTTP/1.1"})
    void tellsBrowsersAndCachesToBeCareful(String requestLine) throws Exception {
        var answer = fetch(requestLine, "Host: a");

        assertThat(answer.header("X-Content-Type-Options")).isEqualTo("nosniff");
        assertThat(answer.header("Cache-Control")).isEqualTo("no-store");
        assertThat(answer.header("Referrer-Policy")).isEqualTo("no-referrer");
        assertThat(answer.header("Content-Security-Policy")).contains("frame-ancestors 'none'");
        assertThat(answer.headers()).doesNotContainKey("server");
    }

    @Test
    void gzipsWhatIsLongForWhoAsks() throws Exception {
        var zipped = fetch("GET /thing HTTP/1.1", "Host: a", "Accept-Encoding: br, gzip;q=0.5");
        var plain = fetch("GET /thing HTTP/1.1", "Host: a", "Accept-Encoding: gzip;q=0");
        var tiny = fetch("GET /id HTTP/1.1", "Host: a", "Accept-Encoding: gzip");

        assertThat(zipped.header("Content-Encoding")).isEqualTo("gzip");
        assertThat(zipped.header("Vary")).contains("Accept-Encoding");
        assertThat(Integer.parseInt(zipped.header("Content-Length"))).isLessThan(100);
        assertThat(plain.header("Content-Encoding")).isEmpty();
        assertThat(plain.header("Vary")).contains("Accept-Encoding");
        assertThat(tiny.header("Content-Encoding")).isEmpty();
    }

    @Test
    void sendsAThingOnlyOnce() throws Exception {
        var first = fetch("GET /thing HTTP/1.1", "Host: a");
        var tag = first.header("ETag");

        var again = fetch("GET /thing HTTP/1.1", "Host: a", "If-None-Match: \"other\", " + tag);
        var zipped = fetch("GET /thing HTTP/1.1", "Host: a", "Accept-Encoding: gzip", "If-None-Match: " + tag);

        assertThat(tag).matches("\"[A-Za-z0-9_-]{22}\"");
        assertThat(again.status()).isEqualTo(304);
        assertThat(again.header("ETag")).isEqualTo(tag);
        assertThat(again.body()).isEmpty();
        assertThat(zipped.status()).isEqualTo(200);
        assertThat(zipped.header("ETag")).isNotEqualTo(tag).isNotEmpty();
    }
}
