package social.nova.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import social.nova.http.routing.Endpoint;
import social.nova.http.routing.RawHttp;
import social.nova.protocols.contract.OpenApi;

/// Every endpoint of the table against every hostile body and id: the error form, soon, and never a 5xx.
///
/// Made from the table of routes: an endpoint that is new is in it.
class HostileInputTest {
    private static final ObjectNode CONTRACT = OpenApi.assemble().document();
    private static final RefusingApi API = RefusingApi.get();
    private static final Duration SOON = Duration.ofMillis(100);
    private static final int TRIES = 5;
    static final String SOME_ID = "81e1119e-0000-8000-8000-000000000000";
    private static final List<String> HOSTILE_SEGMENTS = List.of(
            "x",
            ".",
            "..",
            "...",
            "%00",
            "%2e%2e",
            "%252e%252e",
            "%2F",
            "%2e%2e%2f%2e%2e%2fetc%2fpasswd",
            "%ff",
            "%c0%af",
            "%E2%80%AE",
            "'%20OR%20'1'='1",
            "%24%7Bjndi:x%7D",
            "%0d%0aX:%20y",
            "0",
            "-1",
            "9".repeat(1_000),
            "{conversation_id}".replace("{", "%7B").replace("}", "%7D"),
            "00000000-0000-0000-0000-000000000000",
            "ffffffff-ffff-ffff-ffff-ffffffffffff",
            "81E1119E-0000-8000-8000-000000000000",
            "81e1119e-0000-8000-8000-00000000000",
            "81e1119e00008000800000000000000000",
            "1-1-1-1-1");

    @TestFactory
    Stream<DynamicTest> everyEndpointRefusesEveryHostileBody() {
        return endpoints((port, endpoint) -> HostileBodies.all().entrySet().stream()
                .filter(_ -> takesABody(endpoint))
                .map(body -> DynamicTest.dynamicTest(
                        "%s: %s".formatted(endpoint, body.getKey()),
                        () -> assertRefusedSoon(() -> send(
                                port,
                                line(endpoint, endpoint.path().replaceAll("\\{[^}]+}", SOME_ID)),
                                body.getValue())))));
    }

    @TestFactory
    Stream<DynamicTest> everyEndpointRefusesEveryHostileId() {
        return endpoints((port, endpoint) -> HOSTILE_SEGMENTS.stream()
                .filter(_ -> endpoint.path().contains("{"))
                .map(segment -> DynamicTest.dynamicTest(
                        "%s: %s".formatted(endpoint, segment.length() > 50 ? "long" : segment),
                        () -> assertRefusedSoon(() -> send(
                                port,
                                line(
                                        endpoint,
                                        endpoint.path().replaceAll("\\{[^}]+}", Matcher.quoteReplacement(segment))),
                                "{}".getBytes(StandardCharsets.UTF_8))))));
    }

    @TestFactory
    Stream<DynamicTest> everyEndpointStandsAnyQuery() {
        var queries = List.of(
                "%ff=%fe",
                "a&b&&=&==",
                "limit=%00",
                "limit=99999999999999999999",
                "limit=-1",
                "limit=1e9",
                "limit=NaN",
                "before=1&after=1",
                "token=x",
                HostileBodies.collidingName(1) + "=1&" + HostileBodies.collidingName(2) + "=1",
                "a=1&".repeat(900));
        return endpoints((port, endpoint) -> queries.stream()
                .map(query -> DynamicTest.dynamicTest(
                        "%s?%s".formatted(endpoint, query.length() > 50 ? "long" : query), () -> {
                            var answer = send(
                                    port,
                                    line(endpoint, endpoint.path().replaceAll("\\{[^}]+}", SOME_ID) + "?" + query),
                                    new byte[0]);
                            assertThat(answer.status()).isLessThan(500);
                        })));
    }

    @Test
    void theTableIsNotEmpty() {
        assertThat(everyEndpointRefusesEveryHostileBody()).hasSizeGreaterThan(200);
        assertThat(everyEndpointRefusesEveryHostileId()).hasSizeGreaterThan(70);
    }

    /// The quickest of some tries: what else goes on on the machine is not to be measured.
    private static void assertRefusedSoon(Attempt attempt) throws Exception {
        var quickest = Duration.ofDays(1);
        for (var n = 0; n < TRIES && quickest.compareTo(SOON) >= 0; n++) {
            var began = System.nanoTime();
            var answer = attempt.send();
            var took = Duration.ofNanos(System.nanoTime() - began);
            quickest = took.compareTo(quickest) < 0 ? took : quickest;
            assertRefused(answer);
        }
        assertThat(quickest).isLessThan(SOON);
    }

    private static void assertRefused(RawHttp.Answer answer) {
        assertThat(answer.status()).as(answer.body()).isBetween(400, 499);
        assertThat(answer.header("Content-Type")).isEqualTo("application/json");
        assertThat(answer.body())
                .matches(
                        "(?s)\\{\"error\":\"[A-Z_]+\",\"message\":\"[^\"]+\",\"details\":.*,\"timestamp\":\"[0-9TZ:-]{20}\"}")
                .doesNotContain("Exception", "at social.nova", "akka", "fasterxml", "java.", "SQL");
        assertThat(answer.body().length()).isLessThan(2_000);
    }

    @FunctionalInterface
    private interface Attempt {
        RawHttp.Answer send() throws IOException;
    }

    @FunctionalInterface
    private interface Tests {
        Stream<DynamicTest> of(int port, Endpoint endpoint);
    }

    private static Stream<DynamicTest> endpoints(Tests tests) {
        return Stream.concat(
                API.routes().userService().stream().flatMap(endpoint -> tests.of(API.userService(), endpoint)),
                API.routes().messagingService().stream()
                        .flatMap(endpoint -> tests.of(API.messagingService(), endpoint)));
    }

    private static boolean takesABody(Endpoint endpoint) {
        return CONTRACT.path("paths")
                .path(endpoint.path())
                .path(endpoint.method().value().toLowerCase(Locale.ROOT))
                .has("requestBody");
    }

    private static String line(Endpoint endpoint, String target) {
        return endpoint.method().value() + " " + target + " HTTP/1.1";
    }

    private static RawHttp.Answer send(int port, String requestLine, byte[] body) throws IOException {
        try (var client = new RawHttp(port)) {
            client.request(
                    requestLine,
                    "Host: a",
                    "Authorization: Bearer token",
                    "Content-Type: application/json",
                    "Content-Length: " + body.length);
            client.send(body);
            return client.answer();
        }
    }
}
