package social.nova.loadtest.history;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import social.nova.loadtest.history.Event.Op;
import social.nova.loadtest.history.Event.Phase;

/// A checker that never fails proves nothing: each kind of fault is planted here in a clean history and must be found,
/// and nothing else with it.
class CheckerTest {
    private static final String CONVERSATION = "c1";
    private static final int MESSAGES = 10;
    private static final int UNKNOWN = MESSAGES + 1;

    private final List<Event> history = new ArrayList<>();

    CheckerTest() {
        add("reader", Phase.INVOKE, Op.RECEIVE, 0);
        history.add(event("reader", Phase.OK, Op.RECEIVE, "").revision("conversation_created", 1));
        for (var n = 1; n <= MESSAGES; n++) {
            add("alice", Phase.INVOKE, Op.SEND, n);
            add("alice", Phase.OK, Op.SEND, n);
            add("head", Phase.INVOKE, Op.READ, 0);
            add("head", Phase.OK, Op.READ, n);
            add("reader", Phase.OK, Op.RECEIVE, n);
        }
        add("alice", Phase.INVOKE, Op.SEND, UNKNOWN);
        add("alice", Phase.INFO, Op.SEND, UNKNOWN);
        history.add(Event.of("mallory", Phase.INVOKE, Op.SEND, CONVERSATION, "refused"));
        history.add(Event.of("mallory", Phase.FAIL, Op.SEND, CONVERSATION, "refused"));
        for (var node : List.of("node-1", "node-2")) {
            add(node, Phase.INVOKE, Op.FINAL, 0);
            for (var n = 1; n <= MESSAGES; n++) {
                add(node, Phase.OK, Op.FINAL, n);
            }
        }
        add("journal", Phase.INVOKE, Op.JOURNAL, 0);
        history.add(event("journal", Phase.OK, Op.JOURNAL, "").at("writer 1").revision("conversation_created", 1));
        add("table", Phase.INVOKE, Op.TABLE, 0);
        for (var n = 1; n <= MESSAGES; n++) {
            var writer = n < 5 ? "writer 1" : "writer 2";
            history.add(event("journal", Phase.OK, Op.JOURNAL, "digest " + n)
                    .message(n, id(n))
                    .at(writer)
                    .revision("", n + 1));
            history.add(event("table", Phase.OK, Op.TABLE, "digest " + n).message(n, id(n)));
        }
    }

    @Test
    void findsNothingWhereAllIsWell() {
        assertThat(check()).isEmpty();
        assertThat(Checker.check(history).counts()).isEqualTo(new Counts(12, 10, 1, 1, 0, 0, 10, 0));
    }

    @Test
    void findsNothingWhenAnUnknownMessageIsThere() {
        appendEverywhere(UNKNOWN);

        assertThat(check()).isEmpty();
        assertThat(Checker.check(history).counts().appeared()).isEqualTo(1);
    }

    @Test
    void findsNothingWhenASecondTryIsAnsweredAsTheFirst() {
        var at = indexOf(Op.SEND, Phase.OK, 3) + 1;
        history.add(at, message("alice", Phase.INVOKE, Op.SEND, 3));
        history.add(at + 1, message("alice", Phase.OK, Op.SEND, 3));

        assertThat(check()).isEmpty();
        assertThat(Checker.check(history).counts().retried()).isEqualTo(1);
    }

    @Test
    void findsALostMessage() {
        history.removeIf(event -> event.seq() == MESSAGES && event.op() != Op.SEND && event.op() != Op.JOURNAL);
        history.removeIf(event -> event.id().equals(id(MESSAGES)) && event.op() == Op.JOURNAL);

        assertThat(check()).containsExactly(Promise.NOT_LOST);
    }

    @Test
    void findsAMessageWhoseTextHasChanged() {
        replace(
                event -> event.seq() == 4
                        && (event.op() == Op.FINAL || event.op() == Op.RECEIVE || event.op() == Op.READ),
                event -> rekeyed(event, "refused elsewhere"));
        history.addFirst(event("alice", Phase.INVOKE, Op.SEND, "refused elsewhere"));

        assertThat(check()).containsExactly(Promise.NOT_LOST);
    }

    @Test
    void findsADoubledMessage() {
        for (var event : appendEverywhere(UNKNOWN)) {
            if (event.op() != Op.JOURNAL && event.op() != Op.TABLE) {
                history.set(history.indexOf(event), rekeyed(event, key(3)));
            }
        }

        assertThat(check()).containsExactly(Promise.NOT_DOUBLED);
    }

    @Test
    void findsAnInventedMessage() {
        for (var event : appendEverywhere(UNKNOWN)) {
            if (event.op() != Op.JOURNAL && event.op() != Op.TABLE) {
                history.set(history.indexOf(event), rekeyed(event, "never sent"));
            }
        }

        assertThat(check()).containsExactly(Promise.NOT_INVENTED);
    }

    @Test
    void findsAKeyThatIsAcknowledgedTwiceWithDifferentIds() {
        var at = indexOf(Op.SEND, Phase.OK, 3) + 1;
        history.add(at, event("alice", Phase.OK, Op.SEND, key(3)).message(3, "another id"));

        assertThat(check()).containsExactly(Promise.SAME_ANSWER);
    }

    @Test
    void findsANodeThatTellsAnotherOrder() {
        var third = indexOf("node-2", 3);
        history.set(third, message("node-2", Phase.OK, Op.FINAL, 4));
        history.set(third + 1, message("node-2", Phase.OK, Op.FINAL, 3));

        assertThat(check()).containsExactly(Promise.AGREED);
    }

    @Test
    void findsANodeThatTellsLessThanTheOthers() {
        history.remove(indexOf("node-2", MESSAGES));

        assertThat(check()).containsExactly(Promise.AGREED);
    }

    @Test
    void findsAReadOfAMessageThatIsAnotherInTheEnd() {
        replace(event -> event.op() == Op.READ && event.seq() == 5, event -> event.message(5, "another id"));

        assertThat(check()).containsExactly(Promise.AGREED);
    }

    @Test
    void findsThatNobodyReadInTheEnd() {
        history.removeIf(event -> event.op() == Op.FINAL);

        assertThat(check()).containsExactly(Promise.AGREED);
    }

    @Test
    void findsAGapInTheSequence() {
        history.removeIf(event -> event.op() == Op.SEND && event.key().equals(key(5)));
        history.removeIf(event -> event.id().equals(id(5)));

        assertThat(check()).contains(Promise.WITHOUT_GAP);
    }

    @Test
    void findsAMessageNumberedBelowOneThatWasAcknowledgedBeforeItWasSent() {
        // 5 is sent only now, after 6 has been acknowledged.
        history.removeIf(event -> event.op() == Op.SEND && event.key().equals(key(5)));
        var at = indexOf(Op.SEND, Phase.OK, 6) + 1;
        history.add(at, message("bob", Phase.INVOKE, Op.SEND, 5));
        history.add(at + 1, message("bob", Phase.OK, Op.SEND, 5));

        assertThat(check()).containsExactly(Promise.IN_ORDER);
    }

    @Test
    void findsAReadThatShowsLessThanWasAcknowledged() {
        replace(event -> event.op() == Op.READ && event.seq() == 7, event -> message("head", Phase.OK, Op.READ, 6));

        assertThat(check()).containsExactly(Promise.READS_GROW);
    }

    @Test
    void findsAReaderWhoMissedTheLastMessage() {
        history.removeIf(event -> event.op() == Op.RECEIVE && event.seq() == MESSAGES);

        assertThat(check()).containsExactly(Promise.READER_COMPLETE);
    }

    @Test
    void findsAReaderWhoGotNothing() {
        history.addFirst(event("another", Phase.INVOKE, Op.RECEIVE, ""));

        assertThat(check()).containsExactly(Promise.READER_COMPLETE);
    }

    @Test
    void findsAReaderWhoGotAMessageTwice() {
        history.add(indexOf(Op.RECEIVE, Phase.OK, 4), message("reader", Phase.OK, Op.RECEIVE, 4));

        assertThat(check()).containsExactly(Promise.READER_COMPLETE);
    }

    @Test
    void findsAReaderWhoGotMessagesOutOfOrder() {
        var third = indexOf(Op.RECEIVE, Phase.OK, 3);
        var fourth = indexOf(Op.RECEIVE, Phase.OK, 4);
        history.set(third, message("reader", Phase.OK, Op.RECEIVE, 4));
        history.set(fourth, message("reader", Phase.OK, Op.RECEIVE, 3));

        assertThat(check()).contains(Promise.READER_COMPLETE);
    }

    @Test
    void findsARefusedMessageThatIsThere() {
        for (var event : appendEverywhere(UNKNOWN)) {
            if (event.op() != Op.JOURNAL && event.op() != Op.TABLE) {
                history.set(history.indexOf(event), rekeyed(event, "refused"));
            }
        }

        assertThat(check()).containsExactly(Promise.REFUSED_IS_ABSENT);
    }

    @Test
    void findsARowThatTheTableLacks() {
        history.removeIf(event -> event.op() == Op.TABLE && event.seq() == 6);

        assertThat(check()).containsExactly(Promise.PROJECTED);
    }

    @Test
    void findsARowWhoseContentIsNotTheJournals() {
        replace(event -> event.op() == Op.TABLE && event.seq() == 6, event -> rekeyed(event, "another digest"));

        assertThat(check()).containsExactly(Promise.PROJECTED);
    }

    @Test
    void findsAnEventThatTheJournalLacks() {
        history.removeIf(event -> event.op() == Op.JOURNAL && event.seq() == 6);

        assertThat(check()).contains(Promise.ONE_WRITER, Promise.AGREED, Promise.PROJECTED);
    }

    @Test
    void findsAWriterWhoCameBack() {
        replace(event -> event.op() == Op.JOURNAL && event.seq() == 9, event -> event.at("writer 1"));

        assertThat(check()).containsExactly(Promise.ONE_WRITER);
    }

    @Test
    void findsAFrozenNodeThatAcknowledgesAfterItWasGivenUp() {
        replace(event -> event.op() == Op.SEND && event.key().equals(key(8)), event -> event.at("node-3"));
        history.add(indexOf(Op.SEND, Phase.INVOKE, 8), fault(Checker.THAWED));
        history.add(indexOf(Op.SEND, Phase.INVOKE, 9), fault(Checker.LEFT));
        replace(event -> event.op() == Op.SEND && event.key().equals(key(9)), event -> event.at("node-3"));

        assertThat(check()).containsExactly(Promise.GONE_MEANS_GONE);
    }

    @Test
    void findsANodeThatDoesNotEnd() {
        history.add(Event.of("faults", Phase.FAIL, Op.FAULT, "", Checker.LEFT).at("node-3"));

        assertThat(check()).containsExactly(Promise.GONE_MEANS_GONE);
    }

    @Test
    void findsWhoIsAnsweredByA5xxWhileOnlySomethingIsAwayThatCanBeDoneWithout() {
        history.add(indexOf(Op.SEND, Phase.INVOKE, 8), fault(Checker.DISPENSABLE_AWAY));
        history.add(indexOf(Op.SEND, Phase.OK, 8), unavailable("alice"));
        history.add(indexOf(Op.SEND, Phase.INVOKE, 9), fault(Checker.DISPENSABLE_BACK));

        assertThat(check()).containsExactly(Promise.DISPENSABLE);
    }

    @Test
    void findsNothingInA5xxToWhatWasAskedBeforeThatOrAfterwards() {
        history.add(indexOf(Op.SEND, Phase.OK, 8), fault(Checker.DISPENSABLE_AWAY));
        history.add(indexOf(Op.SEND, Phase.OK, 8), unavailable("alice"));
        history.add(indexOf(Op.SEND, Phase.INVOKE, 9), fault(Checker.DISPENSABLE_BACK));
        history.add(indexOf(Op.SEND, Phase.OK, 10), unavailable("alice"));

        assertThat(check()).isEmpty();
    }

    private List<Promise> check() {
        return Checker.check(history).violations().stream()
                .map(Violation::promise)
                .toList();
    }

    /// One more message in everything that is read; gives what was added.
    private List<Event> appendEverywhere(int n) {
        var added = List.of(
                message("reader", Phase.OK, Op.RECEIVE, n),
                message("node-1", Phase.OK, Op.FINAL, n),
                message("node-2", Phase.OK, Op.FINAL, n),
                event("journal", Phase.OK, Op.JOURNAL, "digest " + n)
                        .message(n, id(n))
                        .at("writer 2")
                        .revision("", n + 1),
                event("table", Phase.OK, Op.TABLE, "digest " + n).message(n, id(n)));
        history.addAll(added);
        return added;
    }

    private void add(String proc, Phase type, Op op, int n) {
        history.add(n == 0 ? event(proc, type, op, "") : message(proc, type, op, n));
    }

    private void replace(Predicate<Event> which, UnaryOperator<Event> by) {
        history.replaceAll(event -> which.test(event) ? by.apply(event) : event);
    }

    private int indexOf(Op op, Phase type, int n) {
        return indexOf(
                event -> event.op() == op && event.type() == type && event.key().equals(key(n)));
    }

    private int indexOf(String proc, int n) {
        return indexOf(event -> event.proc().equals(proc) && event.seq() == n);
    }

    private int indexOf(Predicate<Event> which) {
        return history.indexOf(history.stream().filter(which).findFirst().orElseThrow());
    }

    private static Event event(String proc, Phase type, Op op, String key) {
        return Event.of(proc, type, op, CONVERSATION, key);
    }

    private static Event message(String proc, Phase type, Op op, int n) {
        return event(proc, type, op, key(n)).message(n, id(n)).revision("", n + 1);
    }

    private static Event fault(String what) {
        return Event.of("faults", Phase.OK, Op.FAULT, "", what).at("node-3");
    }

    private static Event unavailable(String proc) {
        return Event.of(proc, Phase.OK, Op.UNAVAILABLE, "", "503").at("node-1");
    }

    private static Event rekeyed(Event event, String key) {
        return event.named(key);
    }

    private static String key(int n) {
        return "key " + n;
    }

    private static String id(int n) {
        return "id " + n;
    }
}
