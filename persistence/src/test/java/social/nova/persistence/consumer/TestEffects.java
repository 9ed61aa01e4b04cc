package social.nova.persistence.consumer;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import social.nova.persistence.common.TestDatabase;
import social.nova.protocols.event.DomainEvent;
import social.nova.protocols.event.DomainEvent.MemberJoined;
import social.nova.protocols.event.Envelope;

/// A table of a test's own that notes every event applied, in the order of applying: an event that takes effect
/// twice is in it twice.
public final class TestEffects {
    private final String table = "effects_" + UUID.randomUUID().toString().replace('-', '_');

    public TestEffects() throws SQLException {
        execute("CREATE TABLE %s (position BIGSERIAL PRIMARY KEY, entity TEXT, revision BIGINT)".formatted(table));
    }

    /// What a consumer does with an event.
    public void note(Connection connection, Envelope<DomainEvent> event) throws SQLException {
        if (event.data() instanceof MemberJoined joined) {
            try (var statement =
                    connection.prepareStatement("INSERT INTO %s (entity, revision) VALUES (?, ?)".formatted(table))) {
                statement.setString(1, event.entity());
                statement.setLong(2, joined.revision());
                statement.executeUpdate();
            }
        }
    }

    public long count() throws SQLException {
        return numbers("SELECT count(*) FROM " + table).getFirst();
    }

    public long distinct() throws SQLException {
        return numbers("SELECT count(DISTINCT (entity, revision)) FROM " + table)
                .getFirst();
    }

    /// The revisions in the order in which they were applied.
    public List<Long> revisions() throws SQLException {
        return numbers("SELECT revision FROM %s ORDER BY position".formatted(table));
    }

    /// How many events were applied after a later one of the same entity.
    public long outOfOrder() throws SQLException {
        return numbers("""
                SELECT count(*) FROM (
                    SELECT revision, lag(revision) OVER (PARTITION BY entity ORDER BY position) AS before FROM %s
                ) AS steps WHERE revision <= before
                """.formatted(table)).getFirst();
    }

    public void clear() throws SQLException {
        execute("DELETE FROM " + table);
    }

    /// Runs one statement and commits it.
    public static void execute(String sql) throws SQLException {
        try (var connection = TestDatabase.connect();
                var statement = connection.createStatement()) {
            statement.execute(sql);
            connection.commit();
        }
    }

    public static List<Long> numbers(String sql) throws SQLException {
        try (var connection = TestDatabase.connect();
                var statement = connection.createStatement();
                var rows = statement.executeQuery(sql)) {
            var numbers = new ArrayList<Long>();
            while (rows.next()) {
                numbers.add(rows.getLong(1));
            }
            return numbers;
        }
    }
}
