package social.nova.http.realtime;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.ActorSystem;
import akka.stream.Materializer;
import akka.stream.javadsl.Flow;
import akka.stream.javadsl.Keep;
import akka.stream.testkit.TestPublisher;
import akka.stream.testkit.TestSubscriber;
import akka.stream.testkit.javadsl.TestSink;
import akka.stream.testkit.javadsl.TestSource;
import akka.util.ByteString;
import java.time.Duration;
import java.util.HexFormat;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;

/// A socket's stage with the test at both ends of its wire.
final class Wire {

    static final Duration LONG = Duration.ofMinutes(10);

    /// Small enough to be filled, and without any time that a test does not mean.
    static final SocketSettings CALM =
            new SocketSettings(1_000, 1_000, 100, 4, LONG, LONG.plus(LONG), LONG, LONG, LONG);

    final TestPublisher.Probe<ByteString> client;
    final TestSubscriber.Probe<ByteString> server;
    final Socket socket;
    final RecordingListener listener;

    private Wire(
            TestPublisher.Probe<ByteString> client,
            TestSubscriber.Probe<ByteString> server,
            Socket socket,
            RecordingListener listener) {
        this.client = client;
        this.server = server;
        this.socket = socket;
        this.listener = listener;
    }

    static Wire open(ActorSystem system, SocketSettings settings) throws Exception {
        return open(system, settings, Materializer.matFromSystem(system), (socket, text) -> socket.handled());
    }

    static Wire open(ActorSystem system, SocketSettings settings, BiConsumer<Socket, String> reaction)
            throws Exception {
        return open(system, settings, Materializer.matFromSystem(system), reaction);
    }

    static Wire open(
            ActorSystem system, SocketSettings settings, Materializer materializer, BiConsumer<Socket, String> reaction)
            throws Exception {
        var made = new CompletableFuture<RecordingListener>();
        var stage = new SocketStage(settings, socket -> {
            var listener = new RecordingListener(socket, reaction);
            made.complete(listener);
            return listener;
        });
        var ends = TestSource.<ByteString>create(system)
                .viaMat(Flow.fromGraph(stage), Keep.both())
                .toMat(TestSink.create(system), Keep.both())
                .run(materializer);
        var listener = made.get(30, TimeUnit.SECONDS);
        ends.second().ensureSubscription();
        return new Wire(ends.first().first(), ends.second(), ends.first().second(), listener);
    }

    void clientSends(ByteString bytes) {
        client.sendNext(bytes);
    }

    /// Lets the stage write once and returns what it wrote, in hex.
    String nextBytes() {
        return hex(server.requestNext());
    }

    void expectBytes(ByteString bytes) {
        assertThat(nextBytes()).isEqualTo(hex(bytes));
    }

    void expectClose(CloseCode code) {
        assertThat(nextBytes())
                .startsWith("88")
                .satisfies(frame -> assertThat(frame.substring(4, 8)).isEqualTo("%04x".formatted(code.value())));
    }

    static String hex(ByteString bytes) {
        return HexFormat.of().formatHex(bytes.toArrayUnsafe());
    }
}
