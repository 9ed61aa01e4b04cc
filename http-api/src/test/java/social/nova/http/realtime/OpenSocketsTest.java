package social.nova.http.realtime;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.testkit.typed.javadsl.ManualTime;
import java.time.Duration;
import java.time.Instant;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import social.nova.http.common.Caller;
import social.nova.protocols.common.UserId;

class OpenSocketsTest {
    private static final ActorTestKit ACTORS = ActorTestKit.create(ManualTime.config());
    private static final ManualTime TIME = ManualTime.get(ACTORS.system());
    private static final Duration WITHIN = Duration.ofSeconds(4);
    private static final Duration SHORTLY = Duration.ofMillis(50);

    private final OpenSockets sockets = new OpenSockets(ACTORS.system(), new Random(1), "ended"::equals);

    @AfterAll
    static void shutDown() {
        ACTORS.shutdownTestKit();
    }

    @Test
    void tellsASocketToReconnectAndClosesItWhenItsTimeHasCome() {
        var socket = open();

        var drained = sockets.drain(WITHIN).toCompletableFuture();

        var afterMs = reconnectOf(socket);
        assertThat(afterMs).isBetween(100L, 101L);
        TIME.timePasses(Duration.ofMillis(afterMs - 1));
        socket.closed.expectNoMessage(SHORTLY);
        TIME.timePasses(Duration.ofMillis(1));
        socket.closed.expectMessage(CloseCode.SERVICE_RESTART);
        assertThat(drained).isNotDone();
        sockets.remove(socket);
        assertThat(drained).isDone();
    }

    @Test
    void sendsManySocketsAwayOneAfterAnother() {
        var many = Stream.generate(this::open).limit(1_000).toList();

        sockets.drain(WITHIN);

        var times = many.stream().map(OpenSocketsTest::reconnectOf).toList();
        assertThat(times).allSatisfy(time -> assertThat(time).isBetween(100L, 1_100L));
        assertThat(times.stream().filter(time -> time < 600).count()).isBetween(400L, 600L);
    }

    @Test
    void sendsASocketAwayThatCameAtTheLastMoment() {
        sockets.drain(WITHIN);

        var late = open();

        assertThat(reconnectOf(late)).isPositive();
    }

    @Test
    void closesTheSocketsOfASessionThatEndsAndNoOthers() {
        var mine = open();
        var another = new FakeSocket(ACTORS);
        sockets.add(another, caller("another session", "a key"));

        sockets.end(Set.of("a session", "nobody's"));

        mine.closed.expectMessage(CloseCode.TOKEN_EXPIRED);
        another.closed.expectNoMessage(SHORTLY);
    }

    @Test
    void closesASocketWhoseSessionEndedDuringItsHandshake() {
        var late = new FakeSocket(ACTORS);

        sockets.add(late, caller("ended", "a key"));

        late.closed.expectMessage(CloseCode.TOKEN_EXPIRED);
    }

    @Test
    void closesTheSocketsOfRefusedKeysAndNoOthers() {
        var stolen = open();
        var another = new FakeSocket(ACTORS);
        sockets.add(another, caller("a session", "another key"));

        sockets.endAllBut(Set.of("another key", "a third"));

        stolen.closed.expectMessage(CloseCode.TOKEN_EXPIRED);
        another.closed.expectNoMessage(SHORTLY);
    }

    @Test
    void closesASocketWhoseKeyWasRefusedDuringItsHandshake() {
        sockets.endAllBut(Set.of("another key"));
        var late = open();

        sockets.endAllBut(Set.of("another key"));

        late.closed.expectMessage(CloseCode.TOKEN_EXPIRED);
    }

    @Test
    void isDrainedAtOnceWithoutSockets() {
        CompletionStage<?> drained = sockets.drain(WITHIN);

        assertThat(drained).isCompleted();
    }

    private FakeSocket open() {
        var socket = new FakeSocket(ACTORS);
        sockets.add(socket, caller("a session", "a key"));
        return socket;
    }

    private static Caller caller(String session, String key) {
        return new Caller(new UserId("a11ce000-0000-4000-8000-000000000000"), session, Instant.MAX, key);
    }

    private static long reconnectOf(FakeSocket socket) {
        var frame = socket.frames.receiveMessage();
        assertThat(frame.path("type").asText()).isEqualTo("reconnect");
        return frame.path("after_ms").asLong();
    }
}
