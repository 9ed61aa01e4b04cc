package social.nova.persistence.consumer;

import akka.Done;
import akka.projection.jdbc.javadsl.JdbcHandler;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import social.nova.persistence.common.Database;
import social.nova.persistence.common.ProjectionSession;
import social.nova.persistence.consumer.ConsumerMeters.Outcome;
import social.nova.persistence.kafka.EventFormat.UnreadableEvent;
import social.nova.persistence.kafka.Kafka;
import social.nova.protocols.event.Envelope;

/// Applies a group of records of one partition in one transaction with the projection's offset.
///
/// Each record has a savepoint of its own, so that one which fails takes nothing else with it. A group with a
/// failure is rolled back and tried again, until the record has failed [#ATTEMPTS] times: then it becomes a dead
/// letter, and the rest is kept. What fails because the database is away is not counted.
final class ApplyingHandler<T> extends JdbcHandler<List<ConsumerRecord<byte[], byte[]>>, ProjectionSession> {
    static final int ATTEMPTS = 5;

    private static final Logger LOG = LoggerFactory.getLogger(ApplyingHandler.class);
    // Below the five seconds after which PostgreSQL ends the transaction.
    private static final Duration DEAD_LETTERS_TAKEN_WITHIN = Duration.ofSeconds(3);

    private final EventConsumer<T> consumer;
    private final Kafka kafka;
    private final ConsumerMeters meters;
    private final Map<Long, Integer> failures = new HashMap<>();

    ApplyingHandler(EventConsumer<T> consumer, Kafka kafka, ConsumerMeters meters) {
        this.consumer = consumer;
        this.kafka = kafka;
        this.meters = meters;
    }

    @Override
    public void process(ProjectionSession session, List<ConsumerRecord<byte[], byte[]>> records) throws Exception {
        session.withConnection(connection -> {
            try {
                meters.done(applyAll(connection, records));
            } catch (Exception failure) {
                meters.failed();
                throw failure;
            }
            return Done.getInstance();
        });
    }

    private List<Outcome> applyAll(Connection connection, List<ConsumerRecord<byte[], byte[]>> records)
            throws Exception {
        var outcomes = new ArrayList<Outcome>();
        var dead = new ArrayList<DeadLetter>();
        var again = new ArrayList<Exception>();
        for (var record : records) {
            try {
                outcomes.add(apply(connection, record));
            } catch (UnreadableEvent unreadable) {
                dead.add(new DeadLetter(record, "Cannot be read: " + unreadable.getMessage()));
            } catch (RecordFailed failed) {
                if (failures.merge(record.offset(), 1, Integer::sum) < ATTEMPTS) {
                    again.add(failed);
                } else {
                    dead.add(new DeadLetter(record, "Cannot be applied: " + failed.reason()));
                }
            }
        }
        if (!again.isEmpty()) {
            throw again.getFirst();
        }
        putAside(dead);
        ConsumedEvents.forget(connection, consumer.name(), kafka.settings().deduplicationRetention());
        failures.clear();
        outcomes.addAll(Collections.nCopies(dead.size(), Outcome.PUT_ASIDE));
        return outcomes;
    }

    private Outcome apply(Connection connection, ConsumerRecord<byte[], byte[]> record)
            throws SQLException, UnreadableEvent, RecordFailed {
        var event = consumer.format().read(record.value());
        if (event.isEmpty()) {
            return Outcome.IGNORED;
        }
        var before = connection.setSavepoint();
        try {
            var outcome = applyOnce(connection, event.get());
            connection.releaseSavepoint(before);
            return outcome;
        } catch (SQLException | RuntimeException failure) {
            if (databaseIsAway(failure)) {
                throw failure;
            }
            connection.rollback(before);
            throw new RecordFailed(failure);
        }
    }

    private Outcome applyOnce(Connection connection, Envelope<T> event) throws SQLException {
        if (!ConsumedEvents.remember(connection, consumer.name(), event.id())) {
            return Outcome.REPEATED;
        }
        consumer.effect().apply(connection, event);
        return Outcome.APPLIED;
    }

    private void putAside(List<DeadLetter> dead) throws Exception {
        if (dead.isEmpty()) {
            return;
        }
        var topic = consumer.deadLetters();
        kafka.publish(
                        topic,
                        dead.stream()
                                .map(letter -> letter.toRecord(topic, consumer.name()))
                                .toList())
                .toCompletableFuture()
                .get(DEAD_LETTERS_TAKEN_WITHIN.toMillis(), TimeUnit.MILLISECONDS);
        for (var letter : dead) {
            LOG.error(
                    "{} put aside {}-{}@{}: {}",
                    consumer.name(),
                    letter.record().topic(),
                    letter.record().partition(),
                    letter.record().offset(),
                    letter.reason());
        }
    }

    private static boolean databaseIsAway(Throwable failure) {
        for (var cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException sql) {
                return Database.isAway(sql);
            }
        }
        return false;
    }

    /// The record's own fault, as far as one can tell.
    private static final class RecordFailed extends Exception {
        RecordFailed(Exception cause) {
            super(cause);
        }

        String reason() {
            return String.valueOf(getCause());
        }
    }
}
