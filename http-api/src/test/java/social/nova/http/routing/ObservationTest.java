package social.nova.http.routing;

import static org.assertj.core.api.Assertions.assertThat;
import static social.nova.http.routing.Access.ANYONE;
import static social.nova.http.routing.Access.USER;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.http.javadsl.model.HttpHeader;
import akka.http.javadsl.model.HttpRequest;
import akka.http.javadsl.model.HttpResponse;
import akka.http.javadsl.model.headers.RawHeader;
import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;
import social.nova.http.common.Authentication;
import social.nova.http.common.Caller;
import social.nova.http.common.Errors;
import social.nova.protocols.common.UserId;
import social.nova.protocols.trace.Trace;

/// What a request leaves behind: its id on the answer, a line in the log, a count.
class ObservationTest {
    private static final UserId ALICE = new UserId("a11ce000-0000-4000-8000-000000000000");
    private static final ActorTestKit ACTORS = ActorTestKit.create();

    private final MeterRegistry registry = new SimpleMeterRegistry();
    private final Pipeline pipeline = new Pipeline(
            endpoints(),
            new Authentication(token ->
                    token.equals("good") ? Optional.of(new Caller(ALICE, "s1", Instant.MAX, "key")) : Optional.empty()),
            new Errors(InstantSource.system()),
            new RequestMeters(registry),
            ACTORS.system());
    private final ListAppender<ILoggingEvent> log = new ListAppender<>();
    private final Logger nova = (Logger) LoggerFactory.getLogger("social.nova");

    private static List<Endpoint> endpoints() {
        return List.of(
                Endpoint.get("/greet/{name}", ANYONE, call -> answer(call.requestId())),
                Endpoint.get("/mine", USER, _ -> answer(Trace.current().orElseThrow())),
                Endpoint.get(
                        "/later",
                        USER,
                        _ -> Trace.keeping(new CompletableFuture<HttpResponse>()
                                        .completeOnTimeout(HttpResponse.create(), 1, TimeUnit.MILLISECONDS))
                                .thenCompose(_ -> answer(Trace.current().orElseThrow()))),
                Endpoint.get("/defect", ANYONE, _ -> CompletableFuture.failedFuture(new IllegalStateException("x"))));
    }

    private static CompletionStage<HttpResponse> answer(Object value) {
        return CompletableFuture.completedFuture(
                HttpResponse.create().withEntity(value instanceof Trace trace ? trace.traceId() : value.toString()));
    }

    @BeforeEach
    void listen() {
        nova.setLevel(Level.INFO);
        nova.addAppender(log);
        log.start();
    }

    @AfterEach
    void stopListening() {
        nova.detachAppender(log);
        nova.setLevel(null);
    }

    @AfterAll
    static void stop() {
        ACTORS.shutdownTestKit();
    }

    @Test
    void answersUnderTheIdOfTheRequest() {
        var answer = ask(HttpRequest.GET("/greet/ada").addHeader(RawHeader.create("X-Request-Id", "order-17")));

        assertThat(requestId(answer)).isEqualTo("order-17");
        assertThat(body(answer)).isEqualTo("order-17");
    }

    @Test
    void makesAnIdWhereNoneOrNoSaneOneComes() {
        var ids = List.of(
                requestId(ask(HttpRequest.GET("/nowhere"))),
                requestId(ask(HttpRequest.GET("/nowhere").addHeader(RawHeader.create("X-Request-Id", "${jndi:x}")))));

        assertThat(ids).allSatisfy(id -> assertThat(id).matches("[0-9a-f]{32}")).doesNotHaveDuplicates();
    }

    @Test
    void takesOverTheTraceOfWhoeverCallsAndKeepsItAcrossThreads() {
        var parent = RawHeader.create("traceparent", "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01");

        var now = ask(asAlice("/mine").addHeader(parent));
        var later = ask(asAlice("/later").addHeader(parent));

        assertThat(List.of(body(now), body(later))).containsOnly("4bf92f3577b34da6a3ce929d0e0e4736");
        assertThat(Trace.current()).isEmpty();
    }

    @Test
    void countsByTheTablesPathsAndNeverByWhatClientsInvent() {
        ask(HttpRequest.GET("/greet/ada"));
        ask(HttpRequest.GET("/greet/bob"));
        ask(HttpRequest.GET("/invented/12345"));

        assertThat(registry.get("nova.http.requests")
                        .tag("path", "/greet/{name}")
                        .tag("status", "200")
                        .timer()
                        .count())
                .isEqualTo(2);
        assertThat(registry.get("nova.http.requests")
                        .tag("path", "none")
                        .tag("status", "404")
                        .timer()
                        .count())
                .isOne();
        assertThat(registry.get("nova.http.requests.in.flight").gauge().value()).isZero();
        assertThat(registry.getMeters().stream().map(Meter::getId).map(Object::toString))
                .noneMatch(id -> id.contains("ada") || id.contains("invented"));
    }

    @Test
    void writesOneLineForEachRequestWithoutWhatIsSecretInIt() {
        ask(asAlice("/mine?token=secret-in-query").addHeader(RawHeader.create("X-Request-Id", "order-17")));

        assertThat(log.list).hasSize(1);
        var line = log.list.getFirst();
        assertThat(line.getLoggerName()).isEqualTo("social.nova.access");
        assertThat(line.getKeyValuePairs().toString())
                .contains("method=\"GET\"", "path=\"/mine\"", "status=\"200\"", "duration_ms=");
        assertThat(line.getMDCPropertyMap())
                .containsEntry("request_id", "order-17")
                .containsEntry("user_id", ALICE.value());
        assertThat(line.toString() + line.getKeyValuePairs() + line.getMDCPropertyMap())
                .doesNotContain("good")
                .doesNotContain("secret");
    }

    @Test
    void writesWhatWentWrongUnderTheIdOfItsRequest() {
        ask(HttpRequest.GET("/defect").addHeader(RawHeader.create("X-Request-Id", "order-17")));

        assertThat(log.list)
                .hasSize(2)
                .allSatisfy(line -> assertThat(line.getMDCPropertyMap()).containsEntry("request_id", "order-17"));
    }

    @Test
    void isSilentAboutProbes() {
        assertThat(AccessLog.isProbe("/health/ready")).isTrue();
        assertThat(AccessLog.isProbe("/api/v1/health")).isTrue();
        assertThat(AccessLog.isProbe("/metrics")).isTrue();
        assertThat(AccessLog.isProbe("/users/{user_id}")).isFalse();
    }

    private HttpResponse ask(HttpRequest request) {
        return pipeline.answer(request).toCompletableFuture().join();
    }

    private static HttpRequest asAlice(String path) {
        return HttpRequest.GET(path).addHeader(RawHeader.create("Authorization", "Bearer good"));
    }

    private static String requestId(HttpResponse response) {
        return response.getHeader("X-Request-Id").map(HttpHeader::value).orElseThrow();
    }

    private static String body(HttpResponse response) {
        return response.entity()
                .toStrict(1_000, ACTORS.system())
                .toCompletableFuture()
                .join()
                .getData()
                .utf8String();
    }
}
