package social.nova.persistence.user;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.concurrent.CompletionStage;
import social.nova.persistence.common.Database;

/// All that the master keyset has wrapped, table by table: counted, and wrapped anew by its primary key.
public final class WrappedKeys {
    /// Every table there is; a test finds those that are missing.
    static final List<Table> TABLES = List.of(
            new Table("user_keys", "user_id", "uuid", "00000000-0000-0000-0000-000000000000", ""),
            new Table("signing_keys", "key_id", "text", "", "signing-key/"));

    /// What no key begins with.
    private static final byte[] NO_MARK = {};

    private final Database database;
    private final MasterKey masterKey;

    public WrappedKeys(Database database, MasterKey masterKey) {
        this.database = database;
        this.masterKey = masterKey;
    }

    /// A table with a column `wrapped_key`.
    ///
    /// @param least before every id
    /// @param context what stands before the id in what a key is bound to
    record Table(String name, String id, String type, String least, String context) {}

    /// How far the tables have been gone through.
    ///
    /// @param done keys that were gone through so far
    public record Place(int table, String id, long done) {
        public static final Place START = new Place(0, "", 0);

        private Place after(SequencedMap<String, byte[]> batch, int limit) {
            var all = done + batch.size();
            return batch.size() == limit
                    ? new Place(table, batch.lastEntry().getKey(), all)
                    : new Place(table + 1, "", all);
        }
    }

    /// How many keys are not wrapped by the primary key of the keyset.
    public CompletionStage<Long> byOthers() {
        return database.query(connection -> {
            var all = 0L;
            for (var table : TABLES) {
                try (var statement = connection.prepareStatement(
                        "SELECT count(*) FROM %s WHERE substring(wrapped_key FROM 1 FOR 5) <> ?"
                                .formatted(table.name()))) {
                    statement.setBytes(1, masterKey.keyset().mark());
                    try (var rows = statement.executeQuery()) {
                        rows.next();
                        all += rows.getLong(1);
                    }
                }
            }
            return all;
        });
    }

    /// What came of trying keys.
    ///
    /// @param unopened one that no key of the keyset opens: its table and id
    /// @param next where the batch ended; nothing behind the last
    public record Trial(Optional<String> unopened, Optional<Place> next) {}

    /// Tries whether the keyset opens some more keys. Writes nothing.
    ///
    /// @param behind where the batch before ended
    /// @param limit at most so many
    public CompletionStage<Trial> attempt(Place behind, int limit) {
        return database.query(connection -> {
            if (behind.table() == TABLES.size()) {
                return new Trial(Optional.empty(), Optional.empty());
            }
            var table = TABLES.get(behind.table());
            var all = read(connection, table, behind.id(), limit, NO_MARK);
            var unopened = all.entrySet().stream()
                    .filter(row -> !masterKey.opens(row.getValue(), table.context() + row.getKey()))
                    .map(row -> table.name() + " " + row.getKey())
                    .findFirst();
            return new Trial(unopened, Optional.of(behind.after(all, limit)));
        });
    }

    /// Wraps some more keys by the primary key, each in the place of its old form if that is still there. What they
    /// have sealed is not touched.
    ///
    /// @param behind where the batch before ended
    /// @param limit at most so many
    /// @return where this one ended; nothing behind the last
    public CompletionStage<Optional<Place>> rewrap(Place behind, int limit) {
        return database.transaction(connection -> {
            if (behind.table() == TABLES.size()) {
                return Optional.empty();
            }
            var table = TABLES.get(behind.table());
            var old = read(
                    connection, table, behind.id(), limit, masterKey.keyset().mark());
            write(connection, table, old);
            return Optional.of(behind.after(old, limit));
        });
    }

    /// Those that do not begin with `mark`.
    private static SequencedMap<String, byte[]> read(
            Connection connection, Table table, String behind, int limit, byte[] mark) throws SQLException {
        try (var statement = connection.prepareStatement("""
                SELECT %1$s, wrapped_key FROM %2$s
                WHERE %1$s > ?::%3$s AND substring(wrapped_key FROM 1 FOR 5) <> ?
                ORDER BY %1$s LIMIT ?
                """.formatted(table.id(), table.name(), table.type()))) {
            statement.setString(1, behind.isEmpty() ? table.least() : behind);
            statement.setBytes(2, mark);
            statement.setInt(3, limit);
            var found = new LinkedHashMap<String, byte[]>();
            try (var rows = statement.executeQuery()) {
                while (rows.next()) {
                    found.put(rows.getString(1), rows.getBytes(2));
                }
            }
            return found;
        }
    }

    private void write(Connection connection, Table table, Map<String, byte[]> old) throws SQLException {
        try (var statement = connection.prepareStatement("""
                UPDATE %s SET wrapped_key = ? WHERE %s = ?::%s AND wrapped_key = ?
                """.formatted(table.name(), table.id(), table.type()))) {
            for (var row : old.entrySet()) {
                var context = table.context() + row.getKey();
                statement.setBytes(1, masterKey.seal(masterKey.open(row.getValue(), context), context));
                statement.setString(2, row.getKey());
                statement.setBytes(3, row.getValue());
                statement.addBatch();
            }
            statement.executeBatch();
        }
    }
}
