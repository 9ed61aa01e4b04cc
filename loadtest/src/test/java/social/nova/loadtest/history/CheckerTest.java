package social.nova.loadtest.history;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import social.nova.loadtest.history.Transcript.Acknowledged;
import social.nova.loadtest.history.Transcript.Seen;

/// A checker that never fails proves nothing: each kind of fault is planted here and must be found.
class CheckerTest {
    private static final int MESSAGES = 10;

    private final Transcript transcript = new Transcript();
    private final List<Seen> history = new ArrayList<>();

    CheckerTest() {
        for (var n = 1; n <= MESSAGES; n++) {
            send(n, n, 10L * n, 10L * n + 5);
            history.add(seen(n));
            transcript.receive("reader", seen(n));
        }
    }

    @Test
    void findsNothingWhereAllIsWell() {
        assertThat(check()).isEmpty();
    }

    @Test
    void findsALostMessage() {
        history.removeLast();

        assertThat(check()).anyMatch(violation -> violation.startsWith("lost: "));
    }

    @Test
    void findsADoubledMessage() {
        history.add(new Seen("another id", MESSAGES + 1, "alice", "text 3"));

        assertThat(check()).anyMatch(violation -> violation.startsWith("doubled: "));
    }

    @Test
    void findsAnInventedMessage() {
        history.add(new Seen("id", MESSAGES + 1, "alice", "never sent"));

        assertThat(check()).anyMatch(violation -> violation.startsWith("invented: "));
    }

    @Test
    void findsAGapInTheSequence() {
        history.remove(4);

        assertThat(check()).anyMatch(violation -> violation.startsWith("history: "));
    }

    @Test
    void findsAMessageNumberedBelowOneThatWasAcknowledgedBeforeItWasSent() {
        var late = new Transcript();
        late.invoke("k1", "text 1");
        late.invoke("k2", "text 2");
        late.acknowledge(new Acknowledged("k2", "text 2", "id 2", 2, 0, 5));
        late.acknowledge(new Acknowledged("k1", "text 1", "id 1", 1, 10, 15));

        assertThat(Checker.check(late, List.of(seen(1), seen(2))))
                .singleElement()
                .satisfies(violation -> assertThat(violation).startsWith("reordered: "));
    }

    @Test
    void findsAReaderWhoMissedTheLastMessage() {
        transcript.receive("another", seen(1));

        assertThat(check()).containsExactly("another: got 1 messages of " + MESSAGES);
    }

    @Test
    void findsAReaderWhoGotAMessageTwice() {
        for (var n : List.of(1, 2, 2, 3)) {
            transcript.receive("another", seen(n));
        }

        assertThat(check())
                .singleElement()
                .satisfies(
                        violation -> assertThat(violation).startsWith("another: got " + seen(2) + " where " + seen(3)));
    }

    @Test
    void findsAReaderWhoGotMessagesOutOfOrder() {
        for (var n : List.of(1, 3, 2)) {
            transcript.receive("another", seen(n));
        }

        assertThat(check())
                .singleElement()
                .satisfies(
                        violation -> assertThat(violation).startsWith("another: got " + seen(3) + " where " + seen(2)));
    }

    private List<String> check() {
        return Checker.check(transcript, history);
    }

    private void send(int n, long sequence, long invokedAt, long acknowledgedAt) {
        transcript.invoke("key " + n, "text " + n);
        transcript.acknowledge(
                new Acknowledged("key " + n, "text " + n, "id " + n, sequence, invokedAt, acknowledgedAt));
    }

    private static Seen seen(int n) {
        return new Seen("id " + n, n, "alice", "text " + n);
    }
}
