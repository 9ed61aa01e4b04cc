package social.nova.http.routing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.http.javadsl.ServerBinding;
import akka.http.javadsl.model.AttributeKeys;
import akka.http.javadsl.model.HttpEntities;
import akka.http.javadsl.model.HttpRequest;
import akka.http.javadsl.model.HttpResponse;
import akka.http.javadsl.model.RemoteAddress;
import akka.pattern.Patterns;
import akka.stream.javadsl.Flow;
import akka.util.ByteString;
import java.io.IOException;
import java.net.InetAddress;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import social.nova.http.realtime.Handshake;

/// What a client meets that sends the heads of its requests slowly, and what others feel of it.
@Timeout(60)
class HttpServerTest {
    private static final ActorTestKit ACTORS = ActorTestKit.create(ShippedHttp.config());
    private static final Duration HEAD_WITHIN = Duration.ofSeconds(1);
    private static final Duration SLOWLY = Duration.ofMillis(100);
    private static final Duration LONGER = HEAD_WITHIN.plusMillis(500);
    /// What 500 clients may cost that share busy cores with the server; on two idle ones it is a fifth of it.
    private static final Duration NOISE = HEAD_WITHIN;

    private static final String ENDLESS = "GET /" + "x".repeat(1_000);
    private static ServerBinding binding;

    @BeforeAll
    static void start() throws Exception {
        var system = ACTORS.system();
        binding = new HttpServer(system.classicSystem(), Servers.settings(system), HEAD_WITHIN, HttpServerTest::answer)
                .bind("127.0.0.1", 0)
                .toCompletableFuture()
                .get(30, TimeUnit.SECONDS);
    }

    @AfterAll
    static void stop() {
        ACTORS.shutdownTestKit();
    }

    private static CompletionStage<HttpResponse> answer(HttpRequest request) {
        var ok = HttpResponse.create().withEntity(HttpEntities.create("here"));
        return switch (request.getUri().path()) {
            case "/later" -> Patterns.after(LONGER, ACTORS.system(), () -> CompletableFuture.completedStage(ok));
            case "/address" ->
                CompletableFuture.completedStage(HttpResponse.create()
                        .withEntity(HttpEntities.create(request.getAttribute(AttributeKeys.remoteAddress)
                                .flatMap(RemoteAddress::getAddress)
                                .map(InetAddress::getHostAddress)
                                .orElse("unknown"))));
            case "/socket" ->
                CompletableFuture.completedStage(
                        Handshake.accept(request, Flow.of(ByteString.class), Optional.empty()));
            default -> CompletableFuture.completedStage(ok);
        };
    }

    @Test
    void aHeadThatDripsIsRefusedInTimeAndTheConnectionEnds() throws Exception {
        try (var client = client();
                var _ = dripping(client, ENDLESS)) {
            var began = System.nanoTime();
            var answer = client.answer();

            assertThat(Duration.ofNanos(System.nanoTime() - began)).isBetween(HEAD_WITHIN, HEAD_WITHIN.multipliedBy(3));
            assertThat(answer.status()).isEqualTo(408);
            assertThat(answer.error()).isEqualTo("REQUEST_TIMEOUT");
            assertThat(answer.header("Connection")).isEqualTo("close");
            assertThat(answer.header("X-Request-Id")).isNotEmpty();
            assertThat(client.isEnded()).isTrue();
        }
    }

    @Test
    void everyRequestOfAConnectionHasTheSameTime() throws Exception {
        try (var client = client()) {
            for (var n = 0; n < 3; n++) {
                pause(HEAD_WITHIN.dividedBy(2));
                client.request("GET / HTTP/1.1", "Host: a");
                assertThat(client.answer().status()).isEqualTo(200);
            }
            try (var _ = dripping(client, ENDLESS)) {
                assertThat(client.answer().status()).isEqualTo(408);
            }
        }
    }

    @Test
    void aRequestKnowsTheAddressOfItsConnection() throws Exception {
        try (var client = client()) {
            client.request("GET /address HTTP/1.1", "Host: a");

            assertThat(client.answer().body()).isEqualTo("127.0.0.1");
        }
    }

    @Test
    void whoSaysNothingIsNotHurried() throws Exception {
        try (var client = client()) {
            pause(LONGER);
            client.request("GET / HTTP/1.1", "Host: a");
            assertThat(client.answer().status()).isEqualTo(200);
            pause(LONGER);
            client.request("GET / HTTP/1.1", "Host: a");
            assertThat(client.answer().status()).isEqualTo(200);
        }
    }

    @Test
    void aHeadThatWaitsBehindASlowAnswerIsNotLate() throws Exception {
        try (var client = client()) {
            client.request("GET /later HTTP/1.1", "Host: a");
            client.request("GET /later HTTP/1.1", "Host: a");

            assertThat(client.answer().status()).isEqualTo(200);
            assertThat(client.answer().status()).isEqualTo(200);
        }
    }

    @Test
    void afterAnUpgradeNothingIsAHead() throws Exception {
        try (var client = client()) {
            client.request(
                    "GET /socket HTTP/1.1",
                    "Host: a",
                    "Upgrade: websocket",
                    "Connection: Upgrade",
                    "Sec-WebSocket-Version: 13",
                    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==");
            assertThat(client.head().status()).isEqualTo(101);
            client.send("a".getBytes(StandardCharsets.US_ASCII));
            pause(LONGER);
            client.request("GET / HTTP/1.1", "Host: a");

            assertThat(client.read("aGET / HTTP/1.1\r\nHost: a\r\n\r\n".length()))
                    .startsWith("aGET / ");
        }
    }

    @Test
    void fiveHundredOfThemAreAllEndedAndNobodyElseFeelsThem() throws Exception {
        p99(HEAD_WITHIN); // until all is warm
        var idle = p99(HEAD_WITHIN);
        var dripping = new ArrayList<RawHttp>();
        for (var n = 0; n < 500; n++) {
            dripping.add(client());
        }

        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            dripping.forEach(client -> threads.execute(() -> drip(client, ENDLESS)));
            var during = p99(HEAD_WITHIN);
            var ended = threads.invokeAll(dripping.stream()
                    .<Callable<Integer>>map(client -> () -> client.answer().status())
                    .toList());
            for (var client : ended) {
                assertThat(client.get()).isEqualTo(408);
            }
            assertThat(during).isLessThan(idle.multipliedBy(2).plus(NOISE));
        } finally {
            for (var client : dripping) {
                client.close();
            }
        }
    }

    @Test
    void aPortThatIsToldToEndAnswersWhatIsOpenAndClosesTheRest() throws Exception {
        var system = ACTORS.system();
        var port = new HttpServer(system.classicSystem(), Servers.settings(system), HEAD_WITHIN, HttpServerTest::answer)
                .bind("127.0.0.1", 0)
                .toCompletableFuture()
                .get(30, TimeUnit.SECONDS);
        try (var idle = new RawHttp(port.localAddress().getPort());
                var waiting = new RawHttp(port.localAddress().getPort())) {
            idle.request("GET / HTTP/1.1", "Host: a");
            assertThat(idle.answer().status()).isEqualTo(200);
            waiting.request("GET /later HTTP/1.1", "Host: a");
            pause(SLOWLY);

            var end = port.terminate(Duration.ofSeconds(5));

            assertThatThrownBy(idle::isEnded).isInstanceOf(SocketException.class); // as with Akka's own server
            assertThat(waiting.answer().status()).isEqualTo(200);
            assertThat(waiting.isEnded()).isTrue();
            end.toCompletableFuture().get(30, TimeUnit.SECONDS);
        }
    }

    private static RawHttp client() throws IOException {
        return new RawHttp(binding.localAddress().getPort());
    }

    private static AutoCloseable dripping(RawHttp client, String text) {
        var thread = Thread.ofVirtual().start(() -> drip(client, text));
        return thread::interrupt;
    }

    private static void drip(RawHttp client, String text) {
        try {
            for (var letter : text.getBytes(StandardCharsets.US_ASCII)) {
                client.send(new byte[] {letter});
                pause(SLOWLY);
                if (Thread.currentThread().isInterrupted()) {
                    return;
                }
            }
        } catch (IOException ended) {
            // as it is to
        }
    }

    /// What 99 of 100 requests take at most, one after the other for so long.
    private static Duration p99(Duration during) throws IOException {
        var times = new ArrayList<Duration>();
        var until = System.nanoTime() + during.toNanos();
        try (var client = client()) {
            while (System.nanoTime() - until < 0) {
                var began = System.nanoTime();
                client.request("GET / HTTP/1.1", "Host: a");
                assertThat(client.answer().status()).isEqualTo(200);
                times.add(Duration.ofNanos(System.nanoTime() - began));
                pause(Duration.ofMillis(2));
            }
        }
        times.sort(Duration::compareTo);
        return times.get(times.size() * 99 / 100);
    }

    private static void pause(Duration time) {
        LockSupport.parkNanos(time.toNanos());
    }
}
