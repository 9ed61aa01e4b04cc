package social.nova.persistence.projection;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import java.time.Instant;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import social.nova.persistence.common.TestDatabase;
import social.nova.persistence.projection.ProjectionLag.Lag;
import social.nova.protocols.common.Shards;

class ProjectionLagTest {
    private static final int JOURNALED = 20_000;

    private final String type = "Lag" + UUID.randomUUID().toString().substring(0, 8);
    private final ProjectionLag lag = new ProjectionLag(TestDatabase.get(), type, type);
    private long first;

    /// Events at 1 to 20,000 ms, all of slice 0.
    @BeforeEach
    void journal() throws SQLException {
        try (var connection = TestDatabase.connect();
                var statement = connection.createStatement()) {
            var events = statement.executeQuery("""
                    WITH events AS (
                        INSERT INTO event_journal (persistence_id, sequence_number, writer, write_timestamp,
                            event_ser_id, event_ser_manifest, event_payload)
                        SELECT '%1$s|x', n, 'test', n, 1, '', ''::bytea FROM generate_series(1, %2$d) AS n
                        ORDER BY n RETURNING ordering),
                    tags AS (INSERT INTO event_tag SELECT ordering, '%3$s' FROM events)
                    SELECT min(ordering) FROM events
                    """.formatted(type, JOURNALED, Shards.tag(type, 0)));
            events.next();
            first = events.getLong(1);
            connection.commit();
            statement.execute("ANALYZE event_journal, event_tag");
            connection.commit();
        }
    }

    @Test
    void countsWhatWaitsUpToAPoint() throws Exception {
        assertThat(measure()).isEqualTo(new Lag(ProjectionLag.COUNTED_UP_TO, Instant.ofEpochMilli(1)));
    }

    @Test
    void knowsTheOldestThatWaits() throws Exception {
        applied(JOURNALED - 3);

        assertThat(measure()).isEqualTo(new Lag(3, Instant.ofEpochMilli(JOURNALED - 2)));
    }

    @Test
    void knowsThatNothingWaits() throws Exception {
        applied(JOURNALED);

        assertThat(measure()).isEqualTo(new Lag(0, null));
    }

    /// However much has been journaled before it.
    @Test
    void readsOnlyWhatWaits() throws Exception {
        applied(JOURNALED - 3);
        var before = counted();

        // A server's session brings its counters up to date with a statement, at most once a second.
        var deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (counted().scans() == before.scans() && System.nanoTime() < deadline) {
            measure();
        }

        var after = counted();
        assertThat(after.scans()).isGreaterThan(before.scans());
        assertThat(after.rows() - before.rows()).isLessThan(10 * (after.scans() - before.scans()));
    }

    private Lag measure() throws Exception {
        return Objects.requireNonNull(get(lag.measure()).get(Shards.tag(type, 0)));
    }

    private void applied(int events) throws Exception {
        get(TestDatabase.get().query(connection -> {
            try (var statement = connection.prepareStatement("""
                    INSERT INTO akka_projection_offset_store
                        (projection_name, projection_key, current_offset, manifest, mergeable, last_updated)
                    VALUES (?, ?, ?, 'LNG', FALSE, 0)
                    """)) {
                statement.setString(1, type);
                statement.setString(2, Shards.tag(type, 0));
                statement.setString(3, String.valueOf(first + events - 1));
                return statement.executeUpdate();
            }
        }));
    }

    /// What sessions have counted so far: scans of tags, and rows of the journal read, by whatever way.
    private record Counted(long scans, long rows) {}

    private static Counted counted() throws SQLException {
        try (var connection = TestDatabase.connect();
                var found = connection.createStatement().executeQuery("""
                        SELECT sum(seq_scan + idx_scan) FILTER (WHERE relname = 'event_tag'),
                            sum(seq_tup_read + idx_tup_fetch) FILTER (WHERE relname = 'event_journal')
                        FROM pg_stat_user_tables
                        """)) {
            found.next();
            return new Counted(found.getLong(1), found.getLong(2));
        }
    }

    private static <T> T get(CompletionStage<T> stage) throws Exception {
        return stage.toCompletableFuture().get(30, TimeUnit.SECONDS);
    }
}
