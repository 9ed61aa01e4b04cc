package social.nova.persistence.user;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import social.nova.persistence.common.Database;

/// What running nodes know of the master keyset, and what a node must know of it.
///
/// A node reports every few seconds. Who has not for a minute has ended, or ends itself when it wakes up.
public final class KeysetReports {
    private static final Duration COUNTS_FOR = Duration.ofMinutes(1);
    private static final Duration KEPT = Duration.ofDays(1);

    private final Database database;

    public KeysetReports(Database database) {
        this.database = database;
    }

    /// What one node knows.
    ///
    /// @param primary the key by which it wraps
    public record Report(String node, Set<Integer> keys, int primary) {}

    /// Reads the keyset again where it may have changed, and tells of it. One without the required key is not taken
    /// over.
    ///
    /// @param node as no other running node is called
    public CompletionStage<Integer> report(String node, MasterKey masterKey) {
        return database.query(connection -> {
            required(connection).ifPresent(masterKey::require);
            masterKey.refresh();
            write(connection, node, masterKey.keyset());
            return forget(connection);
        });
    }

    /// Of all nodes that run.
    public CompletionStage<List<Report>> all() {
        return database.query(connection -> {
            try (var statement = connection.prepareStatement("""
                    SELECT node, key_ids, primary_key_id FROM keyset_reports
                    WHERE reported_at > now() - ? * INTERVAL '1 second' ORDER BY node
                    """)) {
                statement.setLong(1, COUNTS_FOR.toSeconds());
                var reports = new ArrayList<Report>();
                try (var rows = statement.executeQuery()) {
                    while (rows.next()) {
                        var keys = Stream.of((Integer[]) rows.getArray(2).getArray())
                                .collect(Collectors.toUnmodifiableSet());
                        reports.add(new Report(rows.getString(1), keys, rows.getInt(3)));
                    }
                }
                return List.copyOf(reports);
            }
        });
    }

    /// Nodes without this key do not start any more.
    public CompletionStage<Integer> require(int key) {
        return database.query(connection -> {
            try (var statement = connection.prepareStatement("UPDATE installation SET master_key_id = ?")) {
                statement.setInt(1, key);
                return statement.executeUpdate();
            }
        });
    }

    /// The key that is required and that this keyset lacks. A node that lacks it may not start.
    public CompletionStage<Optional<Integer>> lacking(MasterKeyset keyset) {
        return database.query(
                connection -> required(connection).filter(key -> !keyset.ids().contains(key)));
    }

    private static Optional<Integer> required(Connection connection) throws SQLException {
        try (var statement = connection.prepareStatement("SELECT master_key_id FROM installation");
                var rows = statement.executeQuery()) {
            return rows.next() ? Optional.ofNullable(rows.getObject(1, Integer.class)) : Optional.empty();
        }
    }

    private static void write(Connection connection, String node, MasterKeyset keyset) throws SQLException {
        try (var statement = connection.prepareStatement("""
                INSERT INTO keyset_reports (node, key_ids, primary_key_id) VALUES (?, ?, ?)
                ON CONFLICT (node) DO UPDATE
                SET key_ids = EXCLUDED.key_ids, primary_key_id = EXCLUDED.primary_key_id, reported_at = now()
                """)) {
            statement.setString(1, node);
            statement.setArray(
                    2, connection.createArrayOf("integer", keyset.ids().toArray()));
            statement.setObject(3, keyset.primary(), Types.INTEGER);
            statement.executeUpdate();
        }
    }

    private static int forget(Connection connection) throws SQLException {
        try (var statement = connection.prepareStatement(
                "DELETE FROM keyset_reports WHERE reported_at < now() - ? * INTERVAL '1 second'")) {
            statement.setLong(1, KEPT.toSeconds());
            return statement.executeUpdate();
        }
    }
}
