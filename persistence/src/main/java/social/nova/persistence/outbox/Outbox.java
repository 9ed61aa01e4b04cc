package social.nova.persistence.outbox;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import social.nova.persistence.common.Database;
import social.nova.persistence.kafka.EventFormat;
import social.nova.protocols.event.DomainEvent;
import social.nova.protocols.event.Envelope;
import social.nova.protocols.event.EventId;

/// The `outbox` table: events that Kafka does not know yet, in the order in which they will be told.
public final class Outbox {
    /// Counting stops there: with so many behind, the exact number is not worth the reading.
    static final int COUNTED_UP_TO = 10_000;

    private final Database database;

    Outbox(Database database) {
        this.database = database;
    }

    /// Tells of an event, if and only if the caller's transaction commits.
    ///
    /// To be called after the statement that changes the entity: the lock which that statement holds is what
    /// keeps the events of one entity in order.
    public static void write(Connection connection, DomainEvent event) throws SQLException {
        write(connection, event, null);
    }

    /// @param traceparent the W3C trace context of what caused the event, passed on to its consumers
    public static void write(Connection connection, DomainEvent event, @Nullable String traceparent)
            throws SQLException {
        try (var statement = connection.prepareStatement("""
                INSERT INTO outbox (event_id, entity, type, payload, traceparent) VALUES (?::uuid, ?, ?, ?::jsonb, ?)
                """)) {
            statement.setString(1, event.id().value());
            statement.setString(2, event.entity());
            statement.setString(3, EventFormat.typeOf(event));
            statement.setString(4, EventFormat.data(event));
            statement.setString(5, traceparent);
            statement.executeUpdate();
        }
    }

    /// The oldest entries, at most `limit`, that nothing still under way can precede.
    ///
    /// Rows of one entity come in the order in which their transactions changed it. A transaction that is still
    /// running may hold a row of a lower position, so reading stops at the first row whose own transaction is
    /// not older than all that run.
    CompletionStage<List<Entry>> oldest(int limit) {
        return database.query(connection -> {
            try (var statement = connection.prepareStatement("""
                    SELECT position, event_id, entity, type, payload, traceparent, created_at,
                           transaction_id < (SELECT pg_snapshot_xmin(pg_current_snapshot()))
                           -- Not of this server's counting: the database was restored from a dump.
                           OR transaction_id >= (SELECT pg_snapshot_xmax(pg_current_snapshot())) AS settled
                    FROM outbox
                    ORDER BY position
                    LIMIT ?
                    """)) {
                statement.setInt(1, limit);
                var entries = new ArrayList<Entry>();
                try (var rows = statement.executeQuery()) {
                    while (rows.next() && rows.getBoolean("settled")) {
                        entries.add(entry(rows));
                    }
                }
                return List.copyOf(entries);
            }
        });
    }

    /// Forgets what Kafka has taken. Repeating it changes nothing.
    CompletionStage<Integer> delete(List<Entry> told) {
        return database.query(connection -> {
            try (var statement = connection.prepareStatement("DELETE FROM outbox WHERE position = ANY (?)")) {
                statement.setArray(
                        1,
                        connection.createArrayOf(
                                "bigint", told.stream().map(Entry::position).toArray()));
                return statement.executeUpdate();
            }
        });
    }

    /// How many wait, and since when the first of them.
    CompletionStage<Waiting> waiting() {
        return database.query(connection -> {
            try (var statement = connection.prepareStatement("""
                    SELECT count(*), min(created_at)
                    FROM (SELECT created_at FROM outbox ORDER BY position LIMIT ?) AS first
                    """)) {
                statement.setInt(1, COUNTED_UP_TO);
                try (var rows = statement.executeQuery()) {
                    rows.next();
                    var oldest = rows.getTimestamp(2);
                    return new Waiting(rows.getInt(1), oldest == null ? null : oldest.toInstant());
                }
            }
        });
    }

    /// @param entries at most [#COUNTED_UP_TO]
    /// @param oldest when the first of them was written; nothing when there is none
    record Waiting(int entries, @Nullable Instant oldest) {}

    /// @param event with its data as it is stored, in JSON
    record Entry(
            long position, Envelope<String> event, @Nullable String traceparent) {}

    private static Entry entry(ResultSet row) throws SQLException {
        return new Entry(
                row.getLong("position"),
                new Envelope<>(
                        new EventId(row.getString("event_id")),
                        row.getString("type"),
                        row.getString("entity"),
                        null,
                        row.getTimestamp("created_at").toInstant(),
                        row.getString("payload")),
                row.getString("traceparent"));
    }
}
