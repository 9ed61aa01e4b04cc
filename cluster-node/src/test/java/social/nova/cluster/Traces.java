package social.nova.cluster;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
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
import java.util.zip.ZipInputStream;

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

    /// The words that are left in any file below a directory, in what is in archives, too, each as `word in file`.
    public Set<String> inFiles(Path directory) throws IOException {
        var found = new TreeSet<String>();
        for (var file : files(directory)) {
            var bytes = Files.readAllBytes(file);
            in(text(bytes)).forEach(word -> found.add(word + " in " + file.getFileName()));
            try (var zip = new ZipInputStream(new ByteArrayInputStream(bytes))) {
                for (var entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                    var name = entry.getName();
                    in(text(zip.readAllBytes())).forEach(word -> found.add(word + " in " + name));
                }
            }
        }
        return found;
    }

    private static List<Path> files(Path directory) throws IOException {
        try (var all = Files.walk(directory)) {
            return all.filter(Files::isRegularFile).toList();
        }
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
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
