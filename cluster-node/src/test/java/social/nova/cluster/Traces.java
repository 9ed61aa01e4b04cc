package social.nova.cluster;

import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/// Looks for words that somebody has written: as they are, in hexadecimal and in base64, in whatever case; and in the
/// base64 that events hold, which a dump of the journal shows in hexadecimal. Words have more than six letters.
public final class Traces {
    private static final int ROWS_AT_ONCE = 500;

    private final Map<String, List<String>> forms = new LinkedHashMap<>();

    public Traces(Collection<String> words) {
        words.forEach(word -> forms.put(word, forms(word)));
    }

    /// The words that are left in a text.
    public Set<String> in(String text) {
        var searched = text.toLowerCase(Locale.ROOT);
        var found = new TreeSet<String>();
        forms.forEach((word, all) -> {
            if (all.stream().anyMatch(searched::contains)) {
                found.add(word);
            }
        });
        return found;
    }

    /// The words that are left in any table, each as `word in table`.
    public Set<String> inTables(Connection connection) throws SQLException {
        connection.setAutoCommit(false); // so that rows come some at a time
        try {
            var found = new TreeSet<String>();
            for (var table : tables(connection)) {
                try (var statement = connection.createStatement()) {
                    statement.setFetchSize(ROWS_AT_ONCE);
                    try (var rows = statement.executeQuery("SELECT line::text FROM \"%s\" AS line".formatted(table))) {
                        while (rows.next()) {
                            in(rows.getString(1)).forEach(word -> found.add(word + " in " + table));
                        }
                    }
                }
            }
            return found;
        } finally {
            connection.rollback();
            connection.setAutoCommit(true);
        }
    }

    private static List<String> tables(Connection connection) throws SQLException {
        var tables = new ArrayList<String>();
        try (var statement = connection.createStatement();
                var rows = statement.executeQuery("""
                SELECT table_name FROM information_schema.tables WHERE table_schema = 'public'
                """)) {
            while (rows.next()) {
                tables.add(rows.getString(1));
            }
        }
        return tables;
    }

    // Base64 cuts a word in one of three ways: the middle of each.
    private static List<String> forms(String word) {
        var forms = new ArrayList<String>();
        forms.add(word.toLowerCase(Locale.ROOT));
        forms.add(HexFormat.of().formatHex(word.getBytes(StandardCharsets.UTF_8)));
        for (var shift = 0; shift < 3; shift++) {
            var shifted = (" ".repeat(shift) + word).getBytes(StandardCharsets.UTF_8);
            var encoded = Base64.getEncoder().encodeToString(shifted);
            var middle = encoded.substring(4, encoded.length() - 4);
            forms.add(middle.toLowerCase(Locale.ROOT));
            forms.add(HexFormat.of().formatHex(middle.getBytes(StandardCharsets.US_ASCII)));
        }
        return List.copyOf(forms);
    }
}
