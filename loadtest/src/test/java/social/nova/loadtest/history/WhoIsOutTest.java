package social.nova.loadtest.history;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import social.nova.loadtest.history.Event.Op;
import social.nova.loadtest.history.Event.Phase;

/// Dan is removed after the third of five messages: what is planted in that history must be found, and nothing else
/// with it. See [CheckerTest].
class WhoIsOutTest {
    private static final int MESSAGES = 5;
    private static final int BEFORE = 3;
    private static final int TRIED = MESSAGES + 1;

    private final List<Event> history = new ArrayList<>();

    WhoIsOutTest() {
        add("bea", Phase.INVOKE, Op.RECEIVE, 0);
        add("dan", Phase.INVOKE, Op.RECEIVE, 0);
        for (var n = 1; n <= MESSAGES; n++) {
            if (n == BEFORE + 1) {
                history.add(event("dan", Phase.INVOKE, Op.OUT, "").message(BEFORE, ""));
                history.add(event("dan", Phase.OK, Op.OUT, ""));
            }
            add("ann", Phase.INVOKE, Op.SEND, n);
            add("ann", Phase.OK, Op.SEND, n);
            add("bea", Phase.OK, Op.RECEIVE, n);
            if (n <= BEFORE) {
                add("dan", Phase.OK, Op.RECEIVE, n);
            }
        }
        add("dan", Phase.INVOKE, Op.SEND, TRIED);
        add("dan", Phase.FAIL, Op.SEND, TRIED);
        add("node-1", Phase.INVOKE, Op.FINAL, 0);
        for (var n = 1; n <= MESSAGES; n++) {
            add("node-1", Phase.OK, Op.FINAL, n);
        }
    }

    @Test
    void findsNothingWhereAllIsWell() {
        assertThat(check()).isEmpty();
    }

    @Test
    void findsNothingInAMessageSentBeforeThatComesLate() {
        history.remove(indexOf("dan", Op.RECEIVE, BEFORE));
        add("dan", Phase.OK, Op.RECEIVE, BEFORE);

        assertThat(check()).isEmpty();
    }

    @Test
    void findsNothingInAMessageThatWasUnderWayMeanwhile() {
        var invoke = history.remove(indexOf("ann", Op.SEND, BEFORE + 1));
        history.add(indexOf("dan", Op.OUT, 0), invoke);
        add("dan", Phase.OK, Op.RECEIVE, BEFORE + 1);

        assertThat(check()).isEmpty();
    }

    @Test
    void findsAMessageSentAfterwardsThatIsShown() {
        add("dan", Phase.OK, Op.RECEIVE, BEFORE + 1);

        assertThat(check()).containsExactly(Promise.OUT_MEANS_OUT);
    }

    @Test
    void findsAMessageOfTheirsThatIsTaken() {
        history.removeIf(event -> event.type() == Phase.FAIL);
        history.add(indexOf("node-1", Op.FINAL, 0), message("dan", Phase.OK, Op.SEND, TRIED));
        add("bea", Phase.OK, Op.RECEIVE, TRIED);
        add("node-1", Phase.OK, Op.FINAL, TRIED);

        assertThat(check()).containsExactly(Promise.OUT_MEANS_OUT);
    }

    @Test
    void findsAMessageOfTheirsThatIsThereWithoutAnAnswer() {
        history.removeIf(event -> event.type() == Phase.FAIL);
        add("bea", Phase.OK, Op.RECEIVE, TRIED);
        add("node-1", Phase.OK, Op.FINAL, TRIED);

        assertThat(check()).containsExactly(Promise.OUT_MEANS_OUT);
    }

    @Test
    void findsWhatTheyMissedBefore() {
        history.remove(indexOf("dan", Op.RECEIVE, BEFORE));

        assertThat(check()).containsExactly(Promise.READER_COMPLETE);
    }

    @Test
    void findsWhatTheOthersMissAfterwards() {
        history.remove(indexOf("bea", Op.RECEIVE, MESSAGES));

        assertThat(check()).containsExactly(Promise.READER_COMPLETE);
    }

    private List<Promise> check() {
        return Checker.check(history).violations().stream()
                .map(Violation::promise)
                .toList();
    }

    private void add(String proc, Phase type, Op op, int n) {
        history.add(n == 0 ? event(proc, type, op, "") : message(proc, type, op, n));
    }

    /// Of the first one; 0 for one of no message.
    private int indexOf(String proc, Op op, int n) {
        Predicate<Event> same = event ->
                event.proc().equals(proc) && event.op() == op && event.key().equals(n == 0 ? "" : key(n));
        return history.indexOf(history.stream().filter(same).findFirst().orElseThrow());
    }

    private static Event event(String proc, Phase type, Op op, String key) {
        return Event.of(proc, type, op, "c1", key);
    }

    private static Event message(String proc, Phase type, Op op, int n) {
        return event(proc, type, op, key(n)).message(n, "id " + n).revision("", n);
    }

    private static String key(int n) {
        return "key " + n;
    }
}
