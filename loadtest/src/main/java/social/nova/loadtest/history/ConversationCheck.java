package social.nova.loadtest.history;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import social.nova.loadtest.history.Event.Op;
import social.nova.loadtest.history.Event.Phase;

/// The history of one conversation, held against each promise in turn.
///
/// What the first node told in the end is taken for the truth; everything else has to agree with it.
final class ConversationCheck {
    private final String conversation;
    private final List<Violation> violations = new ArrayList<>();
    private final Map<String, Send> sends = new LinkedHashMap<>();
    private final Map<String, List<Message>> lastReads = new LinkedHashMap<>();
    private final Map<String, List<Message>> readers = new LinkedHashMap<>();
    private final List<Message> heads = new ArrayList<>();
    private final DatabaseCheck database = new DatabaseCheck();
    private final ChangeCheck changes = new ChangeCheck(this::broken);
    private final Map<String, Long> floorsOfReads = new HashMap<>();
    private final Map<String, Long> leaving = new HashMap<>(); // with what each has to have got
    private final Set<String> out = new HashSet<>();
    private long known; // the highest sequence number anybody has been told of so far
    private long reads;

    /// A message as somebody saw it.
    record Message(long seq, String id, String key) {
        static Message of(Event event) {
            return new Message(event.seq(), event.id(), event.key());
        }

        @Override
        public String toString() {
            return "%d '%s' (%s)".formatted(seq, key, id);
        }
    }

    private static final class Send {
        private final long floor;
        private final Set<String> out; // who was when it was first tried
        private final boolean byOutsider;
        private int tries;
        private boolean refused;
        private @Nullable Message acknowledged;

        private Send(long floor, Set<String> out, String sender) {
            this.floor = floor;
            this.out = Set.copyOf(out);
            this.byOutsider = out.contains(sender);
        }
    }

    static ConversationCheck of(String conversation, List<Event> history) {
        var check = new ConversationCheck(conversation);
        var keys = keysById(history);
        history.stream()
                .map(event -> event.isDeleted() && event.key().isEmpty()
                        ? event.named(keys.getOrDefault(event.id(), ""))
                        : event)
                .forEach(check::replay);
        check.judge();
        return check;
    }

    // Only who has been told of it can delete a message; what is left of it does not say what it was.
    private static Map<String, String> keysById(List<Event> history) {
        var keys = new HashMap<String, String>();
        for (var event : history) {
            if (event.op() == Op.SEND && event.type() == Phase.OK) {
                keys.putIfAbsent(event.id(), event.key());
            }
        }
        return keys;
    }

    private ConversationCheck(String conversation) {
        this.conversation = conversation;
    }

    List<Violation> violations() {
        return violations;
    }

    Counts counts() {
        var there = keys();
        var unknown = sends.entrySet().stream()
                .filter(send -> send.getValue().acknowledged == null && !send.getValue().refused)
                .map(Map.Entry::getKey)
                .toList();
        var acknowledged = sends.values().stream()
                .filter(send -> send.acknowledged != null)
                .toList();
        return new Counts(
                sends.size(),
                acknowledged.size(),
                sends.values().stream().filter(send -> send.refused).count(),
                unknown.size(),
                unknown.stream().filter(there::contains).count(),
                acknowledged.stream().filter(send -> send.tries > 1).count(),
                reads,
                changes.acknowledged());
    }

    // --- In the order of time: what is known before something begins must show in its outcome. ---

    private void replay(Event event) {
        changes.add(event);
        switch (event.op()) {
            case SEND -> onSend(event);
            case OUT -> {
                if (event.type() == Phase.INVOKE) {
                    leaving.put(event.proc(), event.seq());
                } else if (event.type() == Phase.OK) {
                    out.add(event.proc());
                }
            }
            case READ -> onRead(event);
            case RECEIVE -> {
                var received = readers.computeIfAbsent(event.proc(), _ -> new ArrayList<>());
                if (event.type() == Phase.OK && event.kind().isEmpty()) {
                    received.add(Message.of(event));
                    known = Math.max(known, event.seq());
                }
            }
            case FINAL -> {
                var read = lastReads.computeIfAbsent(event.proc(), _ -> new ArrayList<>());
                if (event.type() == Phase.OK) {
                    read.add(Message.of(event));
                }
            }
            case JOURNAL, TABLE -> database.add(event);
            case EDIT, DELETE, REACT, WITHDRAW, MARK -> {} // are of the changes
            case UNAVAILABLE, FAULT -> {} // are of no conversation
        }
    }

    private void onSend(Event event) {
        var send = sends.computeIfAbsent(event.key(), _ -> new Send(known, out, event.proc()));
        switch (event.type()) {
            case INVOKE -> send.tries++;
            case FAIL -> send.refused = true;
            case INFO -> {}
            case OK -> {
                var message = Message.of(event);
                if (send.acknowledged == null) {
                    send.acknowledged = message;
                    if (message.seq() <= send.floor) {
                        broken(Promise.IN_ORDER, "%s, sent when %d was known".formatted(message, send.floor));
                    }
                } else if (!send.acknowledged.equals(message)) {
                    broken(Promise.SAME_ANSWER, "%s, then %s".formatted(send.acknowledged, message));
                }
                known = Math.max(known, event.seq());
            }
        }
    }

    private void onRead(Event event) {
        switch (event.type()) {
            case INVOKE -> floorsOfReads.put(event.proc(), known);
            case FAIL, INFO -> floorsOfReads.remove(event.proc());
            case OK -> {
                reads++;
                heads.add(Message.of(event));
                var floor = Objects.requireNonNullElse(floorsOfReads.remove(event.proc()), 0L);
                if (event.seq() < floor) {
                    broken(
                            Promise.READS_GROW,
                            "%s read up to %d at %s, when %d was known"
                                    .formatted(event.proc(), event.seq(), event.node(), floor));
                }
                known = Math.max(known, event.seq());
            }
        }
    }

    // --- In the end. ---

    private void judge() {
        if (lastReads.isEmpty()) {
            broken(Promise.AGREED, "nobody read it in the end");
            return;
        }
        numbersHaveNoGap();
        nothingIsInventedOrDoubled();
        answersHold();
        lastReads.forEach((node, read) -> agreesFromTheStart(Promise.AGREED, node, read));
        changes.judge();
        readers.forEach((reader, received) -> {
            var isOut = leaving.containsKey(reader); // and is shown no changes either
            if (agreesFromTheStart(Promise.READER_COMPLETE, reader, received) && !isOut) {
                changes.judgeReader(reader);
            }
        });
        whoIsOutIsToldNothing();
        heads.stream().filter(head -> head.seq() > 0).forEach(head -> {
            if (!head.equals(at(head.seq()))) {
                broken(Promise.AGREED, "read %s, in the end there is %s".formatted(head, at(head.seq())));
            }
        });
        database.judge(truth(), this::broken);
    }

    private void numbersHaveNoGap() {
        for (var n = 0; n < truth().size(); n++) {
            if (truth().get(n).seq() != n + 1) {
                broken(Promise.WITHOUT_GAP, "%s stands where %d belongs".formatted(truth().get(n), n + 1));
                return;
            }
        }
    }

    private void nothingIsInventedOrDoubled() {
        var ids = new HashSet<String>();
        var keys = new HashSet<String>();
        for (var message : truth()) {
            if (!sends.containsKey(message.key())) {
                broken(Promise.NOT_INVENTED, message.toString());
            }
            var newId = ids.add(message.id());
            var newKey = keys.add(message.key());
            if (!newId || !newKey) {
                broken(Promise.NOT_DOUBLED, message.toString());
            }
        }
    }

    private void answersHold() {
        var there = keys();
        sends.forEach((key, send) -> {
            if (send.acknowledged != null && !send.acknowledged.equals(at(send.acknowledged.seq()))) {
                broken(
                        Promise.NOT_LOST,
                        "%s, in its place %s".formatted(send.acknowledged, at(send.acknowledged.seq())));
            }
            if (send.refused && there.contains(key)) {
                broken(Promise.REFUSED_IS_ABSENT, key);
            }
        });
    }

    private boolean agreesFromTheStart(Promise promise, String who, List<Message> seen) {
        for (var n = 0; n < Math.min(seen.size(), truth().size()); n++) {
            if (!seen.get(n).equals(truth().get(n))) {
                broken(promise, "%s got %s where %s belongs".formatted(who, seen.get(n), truth().get(n)));
                return false;
            }
        }
        var atLeast = Objects.requireNonNullElse(leaving.get(who), (long) truth().size());
        if (seen.size() < atLeast || seen.size() > truth().size()) {
            broken(promise, "%s got %d messages of %d".formatted(who, seen.size(), atLeast));
            return false;
        }
        return true;
    }

    private void whoIsOutIsToldNothing() {
        readers.forEach((reader, received) -> received.forEach(message -> {
            var send = sends.get(message.key());
            if (send != null && send.out.contains(reader)) {
                broken(Promise.OUT_MEANS_OUT, "%s, sent when %s was out, was shown to it".formatted(message, reader));
            }
        }));
        var there = keys();
        sends.forEach((key, send) -> {
            if (send.byOutsider && !send.refused && (send.acknowledged != null || there.contains(key))) {
                broken(Promise.OUT_MEANS_OUT, "'%s' of somebody who was out was taken".formatted(key));
            }
        });
    }

    private List<Message> truth() {
        return lastReads.isEmpty() ? List.of() : lastReads.values().iterator().next();
    }

    private Set<String> keys() {
        var keys = new HashSet<String>();
        truth().forEach(message -> keys.add(message.key()));
        return keys;
    }

    private @Nullable Message at(long seq) {
        return seq >= 1 && seq <= truth().size() ? truth().get((int) seq - 1) : null;
    }

    private void broken(Promise promise, String what) {
        violations.add(new Violation(promise, conversation, what));
    }
}
