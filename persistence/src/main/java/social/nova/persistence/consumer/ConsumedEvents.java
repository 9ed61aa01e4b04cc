package social.nova.persistence.consumer;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import social.nova.protocols.event.EventId;

/// The `consumed_events` table: what each consumer has applied already.
final class ConsumedEvents {
    private static final int FORGOTTEN_AT_ONCE = 1_000;

    private ConsumedEvents() {}

    /// Remembers the event, and says whether it is new to this consumer.
    static boolean remember(Connection connection, String consumer, EventId event) throws SQLException {
        try (var statement = connection.prepareStatement("""
                INSERT INTO consumed_events (consumer, event_id) VALUES (?, ?::uuid) ON CONFLICT DO NOTHING
                """)) {
            statement.setString(1, consumer);
            statement.setString(2, event.value());
            return statement.executeUpdate() == 1;
        }
    }

    /// Forgets some of what is older than `retention`. Partitions that do so at once do not wait for each other.
    static int forget(Connection connection, String consumer, Duration retention) throws SQLException {
        try (var statement = connection.prepareStatement("""
                DELETE FROM consumed_events WHERE (consumer, event_id) IN (
                    SELECT consumer, event_id FROM consumed_events
                    WHERE consumer = ? AND consumed_at < now() - ? * INTERVAL '1 second'
                    ORDER BY consumed_at LIMIT ?
                    FOR UPDATE SKIP LOCKED)
                """)) {
            statement.setString(1, consumer);
            statement.setLong(2, retention.toSeconds());
            statement.setInt(3, FORGOTTEN_AT_ONCE);
            return statement.executeUpdate();
        }
    }
}
