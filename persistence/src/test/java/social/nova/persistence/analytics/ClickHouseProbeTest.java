package social.nova.persistence.analytics;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import social.nova.protocols.settings.Secret;

/// Against a server that answers these two requests as ClickHouse does.
class ClickHouseProbeTest {
    private final CountDownLatch frozen = new CountDownLatch(1);
    private HttpServer server;
    private String address;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/ping", exchange -> answer(exchange, 200, "Ok.\n"));
        server.createContext("/", ClickHouseProbeTest::query);
        server.createContext("/frozen", _ -> {
            try {
                frozen.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        server.start();
        address = "http://127.0.0.1:" + server.getAddress().getPort();
    }

    @AfterEach
    void stop() {
        frozen.countDown();
        server.stop(0);
    }

    @Test
    void isContentWithAServerThatLetsItIn() {
        try (var probe = probe(address, "nova", "right", 2_000)) {
            assertThat(probe.ping()).succeedsWithin(5, TimeUnit.SECONDS);
        }
    }

    @Test
    void failsWithAWrongPasswordOrDatabase() {
        try (var password = probe(address, "nova", "wrong", 2_000);
                var database = probe(address, "other", "right", 2_000)) {
            assertThat(password.ping())
                    .failsWithin(5, TimeUnit.SECONDS)
                    .withThrowableThat()
                    .withMessageContaining("403")
                    .withMessageNotContaining("wrong");
            assertThat(database.ping()).failsWithin(5, TimeUnit.SECONDS);
        }
    }

    @Test
    void failsWhenNobodyIsThere() {
        server.stop(0);

        try (var probe = probe(address, "nova", "right", 2_000)) {
            assertThat(probe.ping()).failsWithin(5, TimeUnit.SECONDS);
        }
    }

    @Test
    void waitsNoLongerThanItsTimeout() {
        try (var probe = probe(address + "/frozen", "nova", "right", 100)) {
            assertThat(probe.ping()).failsWithin(2, TimeUnit.SECONDS);
        }
    }

    private static void query(HttpExchange exchange) throws IOException {
        var headers = exchange.getRequestHeaders();
        if (!"reader".equals(headers.getFirst("X-ClickHouse-User"))
                || !"right".equals(headers.getFirst("X-ClickHouse-Key"))) {
            answer(exchange, 403, "Code: 516. DB::Exception: Authentication failed\n");
        } else if (!exchange.getRequestURI().getQuery().equals("query=SELECT 1&database=nova")) {
            answer(exchange, 404, "Code: 81. DB::Exception: Database does not exist\n");
        } else {
            answer(exchange, 200, "1\n");
        }
    }

    private static void answer(HttpExchange exchange, int status, String text) throws IOException {
        var body = text.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    private static ClickHouseProbe probe(String url, String database, String password, int timeoutMillis) {
        return new ClickHouseProbe(new ClickHouseSettings(
                URI.create(url), database, "reader", new Secret(password), Duration.ofMillis(timeoutMillis)));
    }
}
