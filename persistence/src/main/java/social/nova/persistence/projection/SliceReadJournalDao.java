package social.nova.persistence.projection;

import akka.NotUsed;
import akka.persistence.PersistentRepr;
import akka.persistence.jdbc.AkkaSerialization;
import akka.persistence.jdbc.config.ReadJournalConfig;
import akka.persistence.jdbc.journal.dao.JournalTables.JournalAkkaSerializationRow;
import akka.persistence.jdbc.query.dao.DefaultReadJournalDao;
import akka.serialization.Serialization;
import akka.stream.Materializer;
import akka.stream.scaladsl.Source;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import scala.Function1;
import scala.Option;
import scala.Tuple3;
import scala.collection.immutable.Set;
import scala.concurrent.ExecutionContext;
import scala.concurrent.Future;
import scala.jdk.javaapi.FutureConverters;
import scala.util.Try;
import slick.dbio.DBIOAction;
import slick.jdbc.JdbcBackend;
import slick.jdbc.JdbcProfile;
import slick.jdbc.SimpleJdbcAction;

/// Reads the events of a slice along the index of tags, so that asking for new ones costs what is new.
///
/// The plug-in's own query bounds the ordering of the journal's row, and PostgreSQL concludes nothing of the tag's from
/// it: it walks either all events of others since, or all tags of this slice since the first. Every projection asks
/// several times a second.
///
/// Up to the ordering it is asked for everything is written: the plug-in waits for numbers that are missing.
public final class SliceReadJournalDao extends DefaultReadJournalDao {
    /// The limit of one row keeps this order of steps: tags first, then a look at the journal for each.
    private static final String EVENTS = """
            SELECT event.* FROM event_tag CROSS JOIN LATERAL (
                SELECT ordering, persistence_id, sequence_number, writer, write_timestamp, adapter_manifest,
                    event_payload, event_ser_id, event_ser_manifest
                FROM event_journal WHERE ordering = event_tag.event_id AND NOT deleted
                LIMIT 1) AS event
            WHERE event_tag.tag = ? AND event_tag.event_id > ? AND event_tag.event_id <= ?
            ORDER BY event_tag.event_id
            LIMIT ?
            """;

    private final Serialization serialization;
    private final KnownGaps gaps = new KnownGaps();

    /// Called by Akka.
    public SliceReadJournalDao(
            JdbcBackend.DatabaseDef database,
            JdbcProfile profile,
            ReadJournalConfig config,
            Serialization serialization,
            ExecutionContext executor,
            Materializer materializer) {
        super(database, profile, config, serialization, executor, materializer);
        this.serialization = serialization;
    }

    @Override
    public Source<Try<Tuple3<PersistentRepr, Set<String>, Object>>, NotUsed> eventsByTag(
            String tag, long after, long upTo, long limit) {
        var begin = gaps.begin(tag, after);
        if (begin >= upTo) {
            return Source.empty();
        }
        var rows = run(context -> read(context.connection(), tag, begin, upTo, limit));
        return akka.stream.javadsl.Source.completionStage(FutureConverters.asJava(rows))
                .mapConcat(read -> {
                    if (read.size() < limit) {
                        gaps.note(tag, read.isEmpty() ? begin : read.getLast().ordering(), upTo);
                    }
                    return read;
                })
                .map(this::event)
                .asScala();
    }

    // By Scala's type without values Slick says that an action may do anything. Java does not take it for an effect.
    @SuppressWarnings({"rawtypes", "unchecked"})
    private <R> Future<R> run(Function1<JdbcBackend.JdbcActionContext, R> work) {
        return db().run((DBIOAction) new SimpleJdbcAction<>(work));
    }

    static List<JournalAkkaSerializationRow> read(
            Connection connection, String tag, long after, long upTo, long limit) {
        try (var statement = connection.prepareStatement(EVENTS)) {
            statement.setString(1, tag);
            statement.setLong(2, after);
            statement.setLong(3, upTo);
            statement.setLong(4, limit);
            var rows = new ArrayList<JournalAkkaSerializationRow>();
            try (var found = statement.executeQuery()) {
                while (found.next()) {
                    rows.add(row(found));
                }
            }
            return rows;
        } catch (SQLException failure) {
            throw new EventsUnreadable(failure);
        }
    }

    // Nova's events carry no metadata.
    private static JournalAkkaSerializationRow row(ResultSet found) throws SQLException {
        return new JournalAkkaSerializationRow(
                found.getLong(1),
                false,
                found.getString(2),
                found.getLong(3),
                found.getString(4),
                found.getLong(5),
                Objects.requireNonNullElse(found.getString(6), ""),
                found.getBytes(7),
                found.getInt(8),
                found.getString(9),
                Option.empty(),
                Option.empty(),
                Option.empty());
    }

    private Try<Tuple3<PersistentRepr, Set<String>, Object>> event(JournalAkkaSerializationRow row) {
        return AkkaSerialization.fromRow(serialization, row)
                .map(read -> new Tuple3<>(read._1(), scala.collection.immutable.Set$.MODULE$.empty(), read._2()));
    }

    /// The database did not answer.
    private static final class EventsUnreadable extends RuntimeException {
        EventsUnreadable(SQLException cause) {
            super(cause);
        }
    }
}
