package social.nova.http.realtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import akka.actor.ActorSystem;
import akka.http.javadsl.Http;
import akka.http.javadsl.ServerBinding;
import akka.http.javadsl.model.HttpRequest;
import akka.http.javadsl.model.HttpResponse;
import akka.http.javadsl.model.StatusCodes;
import akka.stream.javadsl.Flow;
import akka.testkit.javadsl.TestKit;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import social.nova.http.routing.ShippedHttp;

/// A real server and real clients: what the JDK's client and a plain TCP socket see.
@Timeout(60)
class HandshakeTest {

    private static final int MANY = 10_000;
    private static final SocketSettings SETTINGS = new SocketSettings(
            128 * 1024,
            256 * 1024,
            1_024,
            32,
            Duration.ofSeconds(30),
            Duration.ofSeconds(75),
            Duration.ofSeconds(1),
            Duration.ofSeconds(10),
            Duration.ofSeconds(1));

    private static final BlockingQueue<RecordingListener> LISTENERS = new LinkedBlockingQueue<>();
    private static ActorSystem system;
    private static ServerBinding server;

    private final Received received = new Received();

    @BeforeAll
    static void start() throws Exception {
        system = ActorSystem.create("handshake", ShippedHttp.config());
        server = Http.get(system)
                .newServerAt("127.0.0.1", 0)
                .bindSync(HandshakeTest::answer)
                .toCompletableFuture()
                .get(30, TimeUnit.SECONDS);
    }

    @AfterAll
    static void stop() {
        TestKit.shutdownActorSystem(system);
    }

    @Test
    void carriesTextBothWays() throws Exception {
        var client = connect();
        var long_ = "grüße ".repeat(14_500);

        client.sendText("hello", true).get(30, TimeUnit.SECONDS);
        client.sendText(long_.substring(0, 1_000), false).get(30, TimeUnit.SECONDS);
        client.sendText(long_.substring(1_000), true).get(30, TimeUnit.SECONDS);

        assertThat(received.next()).isEqualTo("hello");
        assertThat(received.next()).isEqualTo(long_);
    }

    @Test
    void agreesOnASubprotocolAndOnNoExtension() throws Exception {
        var answer = handshake(rawSocket(), "nova.bearer, some-token");

        assertThat(answer)
                .startsWith("HTTP/1.1 101 ")
                .containsIgnoringCase("Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=")
                .containsIgnoringCase("Sec-WebSocket-Protocol: nova.bearer\r\n")
                .doesNotContainIgnoringCase("Sec-WebSocket-Extensions");
    }

    @Test
    void showsTheClientOurCloseCode() throws Exception {
        connect();
        LISTENERS.poll(30, TimeUnit.SECONDS).socket.close(new CloseCode(4008), "go on elsewhere");

        assertThat(received.next()).isEqualTo("closed 4008 go on elsewhere");
    }

    @Test
    void answersTheClientsClose() throws Exception {
        var client = connect();
        var listener = LISTENERS.poll(30, TimeUnit.SECONDS);
        client.sendClose(4001, "bye").get(30, TimeUnit.SECONDS);

        assertThat(received.next()).isEqualTo("closed 4001 ");
        assertThat(listener.closed()).isEqualTo(new Closed(Closed.By.CLIENT, new CloseCode(4001), "bye"));
    }

    @Test
    void carriesManyFramesInOrder() throws Exception {
        connect();
        var socket = LISTENERS.poll(30, TimeUnit.SECONDS).socket;
        for (int n = 0; n < MANY; n++) {
            while (!socket.hasRoom()) {
                Thread.onSpinWait();
            }
            socket.send(Frame.text("frame " + n));
        }

        for (int n = 0; n < MANY; n++) {
            assertThat(received.next()).isEqualTo("frame " + n);
        }
    }

    @Test
    void cutsOffAClientThatNeverReads() throws Exception {
        try (var client = rawSocket()) {
            handshake(client, "nova.bearer");
            var listener = LISTENERS.poll(30, TimeUnit.SECONDS);
            var frame = Frame.text("x".repeat(60_000));
            while (listener.closings.isEmpty()) {
                if (listener.socket.hasRoom()) {
                    listener.socket.send(frame);
                }
                Thread.onSpinWait();
            }

            assertThat(listener.closed().code()).isEqualTo(CloseCode.TRY_AGAIN_LATER);
            assertThat(isEndedByServer(client)).isTrue();
        }
    }

    @Test
    void refusesARequestThatIsNoUpgrade() {
        var request = HttpRequest.GET("/ws");

        assertThat(Handshake.isAskedFor(request)).isFalse();
        assertThatThrownBy(() -> Handshake.accept(request, Flow.create(), Optional.empty()))
                .isInstanceOf(IllegalArgumentException.class);
    }

    /// An echo that says nothing by itself.
    private static HttpResponse answer(HttpRequest request) {
        if (!Handshake.isAskedFor(request)) {
            return HttpResponse.create().withStatus(StatusCodes.BAD_REQUEST);
        }
        var stage = new SocketStage(SETTINGS, socket -> {
            var listener = new RecordingListener(socket, (to, text) -> {
                to.send(Frame.text(text));
                to.handled();
            });
            LISTENERS.add(listener);
            return listener;
        });
        return Handshake.accept(request, Flow.fromGraph(stage), Optional.of("nova.bearer"));
    }

    private WebSocket connect() throws Exception {
        LISTENERS.clear();
        return HttpClient.newHttpClient()
                .newWebSocketBuilder()
                .subprotocols("nova.bearer")
                .buildAsync(URI.create("ws://127.0.0.1:" + port() + "/ws"), received)
                .get(30, TimeUnit.SECONDS);
    }

    private static int port() {
        return server.localAddress().getPort();
    }

    private static Socket rawSocket() throws IOException {
        LISTENERS.clear();
        var socket = new Socket();
        socket.setReceiveBufferSize(4_096);
        socket.setSoTimeout(10_000);
        socket.connect(new InetSocketAddress("127.0.0.1", port()));
        return socket;
    }

    private static String handshake(Socket socket, String subprotocols) throws IOException {
        var request = """
                GET /ws HTTP/1.1
                Host: localhost
                Upgrade: websocket
                Connection: Upgrade
                Sec-WebSocket-Version: 13
                Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==
                Sec-WebSocket-Protocol: %s
                Sec-WebSocket-Extensions: permessage-deflate

                """.formatted(subprotocols).replace("\n", "\r\n");
        socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
        var head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            head.append((char) socket.getInputStream().read());
        }
        return head.toString();
    }

    /// Reads what the kernels held, up to the end or the reset.
    private static boolean isEndedByServer(Socket socket) throws IOException {
        try {
            socket.getInputStream().transferTo(OutputStream.nullOutputStream());
            return true;
        } catch (SocketException reset) {
            return true;
        }
    }

    private static final class Received implements WebSocket.Listener {

        private final BlockingQueue<String> all = new LinkedBlockingQueue<>();
        private final StringBuilder text = new StringBuilder();

        @Override
        public @Nullable CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
            text.append(data);
            if (last) {
                all.add(text.toString());
                text.setLength(0);
            }
            socket.request(1);
            return null;
        }

        @Override
        public @Nullable CompletionStage<?> onClose(WebSocket socket, int code, String reason) {
            all.add("closed " + code + " " + reason);
            return null;
        }

        String next() throws InterruptedException {
            return all.poll(30, TimeUnit.SECONDS);
        }
    }
}
