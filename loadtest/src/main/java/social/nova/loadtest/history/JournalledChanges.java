package social.nova.loadtest.history;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import social.nova.loadtest.history.Event.Op;
import social.nova.loadtest.history.Event.Phase;

/// The changes of one conversation as the journal has them: all that there are, whoever was told.
///
/// Checked only where somebody began to read it.
final class JournalledChanges {
    private final List<Event> rows = new ArrayList<>();
    private final Map<Long, String> ids = new HashMap<>();
    private boolean read;

    void add(Event row) {
        read = true;
        if (row.type() == Phase.OK) {
            rows.add(row);
            if (row.kind().isEmpty()) {
                ids.put(row.seq(), row.id());
            }
        }
    }

    /// @param acknowledged changes
    /// @param standing the messages as a node told them in the end, by id
    void judge(List<Event> acknowledged, Map<String, Event> standing, BiConsumer<Promise, String> broken) {
        if (!read) {
            return;
        }
        var changes = new HashMap<String, Integer>();
        var revisions = new HashMap<String, Long>();
        for (var row : rows) {
            var id = ids.getOrDefault(row.seq(), "");
            changes.merge(change(row.kind(), id, row.state()), 1, Integer::sum);
            if (isText(row)) {
                revisions.put(id, row.revision());
            }
        }
        var edits = new HashMap<String, Integer>();
        for (var event : acknowledged) {
            var wanted = event.op() == Op.EDIT ? edits.merge(event.id(), 1, Integer::sum) : 1;
            if (found(event, changes) < wanted) {
                broken.accept(
                        Promise.LAST_CHANGE_STANDS,
                        "%s of %d '%s' by %s is not in the journal"
                                .formatted(event.op(), event.seq(), event.key(), event.proc()));
            }
        }
        standing.forEach((id, told) -> {
            if (revisions.containsKey(id) && revisions.get(id) != told.revision()) {
                broken.accept(
                        Promise.LAST_CHANGE_STANDS,
                        "%d '%s' is told as of revision %d, the journal changed it last at %d"
                                .formatted(told.seq(), told.key(), told.revision(), revisions.get(id)));
            }
        });
    }

    // Reactions go with the message; what was read need not be noted again.
    private static int found(Event event, Map<String, Integer> changes) {
        var deleted = changes.getOrDefault(change("message_deleted", event.id(), ""), 0);
        return switch (event.op()) {
            case EDIT -> changes.getOrDefault(change("message_edited", event.id(), ""), 0);
            case DELETE -> deleted;
            case REACT -> changes.getOrDefault(change("reaction_added", event.id(), event.state()), 0);
            case WITHDRAW -> deleted + changes.getOrDefault(change("reaction_removed", event.id(), event.state()), 0);
            default -> Integer.MAX_VALUE;
        };
    }

    private static String change(String kind, String id, String state) {
        return "%s %s %s".formatted(kind, id, state);
    }

    /// Whether a reader was shown everything, and nothing else.
    boolean isShown(String reader, List<Event> shown, BiConsumer<Promise, String> broken) {
        if (!read) {
            return true;
        }
        // Events that are nobody's to see keep the journal's name for them.
        var told = rows.stream().filter(row -> !row.kind().contains(".")).toList();
        for (var n = 0; n < Math.max(told.size(), shown.size()); n++) {
            var got = n < shown.size() ? line(shown.get(n)) : "nothing";
            var belongs = n < told.size() ? line(told.get(n)) : "nothing";
            if (!got.equals(belongs)) {
                broken.accept(
                        Promise.READER_COMPLETE, "%s was shown %s where %s belongs".formatted(reader, got, belongs));
                return false;
            }
        }
        return true;
    }

    /// Whether it says how a message stands.
    static boolean isText(Event change) {
        return change.kind().isEmpty()
                || change.kind().equals("message_edited")
                || change.kind().equals("message_deleted");
    }

    private static String line(Event change) {
        var emoji = change.kind().startsWith("reaction_") ? " " + change.state() : "";
        return "%s %d%s".formatted(change.kind().isEmpty() ? "message" : change.kind(), change.revision(), emoji);
    }
}
