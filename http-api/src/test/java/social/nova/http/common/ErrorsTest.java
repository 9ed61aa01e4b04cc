package social.nova.http.common;

import static akka.http.javadsl.server.Directives.*;
import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.http.javadsl.Http;
import akka.http.javadsl.ServerBinding;
import akka.http.javadsl.model.StatusCodes;
import akka.http.javadsl.server.Route;
import akka.http.javadsl.unmarshalling.StringUnmarshallers;
import com.typesafe.config.ConfigFactory;
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
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import social.nova.protocols.common.ErrorCode;
import social.nova.protocols.common.UserId;

/// Over real HTTP: what has no Content-Type, is too large or is no HTTP at all cannot be had otherwise.
class ErrorsTest {
    private static final UserId ALICE = new UserId("a11ce000-0000-4000-8000-000000000000");
    private static final ActorTestKit ACTORS =
            ActorTestKit.create(ConfigFactory.parseString("""
            akka.http.server.parsing.error-handler = "social.nova.http.common.ParsingErrors"
            """).withFallback(ConfigFactory.load()));
    private static final HttpClient CLIENT = HttpClient.newHttpClient();
    private static ServerBinding binding;

    record Greeting(String name) {}

    @BeforeAll
    static void start() throws Exception {
        var errors = new Errors(InstantSource.fixed(Instant.parse("2025-10-25T10:30:45.123Z")));
        binding = Http.get(ACTORS.system())
                .newServerAt("127.0.0.1", 0)
                .bind(errors.seal(routes()))
                .toCompletableFuture()
                .get(10, TimeUnit.SECONDS);
    }

    @AfterAll
    static void stop() {
        ACTORS.shutdownTestKit();
    }

    private static Route routes() {
        var authentication = new Authentication(
                token -> token.equals("good") ? Optional.of(new Caller(ALICE, "s1")) : Optional.empty());
        return concat(
                path(
                        "greet",
                        () -> concat(
                                post(() -> entity(
                                        Json.as(Greeting.class),
                                        greeting -> complete(StatusCodes.OK, greeting, Json.marshaller()))),
                                get(() -> parameter(
                                        StringUnmarshallers.INTEGER, "limit", limit -> complete("limit " + limit))))),
                path("refused", () -> failWith(new CompletionException(ErrorCode.NOT_CONVERSATION_MEMBER.failure()))),
                path("no-database", () -> failWith(ErrorCode.DATABASE_ERROR.failure())),
                path("no-answer", () -> onSuccess(failed(new TimeoutException("Ask timed out")), _ -> reject())),
                path("defect", () -> onSuccess(failed(new IllegalStateException("secret")), _ -> reject())),
                path("invalid", () -> failWith(new BadRequest("name: at most 5 characters"))),
                path("mine", () -> authentication.authenticated(caller -> complete(caller.session()))));
    }

    private static CompletableFuture<String> failed(Exception failure) {
        return CompletableFuture.failedFuture(failure);
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
            /nowhere,       404, NOT_FOUND
            /refused,       403, NOT_CONVERSATION_MEMBER
            /no-database,   503, DATABASE_ERROR
            /no-answer,     503, SERVICE_UNAVAILABLE
            /defect,        500, INTERNAL_ERROR
            /greet?limit=x, 400, VALIDATION_ERROR
            /greet,         400, VALIDATION_ERROR
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
        assertThat(fetch("/greet?limit=x").body()).contains("\"details\":\"limit: is not valid\"");
        assertThat(fetch("/greet").body()).contains("\"details\":\"limit: is required\"");
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
        assertThat(response.headers().firstValue("Allow")).hasValue("POST, GET");
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
        var refused = withAuthorization("Bearer bad");

        assertThat(withAuthorization("Bearer good").body()).isEqualTo("s1");
        assertThat(withAuthorization("bearer good").body()).isEqualTo("s1");
        assertThat(refused.statusCode()).isEqualTo(401);
        assertThat(refused.body()).contains("INVALID_TOKEN");
        assertThat(refused.headers().firstValue("WWW-Authenticate")).hasValue("Bearer realm=\"nova\"");
        assertThat(withAuthorization("Basic Z29vZDpnb29k").body()).contains("INVALID_TOKEN");
    }

    @Test
    void answersInTheSameFormWhatIsNoHttp() throws Exception {
        try (var socket = new Socket("127.0.0.1", binding.localAddress().getPort())) {
            socket.getOutputStream().write("GET /%zz HTTP/1.1\r\nHost: a\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
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

    private static HttpResponse<String> withAuthorization(String value) throws Exception {
        return send(request("/mine").header("Authorization", value).GET().build());
    }

    private static HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(
                "http://127.0.0.1:%d%s".formatted(binding.localAddress().getPort(), path)));
    }

    private static HttpResponse<String> send(HttpRequest request) throws IOException, InterruptedException {
        return CLIENT.send(request, BodyHandlers.ofString());
    }
}
