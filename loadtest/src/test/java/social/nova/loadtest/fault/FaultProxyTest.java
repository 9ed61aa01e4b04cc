package social.nova.loadtest.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import social.nova.loadtest.fault.Weather.Direction;

/// Against a server that says everything again.
class FaultProxyTest {
    private static final int QUIET_MILLIS = 300;
    private static final int PATIENCE_MILLIS = 10_000;

    private final ServerSocket server = new ServerSocket(0);
    private final BlockingQueue<String> heard = new LinkedBlockingQueue<>();
    private final FaultProxy proxy = new FaultProxy("127.0.0.1:" + server.getLocalPort(), 0, 1);

    FaultProxyTest() throws IOException {
        Thread.ofVirtual().start(() -> {
            while (!server.isClosed()) {
                try {
                    var socket = server.accept();
                    Thread.ofVirtual().start(() -> echo(socket));
                } catch (IOException closed) {
                    return;
                }
            }
        });
    }

    @AfterEach
    void stop() throws IOException {
        proxy.close();
        server.close();
    }

    @Test
    void passesBothDirectionsOn() throws IOException {
        assertPassesOn();
    }

    @Test
    void passesTheEndOn() throws IOException {
        try (var client = connect()) {
            say(client, "bye");
            client.shutdownOutput();

            assertThat(client.getInputStream().readAllBytes()).asString().isEqualTo("bye");
        }
    }

    @Test
    void isLateByTheLatencyInEachDirectionWithoutBeingSlower() throws IOException {
        proxy.weather(new Weather.Slow(Duration.ofMillis(100), Duration.ofMillis(10)));
        try (var client = connect()) {
            var begun = System.nanoTime();
            for (var n = 0; n < 20; n++) {
                say(client, "0123456789");
            }

            assertThat(hear(client, 200)).isEqualTo("0123456789".repeat(20));
            assertThat(Duration.ofNanos(System.nanoTime() - begun))
                    .isBetween(Duration.ofMillis(200), Duration.ofMillis(1_000));
        }
    }

    @Test
    void letsNoMoreThroughThanItsRate() throws IOException {
        proxy.weather(new Weather.Throttled(20_000));
        try (var client = connect()) {
            var begun = System.nanoTime();
            say(client, "x".repeat(10_000));
            hear(client, 10_000);

            assertThat(Duration.ofNanos(System.nanoTime() - begun)).isGreaterThan(Duration.ofMillis(450));
        }
    }

    @Test
    void swallowsNothingForGoodWhileItIsABlackHole() throws IOException {
        try (var client = connect()) {
            say(client, "a");
            hear(client, 1);
            proxy.weather(new Weather.BlackHole());
            say(client, "b");
            assertSilent(client);

            proxy.weather(Weather.CLEAR);

            assertThat(hear(client, 1)).isEqualTo("b");
        }
    }

    @Test
    void acceptsConnectionsWhileItIsABlackHole() throws IOException {
        proxy.weather(new Weather.BlackHole());

        try (var client = connect()) {
            say(client, "a");
            assertSilent(client);
        }
    }

    @Test
    void reachesTheServerWhileOnlyTheAnswerIsSilent() throws Exception {
        proxy.weather(new Weather.HalfOpen(Direction.TO_CLIENT));

        try (var client = connect()) {
            say(client, "a");

            assertThat(heard.poll(30, TimeUnit.SECONDS)).isEqualTo("a");
            assertSilent(client);
        }
    }

    @Test
    void doesNotReachTheServerWhileThatDirectionIsSilent() throws Exception {
        proxy.weather(new Weather.HalfOpen(Direction.TO_SERVER));

        try (var client = connect()) {
            say(client, "a");

            assertThat(heard.poll(QUIET_MILLIS, TimeUnit.MILLISECONDS)).isNull();
        }
    }

    @Test
    void resetsWhatIsOpenAndRefusesWhatIsNew() throws IOException {
        try (var client = connect()) {
            say(client, "a");
            hear(client, 1);

            proxy.weather(new Weather.Refusing());

            assertThatThrownBy(() -> client.getInputStream().read()).isInstanceOf(SocketException.class);
            assertThatThrownBy(this::connect).isInstanceOf(IOException.class);
            assertThat(proxy.open()).isZero();
        }
        proxy.weather(Weather.CLEAR);
        assertPassesOn();
    }

    @Test
    void resetsOnce() throws IOException {
        try (var client = connect()) {
            say(client, "a");
            hear(client, 1);

            proxy.reset();

            assertThatThrownBy(() -> client.getInputStream().read()).isInstanceOf(SocketException.class);
        }
        assertPassesOn();
    }

    @Test
    void passesHalfOfAPieceAndEndsWhenItTruncates() throws Exception {
        try (var client = connect()) {
            proxy.weather(new Weather.Truncating());

            say(client, "0123456789");

            // The server may have answered before the end reached it; half of that answer gets through as well.
            assertThat(new String(client.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                    .isIn("", "01");
            assertThat(heard.poll(30, TimeUnit.SECONDS)).isEqualTo("01234");
        }
    }

    @Test
    void cutsAfterSoManyBytes() throws IOException {
        proxy.weather(new Weather.CuttingAfter(7));
        try (var client = connect()) {
            say(client, "0123456789");

            assertThat(hear(client, 7)).isEqualTo("0123456");
            assertThatThrownBy(() -> client.getInputStream().read()).isInstanceOf(SocketException.class);
        }
    }

    @Test
    void resetsAClientWhoseServerIsAway() throws IOException {
        try (var toNobody = new FaultProxy("127.0.0.1:1", 0, 1);
                var client = connect(toNobody)) {
            assertThatThrownBy(() -> client.getInputStream().read()).isInstanceOf(SocketException.class);
        }
    }

    private void echo(Socket socket) {
        var buffer = new byte[64 * 1_024];
        try (socket) {
            for (var read = socket.getInputStream().read(buffer);
                    read >= 0;
                    read = socket.getInputStream().read(buffer)) {
                heard.add(new String(buffer, 0, read, StandardCharsets.UTF_8));
                socket.getOutputStream().write(buffer, 0, read);
            }
        } catch (IOException reset) {
            // the proxy's doing
        }
    }

    private Socket connect() throws IOException {
        return connect(proxy);
    }

    private static Socket connect(FaultProxy proxy) throws IOException {
        var socket = new Socket("127.0.0.1", proxy.port());
        socket.setSoTimeout(PATIENCE_MILLIS);
        return socket;
    }

    private void assertPassesOn() throws IOException {
        try (var client = connect()) {
            say(client, "hello");

            assertThat(hear(client, 5)).isEqualTo("hello");
        }
    }

    private static void say(Socket client, String text) throws IOException {
        client.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String hear(Socket client, int length) throws IOException {
        return new String(client.getInputStream().readNBytes(length), StandardCharsets.UTF_8);
    }

    private static void assertSilent(Socket client) throws IOException {
        client.setSoTimeout(QUIET_MILLIS);
        assertThatThrownBy(() -> client.getInputStream().read()).isInstanceOf(SocketTimeoutException.class);
        client.setSoTimeout(PATIENCE_MILLIS);
    }
}
