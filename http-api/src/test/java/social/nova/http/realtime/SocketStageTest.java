package social.nova.http.realtime;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.ActorSystem;
import akka.testkit.javadsl.TestKit;
import akka.util.ByteString;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/// Messages, pings and room; [SocketStageEndTest] has the ways a socket ends.
class SocketStageTest {

    private static final ActorSystem SYSTEM = ActorSystem.create("socket");
    private static final Duration NOTHING = Duration.ofMillis(100);

    @AfterAll
    static void stop() {
        TestKit.shutdownActorSystem(SYSTEM);
    }

    @Test
    void givesTextsToTheListenerAndFramesToTheClient() throws Exception {
        var wire = Wire.open(SYSTEM, Wire.CALM);

        wire.clientSends(ClientBytes.text("hello").concat(ClientBytes.text("again")));
        wire.socket.send(Frame.text("welcome"));

        assertThat(wire.listener.nextText()).isEqualTo("hello");
        assertThat(wire.listener.nextText()).isEqualTo("again");
        wire.expectBytes(Frame.text("welcome").bytes());
    }

    @Test
    void wakesForFramesWhenTheWireHasWaited() throws Exception {
        var wire = Wire.open(SYSTEM, Wire.CALM);
        wire.server.request(3);
        wire.server.expectNoMessage(NOTHING);

        for (int n = 0; n < 3; n++) {
            wire.socket.send(Frame.text("frame " + n));
            assertThat(wire.server.expectNext())
                    .isEqualTo(Frame.text("frame " + n).bytes());
        }
    }

    @Test
    void sendsWhatIsQueuedTogether() throws Exception {
        var wire = Wire.open(SYSTEM, Wire.CALM);
        for (int n = 0; n < 5; n++) {
            wire.socket.send(Frame.text("frame"));
        }

        var frame = Frame.text("frame").bytes();
        wire.expectBytes(frame.concat(frame).concat(frame).concat(frame).concat(frame));
    }

    @Test
    void mergesNoMoreThanALimit() throws Exception {
        var wire = Wire.open(SYSTEM, SocketSettings.DEFAULTS);
        var frame = Frame.text("x".repeat(Outgoing.MERGED_BYTES / 2 - 10));
        for (int n = 0; n < 3; n++) {
            wire.socket.send(frame);
        }

        assertThat(wire.server.requestNext().size()).isEqualTo(2 * frame.size());
        assertThat(wire.server.requestNext()).isEqualTo(frame.bytes());
    }

    @Test
    void keepsTheOrderOfEachSender() throws Exception {
        var settings = SocketSettings.DEFAULTS;
        var wire = Wire.open(SYSTEM, settings);
        var start = new CountDownLatch(1);
        int senders = 4;
        int each = settings.maxQueuedFrames() / senders;
        for (int s = 0; s < senders; s++) {
            int sender = s;
            Thread.ofVirtual().start(() -> {
                await(start);
                IntStream.range(0, each).forEach(n -> wire.socket.send(Frame.text("%d %04d".formatted(sender, n))));
            });
        }
        wire.server.request(Long.MAX_VALUE);
        start.countDown();

        var texts = receive(wire, senders * each, Frame.text("0 0000").size());
        for (int s = 0; s < senders; s++) {
            var prefix = s + " ";
            assertThat(texts.stream().filter(text -> text.startsWith(prefix)))
                    .hasSize(each)
                    .isSorted();
        }
    }

    @Test
    void answersAPingAtOnceWhenTheWireHasWaited() throws Exception {
        var wire = Wire.open(SYSTEM, Wire.CALM);
        wire.server.request(1).expectNoMessage(NOTHING);

        wire.clientSends(ClientBytes.frame(true, Opcode.PING, new byte[] {7}));

        assertThat(wire.server.expectNext())
                .isEqualTo(Frame.pong(new byte[] {7}).bytes());
    }

    @Test
    void answersAnEchoAtOnceWhenTheWireHasWaited() throws Exception {
        var wire = Wire.open(SYSTEM, Wire.CALM, (socket, text) -> socket.send(Frame.text(text)));
        wire.server.request(1).expectNoMessage(NOTHING);

        wire.clientSends(ClientBytes.text("hello"));

        assertThat(wire.server.expectNext()).isEqualTo(Frame.text("hello").bytes());
    }

    @Test
    void answersPingsWithTheLatestOnly() throws Exception {
        var wire = Wire.open(SYSTEM, Wire.CALM);
        for (int n = 0; n < 10; n++) {
            wire.clientSends(ClientBytes.frame(true, Opcode.PING, new byte[] {(byte) n}));
        }
        wire.clientSends(ClientBytes.text("after"));
        wire.listener.nextText();

        wire.expectBytes(Frame.pong(new byte[] {9}).bytes());
        wire.server.request(1).expectNoMessage(NOTHING);
    }

    @Test
    void tellsOfTheAnswerToAProbeAndOfNoOther() throws Exception {
        var wire = Wire.open(SYSTEM, Wire.CALM);
        wire.clientSends(ClientBytes.frame(true, Opcode.PONG, new byte[0]));
        wire.clientSends(ClientBytes.text("before"));
        wire.listener.nextText();
        wire.server.request(1).expectNoMessage(NOTHING);

        wire.socket.probe();
        wire.socket.probe();
        wire.server.expectNext(Frame.PING.bytes());
        wire.socket.probe();
        wire.listener.expectNoText();
        wire.clientSends(ClientBytes.text("said first")
                .concat(ClientBytes.frame(true, Opcode.PONG, new byte[0]))
                .concat(ClientBytes.frame(true, Opcode.PONG, new byte[0])));

        assertThat(wire.listener.nextText()).isEqualTo("said first");
        assertThat(wire.listener.nextText()).isEqualTo(RecordingListener.REACHED);
        wire.listener.expectNoText();
        wire.server.request(1).expectNoMessage(NOTHING);
        wire.socket.probe();
        wire.server.expectNext(Frame.PING.bytes());
    }

    @Test
    void stopsReadingWhileTheWindowIsFull() throws Exception {
        var wire = Wire.open(SYSTEM, Wire.CALM, (socket, text) -> {});
        for (int n = 0; n < 7; n++) {
            wire.clientSends(ClientBytes.text("text " + n));
        }
        for (int n = 0; n < 4; n++) {
            assertThat(wire.listener.nextText()).isEqualTo("text " + n);
        }
        wire.listener.expectNoText();
        wire.socket.handled();
        wire.listener.expectNoText();

        wire.socket.handled();

        assertThat(wire.listener.nextText()).isEqualTo("text 4");
        assertThat(wire.listener.nextText()).isEqualTo("text 5");
        wire.listener.expectNoText();
    }

    @Test
    void takesAllOfOnePieceInStepWithTheWindow() throws Exception {
        var wire = Wire.open(SYSTEM, Wire.CALM);
        var piece = ByteString.emptyByteString();
        for (int n = 0; n < 100; n++) {
            piece = piece.concat(ClientBytes.text("text " + n));
        }
        wire.clientSends(piece);

        for (int n = 0; n < 100; n++) {
            assertThat(wire.listener.nextText()).isEqualTo("text " + n);
        }
    }

    @Test
    void stopsReadingAClientThatDoesNotRead() throws Exception {
        var wire = Wire.open(SYSTEM, Wire.CALM, (socket, text) -> {
            socket.send(Frame.text("x".repeat(246)));
            socket.handled();
        });
        for (int n = 0; n < 6; n++) {
            wire.clientSends(ClientBytes.text("text " + n));
        }
        for (int n = 0; n < 3; n++) {
            wire.listener.nextText();
        }
        assertThat(wire.socket.hasRoom()).isFalse();
        wire.listener.expectNoText();

        wire.server.requestNext();

        assertThat(wire.listener.nextText()).isEqualTo("text 3");
    }

    @Test
    void tellsWhenThereIsRoomAgain() throws Exception {
        var wire = Wire.open(SYSTEM, Wire.CALM);
        wire.socket.send(Frame.text("x".repeat(496)));
        assertThat(wire.socket.hasRoom()).isTrue();
        wire.socket.send(Frame.text("x".repeat(396)));
        assertThat(wire.socket.hasRoom()).isFalse();
        assertThat(wire.listener.rooms).hasValue(0);

        wire.server.requestNext();
        wire.clientSends(ClientBytes.text("after"));
        wire.listener.nextText();

        assertThat(wire.socket.hasRoom()).isTrue();
        assertThat(wire.listener.rooms).hasValue(1);
    }

    private static List<String> receive(Wire wire, int frames, int frameSize) {
        var texts = new ArrayList<String>();
        while (texts.size() < frames) {
            var bytes = wire.server.expectNext();
            for (int at = 0; at < bytes.size(); at += frameSize) {
                texts.add(bytes.slice(at + 2, at + frameSize).decodeString(StandardCharsets.UTF_8));
            }
        }
        return texts;
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
