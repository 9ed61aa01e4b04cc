package social.nova.cluster.contract;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import social.nova.protocols.contract.Exchange;
import social.nova.protocols.contract.Service;

/// The tables of `docs/08-authorisation.md` of what is between two people.
final class RelationTable {
    private static final Pattern HEADING = Pattern.compile("## Between two people: (\\w+) service");

    private RelationTable() {}

    /// One line.
    ///
    /// @param with the JSON body, a query, or nothing
    /// @param answers what each gets: a status, and a code if it is an error
    record Row(Service service, String method, String path, String with, Map<Relation, String> answers) {

        /// What one who stands so to the owner sends, and what comes back.
        Exchange send(Acquaintances all, Relation relation) {
            var headers = new TreeMap<>(relation.become(all));
            if (with.startsWith("{")) {
                headers.put("Content-Type", "application/json");
            }
            var caller = relation.in(all);
            var isQuery = with.startsWith("?");
            var target = fill(path, all, caller) + (isQuery ? with : "");
            return Wire.send(service, method, target, headers, isQuery ? "" : fill(with, all, caller));
        }

        private static String fill(String text, Acquaintances all, Person caller) {
            return text.replace("{user_id}", all.owner().id())
                    .replace("{username}", all.owner().username())
                    .replace("{conversation_id}", all.group())
                    .replace("{message_id}", all.message())
                    .replace("{friend}", all.friend().id())
                    .replace("{caller}", caller.id());
        }

        @Override
        public String toString() {
            return "%s %s at %s".formatted(method, path, service);
        }
    }

    static List<Row> rows() {
        var rows = new ArrayList<Row>();
        @Nullable Service service = null;
        for (var line : AuthorisationTable.lines()) {
            var heading = HEADING.matcher(line);
            if (heading.matches()) {
                service = Service.valueOf(heading.group(1).toUpperCase(Locale.ROOT));
            } else if (line.startsWith("## ")) {
                service = null;
            } else if (service != null && line.startsWith("| `")) {
                rows.add(row(service, AuthorisationTable.cells(line)));
            }
        }
        return rows;
    }

    private static Row row(Service service, List<String> cells) {
        var relations = Relation.values();
        if (cells.size() != 3 + relations.length) {
            throw new IllegalStateException("Not as many cells as relations: " + cells);
        }
        var request = cells.getFirst().split(" ", 2);
        var answers = new EnumMap<Relation, String>(Relation.class);
        for (var n = 0; n < relations.length; n++) {
            answers.put(relations[n], cells.get(2 + n));
        }
        return new Row(service, request[0], request[1], cells.get(1), answers);
    }
}
