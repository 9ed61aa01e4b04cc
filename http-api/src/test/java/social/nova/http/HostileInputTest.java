package social.nova.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import social.nova.http.routing.Endpoint;
import social.nova.http.routing.RawHttp;
import social.nova.protocols.contract.OpenApi;
import social.nova.protocols.contract.Service;

/// Every endpoint of the table against every hostile body, id and query: the error form, soon, and never a 5xx.
///
/// Made from the table of routes: an endpoint that is new is in it.
class HostileInputTest {
    private static final ObjectNode CONTRACT = OpenApi.assemble().document();
    private static final RefusingApi API = RefusingApi.get();
    private static final Duration SOON = Duration.ofMillis(100);
    private static final int TRIES = 5;
    private static final int MOST = TRIES / 2 + 1;
    private static final int OUT_OF = 1_000;
    private static final AtomicInteger ANSWERS = new AtomicInteger();
    private static final List<Duration> LATE = new CopyOnWriteArrayList<>();
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
    Stream<DynamicTest> everyEndpointThatTakesNoBodyStandsEveryHostileBody() {
        return endpoints((port, endpoint) -> HostileBodies.all().entrySet().stream()
                .filter(_ -> !takesABody(endpoint))
                .map(body -> DynamicTest.dynamicTest(
                        "%s: %s".formatted(endpoint, body.getKey()),
                        () -> assertStoodSoon(() -> send(
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
                        "%s?%s".formatted(endpoint, query.length() > 50 ? "long" : query),
                        () -> assertStoodSoon(() -> send(
                                port,
                                line(endpoint, endpoint.path().replaceAll("\\{[^}]+}", SOME_ID) + "?" + query),
                                new byte[0])))));
    }

    @Test
    void theTableIsNotEmpty() {
        assertThat(everyEndpointRefusesEveryHostileBody()).hasSizeGreaterThan(200);
        assertThat(everyEndpointThatTakesNoBodyStandsEveryHostileBody()).hasSizeGreaterThan(1_000);
        assertThat(everyEndpointRefusesEveryHostileId()).hasSizeGreaterThan(70);
        assertThat(Service.values())
                .allSatisfy(service -> assertThat(API.routes().of(service)).isNotEmpty());
    }

    private static void assertRefusedSoon(Attempt attempt) throws Exception {
        assertSoon(attempt, HostileInputTest::assertRefused);
    }

    /// What does not matter to an endpoint may be left aside; what is refused is refused in the error form.
    private static void assertStoodSoon(Attempt attempt) throws Exception {
        assertSoon(attempt, answer -> {
            if (answer.status() >= 400) {
                assertRefused(answer);
            }
        });
    }

    /// What else goes on on the machine may hold an answer up now and then, but not one in a thousand.
    @AfterAll
    static void nextToNoneWasLate() {
        assertThat(LATE.size() * OUT_OF).as("late of %s: %s", ANSWERS, LATE).isLessThanOrEqualTo(ANSWERS.get());
    }

    /// Most tries are soon: what an endpoint does badly it does badly each time.
    private static void assertSoon(Attempt attempt, Consumer<RawHttp.Answer> assertion) throws Exception {
        var tries = new ArrayList<Duration>();
        while (tries.size() < TRIES && soon(tries) < MOST && tries.size() - soon(tries) < MOST) {
            var began = System.nanoTime();
            var answer = attempt.send();
            var took = Duration.ofNanos(System.nanoTime() - began);
            tries.add(took);
            ANSWERS.incrementAndGet();
            if (took.compareTo(SOON) >= 0) {
                LATE.add(took);
            }
            assertion.accept(answer);
        }
        assertThat(soon(tries)).as("of %s", tries).isGreaterThanOrEqualTo(MOST);
    }

    private static long soon(List<Duration> tries) {
        return tries.stream().filter(took -> took.compareTo(SOON) < 0).count();
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
        return Stream.of(Service.values())
                .flatMap(service ->
                        API.routes().of(service).stream().flatMap(endpoint -> tests.of(API.port(service), endpoint)));
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
