package social.nova.http.realtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import akka.actor.ActorSystem;
import akka.stream.Materializer;
import akka.testkit.javadsl.TestKit;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Every way a socket can end, and that its listener hears of it once.
class SocketStageEndTest {

    private static final ActorSystem SYSTEM = ActorSystem.create("ends");
    private static final Duration SHORT = Duration.ofMillis(150);
    private static final Duration NOTHING = Duration.ofMillis(100);

    // Each test opens it as it needs it, and the check after each fails without one.
    @SuppressWarnings("NullAway.Init")
    private Wire wire;

    @AfterAll
    static void stop() {
        TestKit.shutdownActorSystem(SYSTEM);
    }

    @AfterEach
    void saysNothingAfterTheEnd() {
        assertThat(wire.listener.closings).isEmpty();
        assertThat(wire.socket.hasRoom()).isFalse();
        assertThat(wire.socket.send(Frame.text("late"))).isFalse();
    }

    @Test
    void closesAfterWhatWasQueuedAndWaitsForTheClient() throws Exception {
        open(Wire.CALM);
        wire.socket.send(Frame.text("last words"));
        wire.socket.close(CloseCode.POLICY_VIOLATION, "enough");
        wire.socket.close(CloseCode.NORMAL, "not heard");
        assertThat(wire.socket.send(Frame.text("late"))).isFalse();
        expectEnd(Closed.By.SERVER, CloseCode.POLICY_VIOLATION);

        var close = Frame.close(CloseCode.POLICY_VIOLATION, "enough").bytes();
        wire.expectBytes(Frame.text("last words").bytes().concat(close));
        wire.server.request(1).expectNoMessage(NOTHING);
        wire.clientSends(ClientBytes.text("ignored").concat(ClientBytes.close(1008)));
        wire.server.expectComplete();
        wire.client.expectCancellation();
        assertThat(wire.listener.texts).isEmpty();
    }

    @Test
    void completesWhenTheClientDoesNotAnswerTheClose() throws Exception {
        open(withClose(SHORT));
        wire.server.request(2);
        wire.socket.close(CloseCode.GOING_AWAY, "");

        wire.expectClose(CloseCode.GOING_AWAY);
        wire.server.request(1).expectComplete();
        expectEnd(Closed.By.SERVER, CloseCode.GOING_AWAY);
    }

    @Test
    void abortsWhenTheClientDoesNotTakeTheClose() throws Exception {
        open(withClose(SHORT));
        wire.socket.close(CloseCode.GOING_AWAY, "");

        assertThat(wire.server.expectError()).isInstanceOf(ConnectionAborted.class);
        expectEnd(Closed.By.SERVER, CloseCode.GOING_AWAY);
    }

    @Test
    void echoesTheClientsCloseAndDropsTheQueue() throws Exception {
        open(Wire.CALM);
        wire.socket.send(Frame.text("dropped"));
        wire.clientSends(ClientBytes.close(4001).concat(ClientBytes.text("after the end")));
        expectEnd(Closed.By.CLIENT, new CloseCode(4001));

        wire.expectBytes(Frame.close(new CloseCode(4001), "").bytes());
        wire.server.request(1).expectComplete();
        wire.client.expectCancellation();
        assertThat(wire.listener.texts).isEmpty();
    }

    @Test
    void echoesACloseAtOnceWhenTheWireHasWaited() throws Exception {
        open(Wire.CALM);
        wire.server.request(2).expectNoMessage(NOTHING);
        wire.clientSends(ClientBytes.close(1000));

        assertThat(wire.server.expectNext())
                .isEqualTo(Frame.close(CloseCode.NORMAL, "").bytes());
        wire.server.expectComplete();
        expectEnd(Closed.By.CLIENT, CloseCode.NORMAL);
    }

    @Test
    void echoesACloseWithoutACode() throws Exception {
        open(Wire.CALM);
        wire.clientSends(ClientBytes.hex("88 80 00000000"));

        assertThat(wire.nextBytes()).isEqualTo("8800");
        wire.server.request(1).expectComplete();
        expectEnd(Closed.By.CLIENT, CloseCode.NO_STATUS);
    }

    @Test
    void tellsAClientThatBrokeARule() throws Exception {
        open(withClose(SHORT));
        wire.server.request(2);
        wire.clientSends(ClientBytes.text("good").concat(ClientBytes.hex("81 00")));
        wire.clientSends(ClientBytes.text("no longer read"));
        expectEnd(Closed.By.SERVER, CloseCode.PROTOCOL_ERROR);

        wire.expectClose(CloseCode.PROTOCOL_ERROR);
        wire.server.request(1).expectComplete();
        assertThat(wire.listener.texts).containsExactly("good");
    }

    @Test
    void closesASocketWhoseQueueIsFullInBytes() throws Exception {
        open(Wire.CALM);
        for (int n = 0; n < 4; n++) {
            assertThat(wire.socket.send(Frame.text("x".repeat(246)))).isTrue();
        }
        assertThat(wire.socket.send(Frame.text(""))).isFalse();
        expectEnd(Closed.By.SERVER, CloseCode.TRY_AGAIN_LATER);

        wire.expectClose(CloseCode.TRY_AGAIN_LATER);
    }

    @Test
    void closesASocketWhoseQueueIsFullInNumber() throws Exception {
        open(Wire.CALM);
        for (int n = 0; n < Wire.CALM.maxQueuedFrames(); n++) {
            assertThat(wire.socket.send(Frame.text(""))).isTrue();
        }
        assertThat(wire.socket.send(Frame.text(""))).isFalse();
        expectEnd(Closed.By.SERVER, CloseCode.TRY_AGAIN_LATER);

        wire.expectClose(CloseCode.TRY_AGAIN_LATER);
    }

    @Test
    void cutsOffAClientThatStalls() throws Exception {
        open(new SocketSettings(1_000, 1_000, 100, 4, Wire.LONG, Wire.LONG.plus(SHORT), SHORT, Wire.LONG, SHORT));
        wire.socket.send(Frame.text("taken"));
        wire.server.requestNext();
        wire.socket.send(Frame.text("never taken"));

        expectEnd(Closed.By.SERVER, CloseCode.TRY_AGAIN_LATER);
        assertThat(wire.server.expectError()).isInstanceOf(ConnectionAborted.class);
    }

    @Test
    void closesAClientThatIsNotHeardAnyMore() throws Exception {
        open(new SocketSettings(1_000, 1_000, 100, 4, SHORT, SHORT.multipliedBy(2), Wire.LONG, Wire.LONG, Wire.LONG));

        wire.expectBytes(Frame.PING.bytes());
        wire.expectClose(CloseCode.GOING_AWAY);
        wire.server.request(1).expectComplete();
        expectEnd(Closed.By.SERVER, CloseCode.GOING_AWAY);
    }

    @Test
    void keepsAClientThatAnswersPings() throws Exception {
        open(new SocketSettings(1_000, 1_000, 100, 4, SHORT, SHORT.multipliedBy(4), Wire.LONG, Wire.LONG, SHORT));
        for (int n = 0; n < 8; n++) {
            wire.expectBytes(Frame.PING.bytes());
            wire.clientSends(ClientBytes.frame(true, Opcode.PONG, new byte[0]));
        }
        assertThat(wire.listener.closings).isEmpty();

        wire.client.sendComplete();
        expectEnd(Closed.By.NOBODY, CloseCode.ABNORMAL);
    }

    @Test
    void closesAMessageThatDoesNotEnd() throws Exception {
        open(new SocketSettings(1_000, 1_000, 100, 4, Wire.LONG, Wire.LONG.plus(SHORT), Wire.LONG, SHORT, Wire.LONG));
        wire.clientSends(ClientBytes.frame(false, Opcode.TEXT, new byte[10]));

        wire.expectClose(CloseCode.POLICY_VIOLATION);
        expectEnd(Closed.By.SERVER, CloseCode.POLICY_VIOLATION);
    }

    @Test
    void endsWithTheConnection() throws Exception {
        open(Wire.CALM);
        wire.server.request(1);
        wire.client.sendComplete();

        wire.server.expectComplete();
        expectEnd(Closed.By.NOBODY, CloseCode.ABNORMAL);
    }

    @Test
    void handsOverWhatCameBeforeTheConnectionEnded() throws Exception {
        wire = Wire.open(SYSTEM, Wire.CALM, (socket, text) -> {});
        var piece = ClientBytes.text("0");
        for (int n = 1; n < 6; n++) {
            piece = piece.concat(ClientBytes.text("" + n));
        }
        wire.clientSends(piece.concat(ClientBytes.close(1000)));
        wire.client.sendComplete();
        for (int n = 0; n < 6; n++) {
            assertThat(wire.listener.nextText()).isEqualTo("" + n);
            wire.socket.handled();
        }

        expectEnd(Closed.By.CLIENT, CloseCode.NORMAL);
    }

    @Test
    void endsWithAFailureOfTheConnection() throws Exception {
        open(Wire.CALM);
        wire.client.sendError(new IllegalStateException("reset by peer"));

        assertThat(wire.server.expectError()).hasMessage("reset by peer");
        expectEnd(Closed.By.NOBODY, CloseCode.ABNORMAL);
    }

    @Test
    void endsWhenNobodyTakesItsBytes() throws Exception {
        open(Wire.CALM);
        wire.server.cancel();

        wire.client.expectCancellation();
        expectEnd(Closed.By.NOBODY, CloseCode.ABNORMAL);
    }

    @Test
    void endsWithItsMaterializer() throws Exception {
        var materializer = Materializer.createMaterializer(SYSTEM);
        wire = Wire.open(SYSTEM, Wire.CALM, materializer, (_, _) -> {});
        materializer.shutdown();

        expectEnd(Closed.By.NOBODY, CloseCode.ABNORMAL);
    }

    @Test
    void closesTheSocketOfAListenerThatThrows() throws Exception {
        wire = Wire.open(SYSTEM, Wire.CALM, (_, _) -> {
            throw new IllegalStateException("defect");
        });
        wire.clientSends(ClientBytes.text("good").concat(ClientBytes.text("never seen")));

        wire.expectClose(CloseCode.INTERNAL_ERROR);
        expectEnd(Closed.By.SERVER, CloseCode.INTERNAL_ERROR);
        assertThat(wire.listener.texts).containsExactly("good");
    }

    @Test
    void refusesToCloseWithACodeThatMustNotTravel() throws Exception {
        open(Wire.CALM);
        assertThatThrownBy(() -> wire.socket.close(CloseCode.ABNORMAL, ""))
                .isInstanceOf(IllegalArgumentException.class);

        wire.socket.close(CloseCode.NORMAL, "");
        expectEnd(Closed.By.SERVER, CloseCode.NORMAL);
    }

    private void open(SocketSettings settings) throws Exception {
        wire = Wire.open(SYSTEM, settings);
    }

    private void expectEnd(Closed.By by, CloseCode code) throws Exception {
        var closed = wire.listener.closed();
        assertThat(closed.by()).isEqualTo(by);
        assertThat(closed.code()).isEqualTo(code);
    }

    private static SocketSettings withClose(Duration closeTimeout) {
        return new SocketSettings(
                1_000, 1_000, 100, 4, Wire.LONG, Wire.LONG.plus(SHORT), Wire.LONG, Wire.LONG, closeTimeout);
    }
}
