package social.nova.loadtest.history;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import social.nova.loadtest.history.Event.Op;
import social.nova.loadtest.history.Event.Phase;

/// Three messages and what becomes of them: each kind of fault is planted here and must be found, and nothing else with
/// it.
class ChangeCheckTest {
    private static final String CONVERSATION = "c1";
    private static final List<String> NODES = List.of("node-1", "node-2");
    private static final String FIRST_EDIT = "first edit";
    private static final String SECOND_EDIT = "second edit";
    private static final String REFUSED = "refused edit";
    private static final String UNKNOWN = "unknown edit";

    private final List<Event> history = new ArrayList<>();

    /// Message 1 is edited twice, 2 deleted, 3 reacted to; nobody knows what became of the last edit.
    ChangeCheckTest() {
        history.add(of("reader", Phase.INVOKE, Op.RECEIVE));
        history.add(of("reader", Phase.OK, Op.RECEIVE).revision("conversation_created", 1));
        for (var n = 1; n <= 3; n++) {
            did(Op.SEND, n, "");
            shown("reader", "", n, "", n + 1);
        }
        did(Op.EDIT, 1, FIRST_EDIT);
        shown("reader", "message_edited", 1, FIRST_EDIT, 5);
        did(Op.EDIT, 1, SECOND_EDIT);
        shown("reader", "message_edited", 1, SECOND_EDIT, 6);
        did(Op.DELETE, 2, "");
        shown("reader", "message_deleted", 2, Text.DELETED, 7);
        did(Op.REACT, 3, "👍");
        shown("reader", "reaction_added", 3, "👍", 8);
        did(Op.WITHDRAW, 3, "👍");
        shown("reader", "reaction_removed", 3, "👍", 9);
        did(Op.MARK, 3, "");
        history.add(of("reader", Phase.OK, Op.RECEIVE).message(3, "").revision("read_receipt", 10));
        history.add(change(Phase.INVOKE, Op.EDIT, 2, REFUSED));
        history.add(change(Phase.FAIL, Op.EDIT, 2, REFUSED));
        history.add(of("head", Phase.INVOKE, Op.READ));
        history.add(message("head", Op.READ, 3, "", 4));
        history.add(change(Phase.INVOKE, Op.EDIT, 3, UNKNOWN));
        history.add(change(Phase.INFO, Op.EDIT, 3, UNKNOWN));
        whoComesLateIsShownAllAsItStands();
        for (var node : NODES) {
            history.add(of(node, Phase.INVOKE, Op.FINAL));
            history.add(message(node, Op.FINAL, 1, SECOND_EDIT, 6));
            history.add(message(node, Op.FINAL, 2, Text.DELETED, 7).named(""));
            history.add(message(node, Op.FINAL, 3, "", 4));
        }
        database();
    }

    private void whoComesLateIsShownAllAsItStands() {
        history.add(of("late", Phase.INVOKE, Op.RECEIVE));
        history.add(of("late", Phase.OK, Op.RECEIVE).revision("conversation_created", 1));
        shown("late", "", 1, SECOND_EDIT, 2);
        shown("late", "", 2, Text.DELETED, 3);
        shown("late", "", 3, "", 4);
        shown("late", "message_edited", 1, SECOND_EDIT, 5);
        shown("late", "message_edited", 1, SECOND_EDIT, 6);
        shown("late", "message_deleted", 2, Text.DELETED, 7);
        shown("late", "reaction_added", 3, "👍", 8);
        shown("late", "reaction_removed", 3, "👍", 9);
        history.add(of("late", Phase.OK, Op.RECEIVE).message(3, "").revision("read_receipt", 10));
    }

    private void database() {
        history.add(of("journal", Phase.INVOKE, Op.JOURNAL));
        history.add(row(0, "", "conversation_created", "", 1));
        for (var n = 1; n <= 3; n++) {
            history.add(row(n, "sent " + n, "", "", n + 1).message(n, id(n)));
        }
        history.add(row(1, "edited 1", "message_edited", "", 5));
        history.add(row(1, "edited 2", "message_edited", "", 6));
        history.add(row(2, "", "message_deleted", "", 7));
        history.add(row(3, "", "reaction_added", "👍", 8));
        history.add(row(3, "", "reaction_removed", "👍", 9));
        history.add(row(3, "", "read_receipt", "", 10));
        history.add(of("table", Phase.INVOKE, Op.TABLE));
        var contents = List.of("edited 2", "", "sent 3");
        for (var n = 1; n <= 3; n++) {
            history.add(
                    of("table", Phase.OK, Op.TABLE).named(contents.get(n - 1)).message(n, id(n)));
        }
    }

    @Test
    void findsNothingWhereAllIsWell() {
        assertThat(check()).isEmpty();
        assertThat(Checker.check(history).counts().changed()).isEqualTo(6);
    }

    @Test
    void findsNothingWhenAnUnknownEditHasHappened() {
        shown("reader", "message_edited", 3, UNKNOWN, 11);
        shown("late", "message_edited", 3, UNKNOWN, 11);
        history.add(row(3, "unknown", "message_edited", "", 11));
        replace(
                event -> event.op() == Op.FINAL && event.seq() == 3,
                event -> event.standing(UNKNOWN).revision("", 11));
        replace(event -> event.op() == Op.TABLE && event.seq() == 3, event -> event.named("unknown"));

        assertThat(check()).isEmpty();
    }

    @Test
    void findsAnAcknowledgedEditThatIsNowhere() {
        loseRevision(6);
        replace(
                event -> event.state().equals(SECOND_EDIT) && event.op() != Op.EDIT,
                event -> event.standing(FIRST_EDIT));
        replace(event -> event.op() == Op.FINAL && event.seq() == 1, event -> event.revision("", 5));
        replace(event -> event.op() == Op.TABLE && event.seq() == 1, event -> event.named("edited 1"));

        assertThat(check()).containsOnly(Promise.LAST_CHANGE_STANDS);
    }

    @Test
    void findsAnEarlierEditThatWasWrittenOverALaterOne() {
        replace(
                event -> event.op() == Op.FINAL && event.state().equals(SECOND_EDIT),
                event -> event.standing(FIRST_EDIT));
        replace(event -> event.op() == Op.RECEIVE && event.revision() == 6, event -> event.standing(FIRST_EDIT));

        assertThat(check()).containsOnly(Promise.LAST_CHANGE_STANDS);
    }

    @Test
    void findsADeletedMessageThatIsThereAgain() {
        replace(
                event -> event.op() == Op.FINAL && event.seq() == 2,
                event -> event.standing("").named(key(2)));

        assertThat(check()).contains(Promise.LAST_CHANGE_STANDS);
        assertThat(check()).doesNotContain(Promise.AGREED, Promise.NOT_LOST);
    }

    @Test
    void findsAMessageThatNobodyDeletedAndIsGone() {
        replace(
                event -> event.op() == Op.FINAL && event.seq() == 3,
                event -> event.standing(Text.DELETED).named(""));

        assertThat(check()).contains(Promise.LAST_CHANGE_STANDS);
    }

    @Test
    void findsAnEditThatWasRefusedAndIsThere() {
        replace(
                event -> event.op() == Op.FINAL && event.seq() == 2,
                event -> event.standing(REFUSED).named(key(2)));

        assertThat(check()).contains(Promise.REFUSED_IS_ABSENT);
    }

    @Test
    void findsNodesThatTellAMessageDifferently() {
        replace(
                event -> event.proc().equals("node-2") && event.seq() == 3,
                event -> event.standing(UNKNOWN).revision("", 11));

        assertThat(check()).containsExactly(Promise.AGREED);
    }

    @Test
    void findsAReadThatDoesNotShowWhatWasAcknowledgedBefore() {
        replace(
                event -> event.op() == Op.READ && event.seq() == 3,
                event -> event.message(1, id(1)).named(key(1)));
        history.removeIf(event -> event.op() == Op.SEND && event.seq() > 1);

        assertThat(check()).contains(Promise.READS_GROW);
    }

    @Test
    void findsAnAcknowledgedReactionThatIsNowhere() {
        loseRevision(9);
        loseRevision(8);

        // The journal has a gap now, too: it is not numbered anew here.
        assertThat(check()).contains(Promise.LAST_CHANGE_STANDS);
    }

    @Test
    void findsAReaderWhoWasNotShownAReaction() {
        history.removeIf(event -> event.proc().equals("late") && event.revision() == 9);

        assertThat(check()).containsExactly(Promise.READER_COMPLETE);
    }

    @Test
    void findsAReaderWhoWasShownAnotherReaction() {
        replace(event -> event.proc().equals("reader") && event.revision() == 9, event -> event.standing("🎉"));

        assertThat(check()).containsExactly(Promise.READER_COMPLETE);
    }

    @Test
    void findsAReaderWhoWasShownADeletionTwice() {
        var at = indexOf(event -> event.proc().equals("reader") && event.revision() == 7);
        history.add(at, history.get(at));

        assertThat(check()).containsExactly(Promise.READER_COMPLETE);
    }

    @Test
    void findsAnEditThatIsShownBeforeItsMessage() {
        // Under revisions that would be in order, and with no journal that tells others.
        history.removeIf(event -> event.op() == Op.JOURNAL || event.op() == Op.TABLE);
        var message = indexOf(event -> event.proc().equals("reader") && event.revision() == 2);
        history.add(message, changed("reader", "message_edited", 1, FIRST_EDIT, 2));
        replace(
                event -> event.proc().equals("reader") && event.kind().isEmpty() && event.revision() > 1,
                event -> event.revision("", event.revision() + 1));
        history.removeIf(event -> event.proc().equals("reader")
                && event.revision() == 5
                && !event.kind().isEmpty());
        history.addFirst(change(Phase.INVOKE, Op.EDIT, 1, FIRST_EDIT));

        assertThat(Checker.check(history).violations())
                .singleElement()
                .asString()
                .contains("reader was shown message_edited of 1", "before the message itself");
    }

    @Test
    void findsAReaderWhoWasShownATextThatNobodyHadWrittenYet() {
        replace(event -> event.proc().equals("reader") && event.revision() == 5, event -> event.standing(SECOND_EDIT));

        assertThat(check()).containsExactly(Promise.READER_COMPLETE);
    }

    @Test
    void findsAReaderWhoIsLeftWithAnEarlierText() {
        replace(event -> event.proc().equals("late") && event.revision() == 6, event -> event.standing(FIRST_EDIT));

        assertThat(check()).containsExactly(Promise.READER_COMPLETE);
    }

    @Test
    void findsARowThatAnEditDidNotReach() {
        replace(event -> event.op() == Op.TABLE && event.seq() == 1, event -> event.named("edited 1"));

        assertThat(check()).containsExactly(Promise.PROJECTED);
    }

    @Test
    void findsARowThatADeletionDidNotReach() {
        replace(event -> event.op() == Op.TABLE && event.seq() == 2, event -> event.named("sent 2"));

        assertThat(check()).containsExactly(Promise.PROJECTED);
    }

    @Test
    void findsAFrozenNodeThatAcknowledgesAnEditAfterItWasGivenUp() {
        var edit = indexOf(event -> event.state().equals(FIRST_EDIT) && event.op() == Op.EDIT);
        history.add(
                edit, Event.of("faults", Phase.OK, Op.FAULT, "", Checker.THAWED).at("node-1"));
        history.add(
                edit + 3,
                Event.of("faults", Phase.OK, Op.FAULT, "", Checker.LEFT).at("node-1"));

        assertThat(check()).containsExactly(Promise.GONE_MEANS_GONE);
    }

    private List<Promise> check() {
        return Checker.check(history).violations().stream()
                .map(Violation::promise)
                .toList();
    }

    /// As if a revision had never been: the later ones move down.
    private void loseRevision(long revision) {
        history.removeIf(
                event -> event.revision() == revision && (event.op() == Op.JOURNAL || event.op() == Op.RECEIVE));
        replace(event -> event.revision() > revision, event -> event.revision(event.kind(), event.revision() - 1));
    }

    private void did(Op op, int n, String state) {
        history.add(change(Phase.INVOKE, op, n, state));
        history.add(change(Phase.OK, op, n, state));
    }

    private void shown(String reader, String kind, int n, String state, long revision) {
        history.add(changed(reader, kind, n, state, revision));
    }

    private void replace(Predicate<Event> which, UnaryOperator<Event> by) {
        history.replaceAll(event -> which.test(event) ? by.apply(event) : event);
    }

    private int indexOf(Predicate<Event> which) {
        return history.indexOf(history.stream().filter(which).findFirst().orElseThrow());
    }

    private static Event changed(String reader, String kind, int n, String state, long revision) {
        return message(reader, Op.RECEIVE, n, state, revision).revision(kind, revision);
    }

    private static Event change(Phase phase, Op op, int n, String state) {
        return of("alice", phase, op)
                .named(key(n))
                .message(n, id(n))
                .standing(state)
                .at("node-1");
    }

    private static Event message(String proc, Op op, int n, String state, long revision) {
        return of(proc, Phase.OK, op)
                .named(state.equals(Text.DELETED) ? "" : key(n))
                .message(n, id(n))
                .standing(state)
                .revision("", revision);
    }

    private static Event row(int n, String digest, String kind, String state, long revision) {
        return of("journal", Phase.OK, Op.JOURNAL)
                .named(digest)
                .message(n, "")
                .at("writer 1")
                .standing(state)
                .revision(kind, revision);
    }

    private static Event of(String proc, Phase type, Op op) {
        return Event.of(proc, type, op, CONVERSATION, "");
    }

    private static String key(int n) {
        return "key " + n;
    }

    private static String id(int n) {
        return "id " + n;
    }
}
