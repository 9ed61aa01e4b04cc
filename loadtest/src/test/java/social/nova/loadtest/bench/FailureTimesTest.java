package social.nova.loadtest.bench;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntPredicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import social.nova.loadtest.client.Web;
import social.nova.loadtest.measure.Report;

/// Against a node of which it is known what its times tell.
class FailureTimesTest {
    private static final int EACH = 60;
    private static final int FAILURES_THAT_LOCK = 5;
    private static final Duration TELLTALE = Duration.ofMillis(15);

    private final ByteArrayOutputStream said = new ByteArrayOutputStream();
    private final Map<String, Integer> failures = new ConcurrentHashMap<>();
    private HttpServer node;
    private IntPredicate slowAt = _ -> false;

    @BeforeEach
    void start() throws IOException {
        node = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        node.createContext("/", this::answer);
        node.start();
    }

    @AfterEach
    void stop() {
        node.stop(0);
    }

    @Test
    void findsFailuresThatTellWhoIsThere() {
        slowAt = status -> status == 401;

        assertThat(times().tellNothing(EACH)).isFalse();

        assertThat(said.toString(StandardCharsets.UTF_8)).contains("BROKEN: the time of failed logins tells");
    }

    @Test
    void findsLocksThatTellWhoIsThere() {
        slowAt = status -> status == 403;

        assertThat(times().tellNothing(EACH)).isFalse();

        assertThat(said.toString(StandardCharsets.UTF_8))
                .contains("BROKEN: the time of logins at a locked address tells")
                .doesNotContain("BROKEN: the time of failed logins");
    }

    private FailureTimes times() {
        return new FailureTimes(
                "127.0.0.1:" + node.getAddress().getPort(),
                new Report("logins", new PrintStream(said, true, StandardCharsets.UTF_8)));
    }

    private void answer(HttpExchange call) throws IOException {
        var body = Web.read(new String(call.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
        var email = body.path("email").asText();
        var status = status(
                call.getRequestURI().getPath(), email, body.path("password").asText());
        if (slowAt.test(status) && email.startsWith("somebody")) {
            LockSupport.parkNanos(TELLTALE.toNanos());
        }
        var answer =
                "{\"id\": \"1\", \"access_token\": \"x\", \"refresh_token\": \"x\"}".getBytes(StandardCharsets.UTF_8);
        call.sendResponseHeaders(status, answer.length);
        try (var out = call.getResponseBody()) {
            out.write(answer);
        }
    }

    private int status(String path, String email, String password) {
        if (path.endsWith("/register")) {
            return 201;
        }
        if (!password.startsWith("Wrong")) {
            return 200;
        }
        return failures.merge(email, 1, Integer::sum) > FAILURES_THAT_LOCK ? 403 : 401;
    }
}
