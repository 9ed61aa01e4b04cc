package social.nova.loadtest.history;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Objects;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import social.nova.loadtest.history.ConversationCheck.Message;
import social.nova.loadtest.history.Event.Op;
import social.nova.loadtest.history.Event.Phase;

/// What the database holds of one conversation: the journal's rows, and the table that is made of them.
///
/// Checked only where somebody began to read them.
final class DatabaseCheck {
    private @Nullable List<Event> journal;
    private @Nullable List<Event> table;

    void add(Event row) {
        var journalled = row.op() == Op.JOURNAL;
        var rows = Objects.requireNonNullElseGet(journalled ? journal : table, ArrayList<Event>::new);
        if (row.type() == Phase.OK) {
            rows.add(row);
        }
        if (journalled) {
            journal = rows;
        } else {
            table = rows;
        }
    }

    void judge(List<Message> truth, BiConsumer<Promise, String> broken) {
        if (journal == null) {
            return;
        }
        writersFollowOneAnother(journal, broken);
        var stored = journal.stream().filter(row -> !row.id().isEmpty()).toList();
        messagesAreThoseOfTheJournal(stored, truth, broken);
        if (table != null) {
            tableIsTheJournal(asTheyStand(journal), table, broken);
        }
    }

    private static void writersFollowOneAnother(List<Event> journal, BiConsumer<Promise, String> broken) {
        var gone = new HashSet<String>();
        var writer = "";
        var next = 1L;
        for (var row : journal) {
            if (row.revision() != next) {
                broken.accept(
                        Promise.ONE_WRITER, "journal row %d stands where %d belongs".formatted(row.revision(), next));
                return;
            }
            if (!row.node().equals(writer)) {
                gone.add(writer);
                writer = row.node();
                if (gone.contains(writer)) {
                    broken.accept(
                            Promise.ONE_WRITER,
                            "writer %s came back at journal row %d".formatted(writer, row.revision()));
                    return;
                }
            }
            next++;
        }
    }

    // Each message with what its last edit made of it, or with nothing once it was deleted.
    private static List<Event> asTheyStand(List<Event> journal) {
        var messages = new LinkedHashMap<Long, Event>();
        for (var row : journal) {
            if (row.kind().isEmpty()) {
                messages.put(row.seq(), row);
            } else if (row.kind().equals("message_edited") || row.kind().equals("message_deleted")) {
                messages.computeIfPresent(row.seq(), (_, message) -> message.named(row.key()));
            }
        }
        return List.copyOf(messages.values());
    }

    private static void messagesAreThoseOfTheJournal(
            List<Event> stored, List<Message> truth, BiConsumer<Promise, String> broken) {
        for (var n = 0; n < Math.max(stored.size(), truth.size()); n++) {
            var row = n < stored.size() ? stored.get(n).id() : "nothing";
            var told = n < truth.size() ? truth.get(n).id() : "nothing";
            if (!row.equals(told)) {
                broken.accept(
                        Promise.AGREED, "the journal's message %d is %s, nodes tell %s".formatted(n + 1, row, told));
                return;
            }
        }
    }

    private static void tableIsTheJournal(List<Event> stored, List<Event> table, BiConsumer<Promise, String> broken) {
        for (var n = 0; n < Math.max(stored.size(), table.size()); n++) {
            var row = n < table.size() ? stands(table.get(n), table.get(n).seq()) : "nothing";
            var event = n < stored.size() ? stands(stored.get(n), n + 1) : "nothing";
            if (!row.equals(event)) {
                broken.accept(Promise.PROJECTED, "the table has %s where the journal has %s".formatted(row, event));
                return;
            }
        }
    }

    private static String stands(Event row, long seq) {
        return "%d (%s, content %s)".formatted(seq, row.id(), row.key());
    }
}
