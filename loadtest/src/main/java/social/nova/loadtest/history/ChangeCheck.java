package social.nova.loadtest.history;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;
import social.nova.loadtest.history.Event.Op;
import social.nova.loadtest.history.Event.Phase;

/// What becomes of one conversation's messages once they are there, held against what was acknowledged: on every node,
/// in the journal, and in what each reader on a socket was shown.
final class ChangeCheck {
    private static final MessageStates NEVER_CHANGED = new MessageStates();

    private final BiConsumer<Promise, String> broken;
    private final Map<String, MessageStates> messages = new HashMap<>();
    private final Map<String, List<Seen>> readers = new LinkedHashMap<>();
    private final Map<String, Map<String, Seen>> last = new LinkedHashMap<>();
    private final List<Seen> heads = new ArrayList<>();
    private final List<Event> acknowledged = new ArrayList<>();
    private final Map<String, Integer> asked = new HashMap<>();
    private final JournalledChanges journal = new JournalledChanges();
    private int moment;

    /// Somebody was told this.
    ///
    /// @param asked when they asked, as a position in the history
    /// @param answered when they were told
    private record Seen(Event event, int asked, int answered) {
        String id() {
            return event.id();
        }

        String state() {
            return event.state();
        }
    }

    ChangeCheck(BiConsumer<Promise, String> broken) {
        this.broken = broken;
    }

    /// To be called for each event of the conversation, in their order.
    void add(Event event) {
        moment++;
        switch (event.op()) {
            case EDIT, DELETE -> {
                messages.computeIfAbsent(event.id(), _ -> new MessageStates()).add(event, moment);
                noteIfAcknowledged(event);
            }
            case REACT, WITHDRAW, MARK -> noteIfAcknowledged(event);
            case RECEIVE -> {
                var seen = readers.computeIfAbsent(event.proc(), _ -> new ArrayList<>());
                if (event.type() == Phase.OK) {
                    seen.add(new Seen(event, 0, moment));
                }
            }
            case READ, FINAL -> onRead(event);
            case JOURNAL -> journal.add(event);
            case SEND, OUT, TABLE, UNAVAILABLE, FAULT -> {}
        }
    }

    private void onRead(Event event) {
        if (event.type() == Phase.INVOKE) {
            asked.put(event.proc(), moment);
        } else if (event.type() == Phase.OK) {
            var seen = new Seen(event, Objects.requireNonNullElse(asked.get(event.proc()), 0), moment);
            if (event.op() == Op.READ) {
                heads.add(seen);
            } else {
                last.computeIfAbsent(event.proc(), _ -> new LinkedHashMap<>()).put(event.id(), seen);
            }
        }
    }

    private void noteIfAcknowledged(Event event) {
        if (event.type() == Phase.OK) {
            acknowledged.add(event);
        }
    }

    long acknowledged() {
        return acknowledged.size();
    }

    // --- In the end. ---

    /// Everything but what readers were shown.
    void judge() {
        heads.forEach(head -> stands(Promise.READS_GROW, head));
        last.values().forEach(node -> node.values().forEach(seen -> stands(Promise.LAST_CHANGE_STANDS, seen)));
        nodesAgree();
        journal.judge(acknowledged, standing(), broken);
    }

    private void stands(Promise promise, Seen seen) {
        var states = of(seen);
        if (states.isRefused(seen.state())) {
            broken.accept(Promise.REFUSED_IS_ABSENT, "%s stands as %s".formatted(name(seen), state(seen)));
        } else if (!states.mayStandAs(seen.state(), seen.asked(), seen.answered())) {
            broken.accept(
                    promise,
                    "%s stands as %s at %s, which is not how it was left"
                            .formatted(name(seen), state(seen), seen.event().node()));
        }
    }

    private void nodesAgree() {
        var standing = standing();
        last.forEach((node, told) -> told.forEach((id, seen) -> {
            var first = standing.get(id);
            if (first != null
                    && (!first.state().equals(seen.state())
                            || first.revision() != seen.event().revision())) {
                broken.accept(
                        Promise.AGREED,
                        "%s tells %s as %s (revision %d), another node as %s (revision %d)"
                                .formatted(
                                        node,
                                        name(seen),
                                        state(seen),
                                        seen.event().revision(),
                                        first.state(),
                                        first.revision()));
            }
        }));
    }

    /// What one reader was shown, all reconnections together: everything, in the order of revisions, each change after
    /// its message, and in the end every message as it stands.
    void judgeReader(String reader) {
        var shown = readers.getOrDefault(reader, List.of());
        if (isInOrder(reader, shown) && changesFollowTheirMessages(reader, shown) && isPossible(reader, shown)) {
            if (journal.isShown(reader, shown.stream().map(Seen::event).toList(), broken)) {
                isLeftWithWhatStands(reader, shown);
            }
        }
    }

    private boolean isInOrder(String reader, List<Seen> shown) {
        for (var n = 1; n < shown.size(); n++) {
            var before = shown.get(n - 1).event();
            var event = shown.get(n).event();
            if (event.revision() <= before.revision()) {
                return incomplete(
                        "%s was shown revision %d after %d".formatted(reader, event.revision(), before.revision()));
            }
        }
        return true;
    }

    private boolean changesFollowTheirMessages(String reader, List<Seen> shown) {
        var known = new HashSet<String>();
        for (var seen : shown) {
            if (seen.event().kind().isEmpty()) {
                known.add(seen.id());
            } else if (!seen.id().isEmpty() && !known.contains(seen.id())) {
                return incomplete("%s was shown %s of %s before the message itself"
                        .formatted(reader, seen.event().kind(), name(seen)));
            }
        }
        return true;
    }

    private boolean isPossible(String reader, List<Seen> shown) {
        for (var seen : shown) {
            if (JournalledChanges.isText(seen.event()) && !of(seen).hasBeenSeen(seen.state(), seen.answered())) {
                return incomplete(
                        "%s was shown %s as %s, as nobody had left it".formatted(reader, name(seen), state(seen)));
            }
        }
        return true;
    }

    private void isLeftWithWhatStands(String reader, List<Seen> shown) {
        var left = new LinkedHashMap<String, Seen>();
        shown.stream()
                .filter(seen -> JournalledChanges.isText(seen.event()))
                .forEach(seen -> left.put(seen.id(), seen));
        var standing = standing();
        for (var seen : left.values()) {
            var stands = standing.get(seen.id());
            if (stands != null && !stands.state().equals(seen.state())) {
                incomplete("%s was left with %s as %s, it stands as '%s'"
                        .formatted(reader, name(seen), state(seen), stands.state()));
                return;
            }
        }
    }

    private boolean incomplete(String what) {
        broken.accept(Promise.READER_COMPLETE, what);
        return false;
    }

    // As the first node told it in the end.
    private Map<String, Event> standing() {
        return last.isEmpty()
                ? Map.of()
                : last.values().iterator().next().values().stream()
                        .collect(Collectors.toMap(Seen::id, Seen::event, (one, _) -> one));
    }

    private MessageStates of(Seen seen) {
        return messages.getOrDefault(seen.id(), NEVER_CHANGED);
    }

    private static String name(Seen seen) {
        return "%d '%s' (%s)".formatted(seen.event().seq(), seen.event().key(), seen.id());
    }

    private static String state(Seen seen) {
        return seen.state().isEmpty() ? "sent" : "'" + seen.state() + "'";
    }
}
