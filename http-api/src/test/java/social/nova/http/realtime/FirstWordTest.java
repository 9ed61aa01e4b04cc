package social.nova.http.realtime;

import java.time.Duration;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import social.nova.persistence.conversation.MemberRepository.Standing;

/// What a socket is pushed, and when, before its client has said anything.
class FirstWordTest extends ChatFixture {
    @Test
    void pushesNothingBeforeTheFirstFrameUntilAQuietClientHasAnsweredTwice() {
        place(new Standing(c, 5));
        push(c, 6, 7);
        beQuietAndAnswer();
        TIME.timePasses(FirstWord.QUIET_FOR);
        socket.probed.receiveMessage();
        socket.frames.expectNoMessage(SHORTLY);
        entity(c).expectNoMessage(SHORTLY);

        client.onReached();
        expectPull(c, 5).accept(7, 6, 7);

        expectMessages(c, 6, 7);
        TIME.timePasses(FirstWord.QUIET_FOR.multipliedBy(4));
        socket.probed.expectNoMessage(SHORTLY);
    }

    // Of a node that was busy, or frozen, or of a client far away.
    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    void nothingOvertakesASyncThatIsReadLate(int answers) {
        place(new Standing(c, 5));
        IntStream.range(0, answers).forEach(_ -> beQuietAndAnswer());
        TIME.timePasses(Duration.ofSeconds(30));
        push(c, 6);
        socket.frames.expectNoMessage(SHORTLY);
        entity(c).expectNoMessage(SHORTLY);

        client.onText(sync(c, 3));
        client.onReached();
        list(new Standing(c, 5));
        expectPull(c, 3).accept(6, 4, 6);

        expectMessages(c, 4, 5, 6);
        assertSynced(c, 6, false);
    }

    @Test
    void pushesAfterTheFirstFrameIfThatIsNoSync() {
        place(new Standing(c, 5));
        client.onText("{\"type\": \"ping\"}");
        socket.frames.receiveMessage();

        push(c, 6);

        expectMessages(c, 6);
    }

    @Test
    void nothingOvertakesTheAnswerToSync() {
        place(new Standing(c, 5));
        push(c, 6);
        client.onText(sync(c, 3));
        push(c, 7);
        TIME.timePasses(Duration.ofSeconds(2));
        push(c, 8);
        socket.frames.expectNoMessage(SHORTLY);
        entity(c).expectNoMessage(SHORTLY);

        list(new Standing(c, 5));
        expectPull(c, 3).accept(8, 4, 8);

        expectMessages(c, 4, 5, 6, 7, 8);
        assertSynced(c, 8, false);
        push(c, 9);
        expectMessages(c, 9);
    }
}
