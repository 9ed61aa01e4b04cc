package social.nova.http.routing;

import static org.assertj.core.api.Assertions.assertThat;
import static social.nova.http.routing.Access.ANYONE;
import static social.nova.http.routing.Access.USER;
import static social.nova.http.routing.Access.VIEWER;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.http.javadsl.Http;
import akka.http.javadsl.ServerBinding;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import social.nova.http.common.Authentication;
import social.nova.http.common.BadRequest;
import social.nova.http.common.Caller;
import social.nova.http.common.Errors;
import social.nova.http.common.Json;
import social.nova.http.common.Parameters;
import social.nova.protocols.common.ErrorCode;
import social.nova.protocols.common.UserId;

/// Over real HTTP: what has no Content-Type, is too large or is no HTTP at all cannot be had otherwise.
class PipelineTest {
    private static final UserId ALICE = new UserId("a11ce000-0000-4000-8000-000000000000");
    private static final ActorTestKit ACTORS = ActorTestKit.create(ShippedHttp.config());
    private static final HttpClient CLIENT = HttpClient.newHttpClient();
    private static final MeterRegistry REGISTRY = new SimpleMeterRegistry();
    private static final RequestMeters METERS = new RequestMeters(REGISTRY);
    private static ServerBinding binding;

    record Greeting(String name) {}

    @BeforeAll
    static void start() throws Exception {
        var authentication = new Authentication(token ->
                token.equals("good") ? Optional.of(new Caller(ALICE, "s1", Instant.MAX, "key")) : Optional.empty());
        var errors = new Errors(InstantSource.fixed(Instant.parse("2025-10-25T10:30:45.123Z")));
        binding = Http.get(ACTORS.system())
                .newServerAt("127.0.0.1", 0)
                .bind(new Pipeline(endpoints(), authentication, errors, METERS, ACTORS.system())::answer)
                .toCompletableFuture()
                .get(30, TimeUnit.SECONDS);
    }

    @AfterAll
    static void stop() {
        ACTORS.shutdownTestKit();
    }

    private static List<Endpoint> endpoints() {
        return List.of(
                Endpoint.post("/greet", ANYONE, Greeting.class, (_, greeting) -> answer(greeting)),
                Endpoint.get("/greet", ANYONE, call -> answer(Parameters.number(call.query(), "limit", 1, 20))),
                Endpoint.get("/greet/{name}", ANYONE, call -> answer(call.path("name"))),
                Endpoint.get("/refused", ANYONE, _ -> failed(ErrorCode.NOT_CONVERSATION_MEMBER.failure())),
                Endpoint.get("/no-database", ANYONE, _ -> thrown(ErrorCode.DATABASE_ERROR.failure())),
                Endpoint.get("/no-answer", ANYONE, _ -> failed(new TimeoutException("Ask timed out"))),
                Endpoint.get("/defect", ANYONE, _ -> failed(new IllegalStateException("secret"))),
                Endpoint.get("/invalid", ANYONE, _ -> thrown(new BadRequest("name: at most 5 characters"))),
                Endpoint.get("/mine", USER, call -> answer(call.caller().session())),
                Endpoint.get(
                        "/seen",
                        VIEWER,
                        call -> answer(call.viewer().map(UserId::value).orElse("by somebody"))));
    }

    private static CompletionStage<akka.http.javadsl.model.HttpResponse> answer(Object value) {
        return CompletableFuture.completedFuture(Answer.ok(value));
    }

    private static CompletionStage<akka.http.javadsl.model.HttpResponse> failed(Throwable failure) {
        return CompletableFuture.failedFuture(new CompletionException(failure));
    }

    private static CompletionStage<akka.http.javadsl.model.HttpResponse> thrown(RuntimeException failure) {
        throw failure;
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
            /nowhere,       404, NOT_FOUND
            /refused,       403, NOT_CONVERSATION_MEMBER
            /no-database,   503, DATABASE_ERROR
            /no-answer,     503, SERVICE_UNAVAILABLE
            /defect,        500, INTERNAL_ERROR
            /greet?limit=x, 400, VALIDATION_ERROR
            /greet?limit=0, 400, VALIDATION_ERROR
            /greet?limit=%ff, 400, VALIDATION_ERROR
            /greet/,        404, NOT_FOUND
            //greet,        404, NOT_FOUND
            /mine,          401, AUTH_REQUIRED
            """)
    void givesEveryFailureItsStatusAndCode(String path, int status, String code) throws Exception {
        var response = fetch(path);

        assertThat(response.statusCode()).isEqualTo(status);
        assertThat(response.headers().firstValue("Content-Type")).hasValue("application/json");
        assertThat(response.body()).startsWith("{\"error\":\"" + code + "\",\"message\":\"");
        assertThat(response.body()).endsWith(",\"timestamp\":\"2025-10-25T10:30:45Z\"}");
    }

    @Test
    void tellsNothingOfADefect() throws Exception {
        assertThat(fetch("/defect").body()).doesNotContain("secret").doesNotContain("Exception");
    }

    @Test
    void tellsWhatIsWrongWithARequest() throws Exception {
        assertThat(fetch("/invalid").body()).contains("\"details\":\"name: at most 5 characters\"");
        assertThat(fetch("/greet?limit=x").body()).contains("\"details\":\"limit: must be a whole number, 1 or more\"");
        assertThat(submit("/greet", "{\"name\":1}", "application/json").body())
                .contains("\"details\":\"name: must be a string\"");
        assertThat(submit("/greet", "", "application/json").body()).contains("VALIDATION_ERROR");
    }

    @Test
    void saysWhenToComeBackIfSomethingIsAway() throws Exception {
        assertThat(fetch("/no-answer").headers().firstValue("Retry-After")).hasValue("1");
        assertThat(fetch("/no-database").headers().firstValue("Retry-After")).hasValue("1");
    }

    @Test
    void namesTheMethodsThatAreAllowed() throws Exception {
        var response = send(request("/greet").DELETE().build());

        assertThat(response.statusCode()).isEqualTo(405);
        assertThat(response.headers().firstValue("Allow")).hasValue("POST, GET, HEAD, OPTIONS");
    }

    @Test
    void takesABodyWithoutContentTypeForJsonAndRefusesOtherTypes() throws Exception {
        var untyped = send(request("/greet")
                .POST(BodyPublishers.ofString("{\"name\":\"Ada\"}"))
                .build());

        assertThat(untyped.body()).isEqualTo("{\"name\":\"Ada\"}");
        assertThat(submit("/greet", "{\"name\":\"Ada\"}", "application/json; charset=utf-8")
                        .statusCode())
                .isEqualTo(200);
        assertThat(submit("/greet", "{\"name\":\"Ada\"}", "text/plain").statusCode())
                .isEqualTo(415);
    }

    @Test
    void refusesABodyThatIsTooLargeWhetherItSaysSoOrNot() throws Exception {
        var body = "{\"name\":\"" + "x".repeat(Json.MAX_BODY) + "\"}";
        var chunked = request("/greet")
                .POST(BodyPublishers.fromPublisher(BodyPublishers.ofString(body)))
                .build();

        assertThat(submit("/greet", body, "application/json").statusCode()).isEqualTo(413);
        assertThat(send(chunked).statusCode()).isEqualTo(413);
    }

    @Test
    void letsInWhoShowsAGoodTokenAndChallengesOthers() throws Exception {
        var refused = withAuthorization("/mine", "Bearer bad");

        assertThat(withAuthorization("/mine", "Bearer good").body()).isEqualTo("\"s1\"");
        assertThat(withAuthorization("/mine", "bearer good").body()).isEqualTo("\"s1\"");
        assertThat(refused.statusCode()).isEqualTo(401);
        assertThat(refused.body()).contains("INVALID_TOKEN");
        assertThat(refused.headers().firstValue("WWW-Authenticate")).hasValue("Bearer realm=\"nova\"");
        assertThat(withAuthorization("/mine", "Basic Z29vZDpnb29k").body()).contains("INVALID_TOKEN");
        assertThat(withAuthorization("/mine", "Bearer good", "Bearer other").body())
                .contains("INVALID_TOKEN");
    }

    @Test
    void whatEverybodyMaySeeIsSeenWithoutATokenAndNotWithABadOne() throws Exception {
        assertThat(fetch("/seen").body()).isEqualTo("\"by somebody\"");
        assertThat(withAuthorization("/seen", "Bearer good").body()).isEqualTo("\"" + ALICE + "\"");
        assertThat(withAuthorization("/seen", "Bearer bad").statusCode()).isEqualTo(401);
        assertThat(withAuthorization("/seen", "Basic Z29vZDpnb29k").body()).contains("INVALID_TOKEN");
    }

    @Test
    void keepsAnEncodedSlashInsideItsSegment() throws Exception {
        assertThat(fetch("/greet/a%2Fb").body()).isEqualTo("\"a/b\"");
        assertThat(fetch("/greet/a/b").statusCode()).isEqualTo(404);
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET /%zz HTTP/1.1", "GET /greet?limit=%zz HTTP/1.1", "GET /greet?limit=\u0000 HTTP/1.1"})
    void answersInTheSameFormWhatIsNoHttp(String requestLine) throws Exception {
        try (var socket = new Socket("127.0.0.1", binding.localAddress().getPort())) {
            socket.getOutputStream()
                    .write((requestLine + "\r\nHost: a\r\nConnection: close\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            var answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

            assertThat(answer)
                    .startsWith("HTTP/1.1 400 ")
                    .contains("{\"error\":\"VALIDATION_ERROR\"")
                    .contains("\"details\":null");
        }
    }

    private static HttpResponse<String> fetch(String path) throws Exception {
        return send(request(path).GET().build());
    }

    private static HttpResponse<String> submit(String path, String body, String contentType) throws Exception {
        return send(request(path)
                .header("Content-Type", contentType)
                .POST(BodyPublishers.ofString(body))
                .build());
    }

    private static HttpResponse<String> withAuthorization(String path, String... values) throws Exception {
        var request = request(path);
        for (var value : values) {
            request.header("Authorization", value);
        }
        return send(request.GET().build());
    }

    private static HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(
                "http://127.0.0.1:%d%s".formatted(binding.localAddress().getPort(), path)));
    }

    private static HttpResponse<String> send(HttpRequest request) throws IOException, InterruptedException {
        return CLIENT.send(request, BodyHandlers.ofString());
    }
}
