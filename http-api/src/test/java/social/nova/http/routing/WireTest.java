package social.nova.http.routing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static social.nova.http.routing.Access.ANYONE;
import static social.nova.http.routing.Access.SOCKET;
import static social.nova.http.routing.Access.USER;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.http.javadsl.ServerBinding;
import akka.http.javadsl.model.HttpResponse;
import com.typesafe.config.ConfigFactory;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import social.nova.http.common.Authentication;
import social.nova.http.common.Caller;
import social.nova.http.common.Errors;
import social.nova.http.limit.RateLimits;
import social.nova.protocols.common.ErrorCode;
import social.nova.protocols.common.UserId;

/// What a client sees that sends what it should not: always the one error form, on a connection that lets it read it.
@Timeout(60)
class WireTest {
    private static final ActorTestKit ACTORS =
            ActorTestKit.create(ConfigFactory.parseString("""
            akka.http.server {
              server-header = ""
              request-timeout = off
              default-host-header = "nova"
              parsing.error-handler = "social.nova.http.routing.ParsingErrors"
              parsing.max-uri-length = 4k
            }
            """).withFallback(ConfigFactory.load()));
    private static final Cors CORS = new Cors(List.of("https://app.example.org", "null"));
    private static final String LONG_NAME = "x".repeat(3_000);
    private static ServerBinding binding;

    record Greeting(String name) {}

    @BeforeAll
    static void start() throws Exception {
        var authentication = new Authentication(token -> token.equals("good")
                ? Optional.of(new Caller(new UserId("a11ce000-0000-4000-8000-000000000000"), "s1", Instant.MAX, "key"))
                : Optional.empty());
        var pipeline = new Pipeline(
                List.of(
                        Endpoint.get("/greet", ANYONE, call -> answer(call.query())),
                        Endpoint.post("/greet", ANYONE, Greeting.class, (_, greeting) -> answer(greeting)),
                        Endpoint.post("/poke", ANYONE, _ -> answer("poked")),
                        Endpoint.post("/mine", USER, Greeting.class, (_, greeting) -> answer(greeting)),
                        Endpoint.get("/id", ANYONE, call -> answer(call.requestId())),
                        Endpoint.get("/thing", ANYONE, _ -> answer(LONG_NAME)).tagged(),
                        Endpoint.get("/socket", SOCKET, _ -> {
                            throw ErrorCode.UPGRADE_REQUIRED.failure();
                        })),
                authentication,
                new Errors(InstantSource.fixed(Instant.parse("2025-10-25T10:30:45.123Z"))),
                new Pipeline.Policies(
                        new RequestMeters(new SimpleMeterRegistry()),
                        RateLimits.none(),
                        CORS,
                        StandardHeaders.of(true)),
                ACTORS.system());
        binding = Servers.bind(ACTORS.system(), "127.0.0.1", 0, pipeline::answer)
                .toCompletableFuture()
                .get(30, TimeUnit.SECONDS);
    }

    @AfterAll
    static void stop() {
        ACTORS.shutdownTestKit();
    }

    private static CompletionStage<HttpResponse> answer(Object value) {
        return CompletableFuture.completedFuture(Answer.ok(value));
    }

    // --- The error form ---

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

    // --- Bodies ---

    static Stream<byte[]> requestsWithALargeBody() {
        var head = "POST /greet HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n";
        return Stream.of(
                        head + "Content-Length: 5242880\r\n\r\n",
                        "POST /nowhere HTTP/1.1\r\nHost: a\r\nContent-Length: 5242880\r\n\r\n",
                        head.replace("/greet", "/mine") + "Content-Length: 5242880\r\n\r\n")
                .map(text -> text.getBytes(StandardCharsets.US_ASCII));
    }

    @ParameterizedTest
    @MethodSource("requestsWithALargeBody")
    void letsAClientReadTheRefusalThatItIsStillSendingTo(byte[] head) throws Exception {
        try (var client = new RawHttp(port())) {
            client.send(head);
            for (var n = 0; n < 5 * 1024 * 1024; n += 65_536) {
                client.send("x".repeat(65_536).getBytes(StandardCharsets.US_ASCII));
            }
            var answer = client.answer();

            assertThat(answer.status()).isBetween(400, 413);
            assertInErrorForm(answer, answer.error());
            assertThat(answer.header("Connection")).isEqualTo("close");
        }
    }

    @Test
    void letsAClientReadTheRefusalThatStillSendsChunks() throws Exception {
        try (var client = new RawHttp(port())) {
            client.request("POST /greet HTTP/1.1", "Host: a", "Transfer-Encoding: chunked");
            for (var n = 0; n < 80; n++) {
                client.send(("10000\r\n" + "x".repeat(65_536) + "\r\n").getBytes(StandardCharsets.US_ASCII));
            }
            assertInErrorForm(client.answer(), "PAYLOAD_TOO_LARGE");
        }
    }

    @Test
    void leavesAClientThatNeverStopsSending() throws Exception {
        try (var client = new RawHttp(port())) {
            client.request("POST /greet HTTP/1.1", "Host: a", "Transfer-Encoding: chunked");
            assertThatThrownBy(() -> {
                        for (var n = 0; n < 10_000; n++) {
                            client.send(
                                    ("10000\r\n" + "x".repeat(65_536) + "\r\n").getBytes(StandardCharsets.US_ASCII));
                        }
                    })
                    .isInstanceOf(IOException.class);
        }
    }

    @Test
    void refusesABodyByWhatItDeclaresBeforeAnyOfItComes() throws Exception {
        var answer =
                fetch("POST /greet HTTP/1.1", "Host: a", "Content-Type: application/json", "Content-Length: 131073");

        assertInErrorForm(answer, "PAYLOAD_TOO_LARGE");
        assertThat(answer.status()).isEqualTo(413);
    }

    @Test
    void waitsForABodyOnlySoLong() throws Exception {
        try (var client = new RawHttp(port())) {
            client.request("POST /greet HTTP/1.1", "Host: a", "Content-Length: 14");
            client.send("{\"name\":".getBytes(StandardCharsets.US_ASCII));
            var answer = client.answer();

            assertThat(answer.status()).isEqualTo(408);
            assertInErrorForm(answer, "REQUEST_TIMEOUT");
        }
    }

    @Test
    void asksForNoBodyThatItWillNotRead() throws Exception {
        var expecting = new String[] {"Host: a", "Expect: 100-continue", "Content-Length: 14"};

        assertThat(fetch(with("POST /mine HTTP/1.1", expecting)).status()).isEqualTo(401);
        assertThat(fetch(with("POST /nowhere HTTP/1.1", expecting)).status()).isEqualTo(404);
        assertThat(fetch("POST /greet HTTP/1.1", "Host: a", "Expect: 100-continue", "Content-Length: 999999999")
                        .status())
                .isEqualTo(413);
        try (var client = new RawHttp(port())) {
            client.request(with("POST /greet HTTP/1.1", expecting));
            assertThat(client.answer().status()).isEqualTo(100);
            client.send("{\"name\":\"Ada\"}".getBytes(StandardCharsets.US_ASCII));
            assertThat(client.answer().body()).isEqualTo("{\"name\":\"Ada\"}");
        }
    }

    @Test
    void goesOnWithAConnectionAfterABodyThatNobodyAskedFor() throws Exception {
        try (var client = new RawHttp(port())) {
            client.request("POST /poke HTTP/1.1", "Host: a", "Content-Length: 300000");
            client.send(new byte[300_000]);
            assertThat(client.answer().body()).isEqualTo("\"poked\"");
            client.request("GET /id HTTP/1.1", "Host: a");
            assertThat(client.answer().status()).isEqualTo(200);
        }
    }

    @Test
    void refusesChunksThatAreNone() throws Exception {
        try (var client = new RawHttp(port())) {
            client.request("POST /greet HTTP/1.1", "Host: a", "Transfer-Encoding: chunked");
            client.send("zz\r\n{}\r\n".getBytes(StandardCharsets.US_ASCII));
            assertInErrorForm(client.answer(), "VALIDATION_ERROR");
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            X-None: 1                                              | 200
            Content-Type: application/json                         | 200
            Content-Type: Application/JSON; Charset="utf-8"        | 200
            Content-Encoding: identity                             | 200
            Content-Type: application/json; charset=utf-16         | 415
            Content-Type: application/json; charset=iso-8859-1     | 415
            Content-Type: application/json; charset=nonsense       | 415
            Content-Type: application/octet-stream                 | 415
            Content-Type: text/plain                               | 415
            Content-Type: text/json                                | 415
            Content-Type: application/x-www-form-urlencoded        | 415
            Content-Type: multipart/form-data                      | 415
            Content-Type: garbage                                  | 415
            Content-Type: ;                                        | 415
            Content-Encoding: gzip                                 | 415
            Content-Encoding: br                                   | 415
            """)
    void takesPlainJsonAndNothingElse(String header, int status) throws Exception {
        try (var client = new RawHttp(port())) {
            client.request("POST /greet HTTP/1.1", "Host: a", header, "Content-Length: 14");
            client.send("{\"name\":\"Ada\"}".getBytes(StandardCharsets.US_ASCII));

            assertThat(client.answer().status()).isEqualTo(status);
        }
    }

    // --- Upgrades ---

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

    // --- HEAD, OPTIONS, ids, queries ---

    @Test
    void answersHeadAsGetWithoutTheBody() throws Exception {
        try (var client = new RawHttp(port())) {
            client.request("HEAD /thing HTTP/1.1", "Host: a", "Connection: close");
            var head = client.head();

            assertThat(head.status()).isEqualTo(200);
            assertThat(head.header("ETag")).isNotEmpty();
            assertThat(client.isEnded()).isTrue();
        }
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

    // --- CORS, security headers, compression, tags ---

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

    private static void assertInErrorForm(RawHttp.Answer answer, String code) {
        assertThat(answer.body())
                .matches("\\{\"error\":\"" + code
                        + "\",\"message\":\"[^\"]+\",\"details\":(null|\"[^\"]+\"),\"timestamp\":\"[0-9TZ:-]{20}\"}");
        assertThat(answer.header("Content-Type")).isEqualTo("application/json");
        assertThat(answer.header("X-Content-Type-Options")).isEqualTo("nosniff");
        assertThat(answer.header("X-Request-Id")).isNotEmpty();
    }

    // "Aa" and "BB" have the same hash, and so have all strings made of as many of them.
    private static String collidingName(int n) {
        return IntStream.range(0, 7)
                .mapToObj(bit -> (n >> bit & 1) == 0 ? "Aa" : "BB")
                .reduce("", String::concat);
    }

    private static String[] with(String first, String... others) {
        return Stream.concat(Stream.of(first), Stream.of(others)).toArray(String[]::new);
    }

    private static RawHttp.Answer fetch(String... lines) throws IOException {
        try (var client = new RawHttp(port())) {
            client.request(lines);
            return client.answer();
        }
    }

    private static int port() {
        return binding.localAddress().getPort();
    }
}
