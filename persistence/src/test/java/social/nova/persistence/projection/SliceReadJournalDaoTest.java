package social.nova.persistence.projection;

import static org.assertj.core.api.Assertions.assertThat;

import akka.NotUsed;
import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.persistence.jdbc.config.ReadJournalConfig;
import akka.persistence.jdbc.query.javadsl.JdbcReadJournal;
import akka.persistence.query.EventEnvelope;
import akka.persistence.query.Offset;
import akka.persistence.query.PersistenceQuery;
import akka.serialization.SerializationExtension;
import akka.stream.Materializer;
import akka.stream.javadsl.Sink;
import akka.stream.javadsl.Source;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;
import scala.Option;
import slick.jdbc.JdbcBackend$;
import slick.jdbc.PostgresProfile$;
import slick.util.AsyncExecutor;
import social.nova.persistence.common.TestDatabase;

class SliceReadJournalDaoTest {
    private static final ActorTestKit ACTORS = ActorTestKit.create(TestDatabase.journal());
    private static final JdbcReadJournal JOURNAL = PersistenceQuery.get(ACTORS.system())
            .getReadJournalFor(JdbcReadJournal.class, JdbcReadJournal.Identifier());

    /// Akka's for strings.
    private static final int STRING_SERIALIZER = 20;

    /// What this transaction has read: entries of the index of tags, and rows of both tables.
    private static final String READ = """
            SELECT pg_stat_get_xact_tuples_returned('event_tag_pkey'::regclass)
                + (SELECT sum(seq_tup_read + idx_tup_fetch) FROM pg_stat_xact_user_tables
                    WHERE relname IN ('event_journal', 'event_tag'))
            """;

    private final String quiet = "Quiet-" + UUID.randomUUID();
    private final String busy = "Busy-" + UUID.randomUUID();

    @AfterAll
    static void stop() {
        ACTORS.shutdownTestKit();
    }

    @Test
    void readsTheEventsOfASliceInOrder() throws Exception {
        journal(quiet, 1, 3);
        journal(busy, 1, 2);
        journal(quiet, 4, 1_000);

        var events = get(JOURNAL.currentEventsByTag(quiet, Offset.noOffset()));

        assertThat(events)
                .extracting(EventEnvelope::event)
                .isEqualTo(IntStream.rangeClosed(1, 1_000)
                        .mapToObj("event %d"::formatted)
                        .toList());
        assertThat(events).extracting(EventEnvelope::persistenceId).containsOnly(quiet);
        assertThat(events).extracting(EventEnvelope::offset).isSorted();
    }

    @Test
    void goesOnBehindAnOffset() throws Exception {
        journal(quiet, 1, 20);
        var first = get(JOURNAL.currentEventsByTag(quiet, Offset.noOffset()));

        var rest = get(JOURNAL.currentEventsByTag(quiet, first.get(16).offset()));

        assertThat(rest).extracting(EventEnvelope::event).containsExactly("event 18", "event 19", "event 20");
    }

    @Test
    void leavesOutWhatIsDeleted() throws Exception {
        journal(quiet, 1, 3);
        try (var connection = TestDatabase.connect()) {
            execute(
                    connection,
                    "UPDATE event_journal SET deleted = TRUE WHERE persistence_id = '%s' AND sequence_number = 2"
                            .formatted(quiet));
        }

        var events = get(JOURNAL.currentEventsByTag(quiet, Offset.noOffset()));

        assertThat(events).extracting(EventEnvelope::event).containsExactly("event 1", "event 3");
    }

    /// However long the journal of this slice is, and however much others have written since.
    @Test
    void readsOnlyWhatIsNew() throws Exception {
        journal(quiet, 1, 20_000);
        journal(busy, 1, 20_000);
        journal(quiet, 20_001, 20_003);
        var known = ordering(quiet, 20_000);
        try (var connection = TestDatabase.connect()) {
            var events = SliceReadJournalDao.read(connection, quiet, known, Long.MAX_VALUE, 500);

            assertThat(events).hasSize(3);
            assertThat(number(connection, READ)).isBetween(3L, 20L);
        }
    }

    /// Nor is one whose other slices get more asked for what came before.
    @Test
    void leavesAJournalAtRestAlone() throws Exception {
        journal(quiet, 1, 3);
        journal(busy, 1, 2);
        var last = ordering(quiet, 3);
        var questions = new AtomicInteger();
        var dao = dao(questions);

        assertThat(events(dao, last - 1, last + 2)).isEqualTo(1);
        assertThat(events(dao, last, last + 2)).isZero();
        assertThat(events(dao, last, last + 1)).isZero();
        assertThat(questions).hasValue(1);

        journal(quiet, 4, 4);
        var next = ordering(quiet, 4);
        assertThat(events(dao, last, next)).isEqualTo(1);
        assertThat(questions).hasValue(2);

        assertThat(events(dao, 0, next)).as("for whoever is further behind").isEqualTo(4);
    }

    /// @param connections counts those it takes, one for each question
    private static SliceReadJournalDao dao(AtomicInteger connections) {
        var database = JdbcBackend$.MODULE$
                .Database()
                .forDataSource(
                        new PGSimpleDataSource() {
                            @Override
                            public Connection getConnection() throws SQLException {
                                connections.incrementAndGet();
                                return TestDatabase.connect();
                            }
                        },
                        Option.apply(1),
                        AsyncExecutor.apply("questions", 1, 10),
                        false);
        return new SliceReadJournalDao(
                database,
                PostgresProfile$.MODULE$,
                new ReadJournalConfig(ACTORS.system().settings().config().getConfig("jdbc-read-journal")),
                SerializationExtension.get(ACTORS.system()),
                ACTORS.system().executionContext(),
                Materializer.matFromSystem(ACTORS.system()));
    }

    private long events(SliceReadJournalDao dao, long after, long upTo) throws Exception {
        return dao.eventsByTag(quiet, after, upTo, 10)
                .asJava()
                .runWith(Sink.seq(), ACTORS.system())
                .toCompletableFuture()
                .get(60, TimeUnit.SECONDS)
                .size();
    }

    private static long ordering(String id, int sequenceNumber) throws SQLException {
        try (var connection = TestDatabase.connect()) {
            return number(
                    connection,
                    "SELECT ordering FROM event_journal WHERE persistence_id = '%s' AND sequence_number = %d"
                            .formatted(id, sequenceNumber));
        }
    }

    private static long number(Connection connection, String sql) throws SQLException {
        try (var statement = connection.createStatement();
                var found = statement.executeQuery(sql)) {
            found.next();
            return found.getLong(1);
        }
    }

    private static void journal(String tag, int first, int last) throws SQLException {
        try (var connection = TestDatabase.connect()) {
            execute(connection, """
                    WITH events AS (
                        INSERT INTO event_journal (persistence_id, sequence_number, writer, write_timestamp,
                            adapter_manifest, event_ser_id, event_ser_manifest, event_payload)
                        SELECT '%1$s', n, 'test', n, '', %2$d, '', convert_to('event ' || n, 'UTF8')
                        FROM generate_series(%3$d, %4$d) AS n
                        ORDER BY n RETURNING ordering)
                    INSERT INTO event_tag (event_id, tag) SELECT ordering, '%1$s' FROM events
                    """.formatted(tag, STRING_SERIALIZER, first, last));
            execute(connection, "ANALYZE event_journal, event_tag");
        }
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute(sql);
            connection.commit();
        }
    }

    private static List<EventEnvelope> get(Source<EventEnvelope, NotUsed> events) throws Exception {
        return events.runWith(Sink.seq(), ACTORS.system()).toCompletableFuture().get(60, TimeUnit.SECONDS);
    }
}
