package social.nova.persistence.cdc;

import akka.Done;
import akka.actor.typed.ActorSystem;
import akka.persistence.jdbc.query.javadsl.JdbcReadJournal;
import akka.persistence.query.Offset;
import akka.projection.Projection;
import akka.projection.ProjectionId;
import akka.projection.eventsourced.EventEnvelope;
import akka.projection.eventsourced.javadsl.EventSourcedProvider;
import akka.projection.javadsl.Handler;
import akka.projection.jdbc.javadsl.JdbcProjection;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;
import social.nova.persistence.common.Database;
import social.nova.persistence.common.ProjectionSession;
import social.nova.persistence.kafka.EventFormat;
import social.nova.persistence.kafka.Kafka;
import social.nova.protocols.common.Journaled;
import social.nova.protocols.common.Shards;

/// Publishes the journal to Kafka, one instance per entity type and slice.
///
/// At least once and in order per entity: the offset is stored only after Kafka has acknowledged all up to it,
/// and an event published again has the same id. Nothing waits here while Kafka is away: the journal is the
/// queue.
public final class CdcProjection {
    /// As its offsets are stored.
    public static final String NAME = "cdc";
    private static final int GROUP = 200;
    private static final Duration GROUP_WAITS_AT_MOST = Duration.ofMillis(50);

    private CdcProjection() {}

    /// @param slice from 0 to [Shards#NUMBER_OF_SLICES] exclusive
    public static Projection<EventEnvelope<Journaled>> ofSlice(
            String entityType, int slice, Kafka kafka, Database database, ActorSystem<?> system) {
        var tag = Shards.tag(entityType, slice);
        var events = EventSourcedProvider.<Journaled>eventsByTag(system, JdbcReadJournal.Identifier(), tag);
        return JdbcProjection.<Offset, EventEnvelope<Journaled>, ProjectionSession>groupedWithinAsync(
                        ProjectionId.of(NAME, tag),
                        events,
                        () -> new ProjectionSession(database.forProjections()),
                        () -> new Publishing(kafka),
                        system)
                .withGroup(GROUP, GROUP_WAITS_AT_MOST)
                .withRestartBackoff(Duration.ofMillis(200), Duration.ofSeconds(10), 0.2);
    }

    private static final class Publishing extends Handler<List<EventEnvelope<Journaled>>> {
        private final Kafka kafka;

        Publishing(Kafka kafka) {
            this.kafka = kafka;
        }

        @Override
        public CompletionStage<Done> process(List<EventEnvelope<Journaled>> events) {
            var topic = kafka.settings().cdcTopic();
            return kafka.publish(
                    topic,
                    events.stream()
                            .map(event -> EventFormat.JOURNAL_CHANGES.record(topic, JournalChanges.of(event)))
                            .toList());
        }
    }
}
