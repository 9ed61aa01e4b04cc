package social.nova.http.routing;

import static org.assertj.core.api.Assertions.assertThat;
import static social.nova.http.routing.Access.ANYONE;
import static social.nova.http.routing.Access.SOCKET;
import static social.nova.http.routing.Access.USER;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.http.javadsl.model.HttpResponse;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import social.nova.http.common.Authentication;
import social.nova.http.common.Caller;
import social.nova.http.common.Errors;
import social.nova.http.limit.RateLimits;
import social.nova.protocols.common.ErrorCode;
import social.nova.protocols.common.UserId;

/// A pipeline with one endpoint of every kind, behind Akka's HTTP as it is shipped. One for all tests of the process,
/// which ends with it.
final class WireServer {
    private static final ActorTestKit ACTORS = ActorTestKit.create(ShippedHttp.config());
    private static final Cors CORS = new Cors(List.of("https://app.example.org", "null"));
    private static final String LONG_NAME = "x".repeat(3_000);
    private static final int PORT = start();

    private WireServer() {}

    record Greeting(String name) {}

    private static int start() {
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
        return Servers.bind(ACTORS.system(), "127.0.0.1", 0, pipeline::answer)
                .toCompletableFuture()
                .orTimeout(30, TimeUnit.SECONDS)
                .join()
                .localAddress()
                .getPort();
    }

    private static CompletionStage<HttpResponse> answer(Object value) {
        return CompletableFuture.completedFuture(Answer.ok(value));
    }

    static RawHttp connect() throws IOException {
        return new RawHttp(PORT);
    }

    /// The answer to a request of these lines, on a connection of its own.
    static RawHttp.Answer fetch(String... lines) throws IOException {
        try (var client = connect()) {
            client.request(lines);
            return client.answer();
        }
    }

    static void assertInErrorForm(RawHttp.Answer answer, String code) {
        assertThat(answer.body())
                .matches("\\{\"error\":\"" + code
                        + "\",\"message\":\"[^\"]+\",\"details\":(null|\"[^\"]+\"),\"timestamp\":\"[0-9TZ:-]{20}\"}");
        assertThat(answer.header("Content-Type")).isEqualTo("application/json");
        assertThat(answer.header("X-Content-Type-Options")).isEqualTo("nosniff");
        assertThat(answer.header("X-Request-Id")).isNotEmpty();
    }

    static String[] with(String first, String... others) {
        return Stream.concat(Stream.of(first), Stream.of(others)).toArray(String[]::new);
    }
}
