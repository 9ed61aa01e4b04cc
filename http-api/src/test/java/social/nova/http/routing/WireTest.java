package social.nova.http.routing;

import static org.assertj.core.api.Assertions.assertThat;
import static social.nova.http.routing.WireServer.assertInErrorForm;
import static social.nova.http.routing.WireServer.fetch;
import static social.nova.http.routing.WireServer.with;

import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What a client sees that sends what it should not: always the one error form, on a connection that lets it read it.
@Timeout(60)
class WireTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            GET /%zz HTTP/1.1                    | 400 | VALIDATION_ERROR
            GET /greet?a=%ff HTTP/1.1            | 400 | VALIDATION_ERROR
            GET /greet HTTP/3.0                  | 400 | VALIDATION_ERROR
            GET  HTTP/1.1                        | 404 | NOT_FOUND
            CONNECT /greet HTTP/1.1              | 400 | VALIDATION_ERROR
            GET /nothing HTTP/1.1                | 404 | NOT_FOUND
            GET /greet/../mine HTTP/1.1          | 405 | METHOD_NOT_ALLOWED
            OPTIONS /nothing HTTP/1.1            | 404 | NOT_FOUND
            FOO /greet HTTP/1.1                  | 405 | METHOD_NOT_ALLOWED
            DELETE /greet HTTP/1.1               | 405 | METHOD_NOT_ALLOWED
            TRACE /greet HTTP/1.1                | 405 | METHOD_NOT_ALLOWED
            HEAD /poke HTTP/1.1                  | 405 | METHOD_NOT_ALLOWED
            GET /mine HTTP/1.0                   | 405 | METHOD_NOT_ALLOWED
            POST /mine HTTP/1.1                  | 401 | AUTH_REQUIRED
            GET /socket?token=good HTTP/1.1      | 426 | UPGRADE_REQUIRED
            GET /socket HTTP/1.1                 | 401 | AUTH_REQUIRED
            """)
    void answersEveryFailureInTheErrorForm(String requestLine, int status, String code) throws Exception {
        var answer = fetch(requestLine, "Host: a");

        assertThat(answer.status()).isEqualTo(status);
        if (!requestLine.startsWith("HEAD")) {
            assertInErrorForm(answer, code);
        }
    }

    @Test
    void refusesWhatIsTooLongOrTooMuchOfItsHead() throws Exception {
        var manyHeaders = IntStream.range(0, 80).mapToObj(n -> "X-H%d: 1".formatted(n));

        assertInErrorForm(fetch("GET /greet?q=" + "x".repeat(5_000) + " HTTP/1.1", "Host: a"), "URI_TOO_LONG");
        assertInErrorForm(fetch("GET /greet HTTP/1.1", "Host: a", "X: " + "x".repeat(9_000)), "HEADERS_TOO_LARGE");
        assertInErrorForm(fetch("GET /greet HTTP/1.1", "Host: a", "x".repeat(99) + ": 1"), "HEADERS_TOO_LARGE");
        assertInErrorForm(
                fetch(Stream.concat(Stream.of("GET /greet HTTP/1.1", "Host: a"), manyHeaders)
                        .toArray(String[]::new)),
                "HEADERS_TOO_LARGE");
    }

    @Test
    void takesWhatIsLongAndNotTooLong() throws Exception {
        var headers = IntStream.range(0, 60).mapToObj(n -> "X-H%d: 1".formatted(n));

        assertThat(fetch("GET /greet?q=" + "x".repeat(4_000) + " HTTP/1.1", "Host: a")
                        .status())
                .isEqualTo(200);
        assertThat(fetch("GET /greet HTTP/1.1", "Host: a", "X: " + "x".repeat(8_000))
                        .status())
                .isEqualTo(200);
        assertThat(fetch(Stream.concat(Stream.of("GET /greet HTTP/1.1", "Host: a"), headers)
                                .toArray(String[]::new))
                        .status())
                .isEqualTo(200);
    }

    @Test
    void answersWhoNamesNoHostAsOldLoadBalancersDo() throws Exception {
        assertThat(fetch("GET /greet HTTP/1.0").status()).isEqualTo(200);
        assertThat(fetch("GET /greet HTTP/1.1").status()).isEqualTo(400);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Content-Length: 5\r\nTransfer-Encoding: chunked",
                "Content-Length: 5\r\nContent-Length: 6",
                "Content-Length: -1",
                "Transfer-Encoding: chunked, chunked",
                "Transfer-Encoding: gzip, chunked",
                "Host: b",
                "Bad Header: 1",
                "X: \u0000",
            })
    void refusesHeadersThatTwoServersCouldReadDifferently(String header) throws Exception {
        var answer = fetch("POST /greet HTTP/1.1", "Host: a", header);

        assertThat(answer.status()).isEqualTo(400);
        assertInErrorForm(answer, "VALIDATION_ERROR");
        assertThat(answer.header("Connection")).isEqualTo("close");
    }

    @Test
    void saysWhichSocketsThereAre() throws Exception {
        var upgrade = new String[] {
            "Host: a", "Connection: Upgrade", "Upgrade: websocket", "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ=="
        };

        var wrongVersion = fetch(with("GET /socket?token=good HTTP/1.1", with("Sec-WebSocket-Version: 8", upgrade)));
        var elsewhere = fetch(with("GET /greet HTTP/1.1", with("Sec-WebSocket-Version: 13", upgrade)));

        assertInErrorForm(wrongVersion, "UPGRADE_REQUIRED");
        assertThat(wrongVersion.header("Sec-WebSocket-Version")).isEqualTo("13");
        assertThat(elsewhere.status()).isEqualTo(400);
        assertInErrorForm(elsewhere, "VALIDATION_ERROR");
    }

    @Test
    void tellsTheMethodsOfAPath() throws Exception {
        var answer = fetch("OPTIONS /greet HTTP/1.1", "Host: a");

        assertThat(answer.status()).isEqualTo(204);
        assertThat(answer.header("Allow")).isEqualTo("GET, POST, HEAD, OPTIONS");
    }

    @Test
    void takesOverARequestIdThatIsSaneAndMakesOneElse() throws Exception {
        var taken = fetch("GET /id HTTP/1.1", "Host: a", "X-Request-Id: abc-1");

        assertThat(taken.header("X-Request-Id")).isEqualTo("abc-1");
        assertThat(taken.body()).isEqualTo("\"abc-1\"");
        for (var bad : List.of("a b", "a\tb", "${jndi:x}", "a".repeat(129))) {
            assertThat(fetch("GET /id HTTP/1.1", "Host: a", "X-Request-Id: " + bad)
                            .header("X-Request-Id"))
                    .matches("[0-9a-f]{32}");
        }
        assertThat(fetch("GET /nothing HTTP/1.1", "Host: a", "X-Request-Id: a", "X-Request-Id: b")
                        .header("X-Request-Id"))
                .matches("[0-9a-f]{32}");
        assertThat(fetch("GET /%zz HTTP/1.1", "Host: a").header("X-Request-Id")).matches("[0-9a-f]{32}");
    }

    @Test
    void boundsTheParametersOfAQuery() throws Exception {
        var colliding = IntStream.range(0, 65)
                .mapToObj(n -> "%s=1".formatted(collidingName(n)))
                .toList();

        assertThat(fetch("GET /greet?" + String.join("&", colliding.subList(0, 64)) + " HTTP/1.1", "Host: a")
                        .status())
                .isEqualTo(200);
        assertInErrorForm(
                fetch("GET /greet?" + String.join("&", colliding) + " HTTP/1.1", "Host: a"), "VALIDATION_ERROR");
    }

    // "Aa" and "BB" have the same hash, and so have all strings made of as many of them.
    private static String collidingName(int n) {
        return IntStream.range(0, 7)
                .mapToObj(bit -> (n >> bit & 1) == 0 ? "Aa" : "BB")
                .reduce("", String::concat);
    }
}
