package social.nova.persistence.conversation;

import akka.actor.typed.ActorSystem;
import akka.persistence.jdbc.query.javadsl.JdbcReadJournal;
import akka.persistence.query.Offset;
import akka.projection.Projection;
import akka.projection.ProjectionId;
import akka.projection.eventsourced.EventEnvelope;
import akka.projection.eventsourced.javadsl.EventSourcedProvider;
import akka.projection.jdbc.javadsl.JdbcProjection;
import java.time.Duration;
import social.nova.persistence.common.Database;
import social.nova.persistence.common.ProjectionSession;
import social.nova.protocols.common.Shards;
import social.nova.protocols.conversation.Conversation;

/// Fills `messages` and repairs `conversation_members` from the journal, one instance per slice.
public final class MessageProjection {
    /// As its offsets are stored.
    public static final String NAME = "messages";

    private static final int GROUP = 200;
    private static final Duration GROUP_WAITS_AT_MOST = Duration.ofMillis(50);

    private MessageProjection() {}

    /// @param slice from 0 to [Shards#NUMBER_OF_SLICES] exclusive
    public static Projection<EventEnvelope<Conversation.Event>> ofSlice(
            int slice, Database database, ActorSystem<?> system) {
        var tag = Shards.tag(Conversation.TYPE_KEY.name(), slice);
        var events = EventSourcedProvider.<Conversation.Event>eventsByTag(system, JdbcReadJournal.Identifier(), tag);
        return JdbcProjection.<Offset, EventEnvelope<Conversation.Event>, ProjectionSession>groupedWithin(
                        ProjectionId.of(NAME, tag),
                        events,
                        () -> new ProjectionSession(database.forProjections()),
                        MessageProjectionHandler::new,
                        system)
                .withGroup(GROUP, GROUP_WAITS_AT_MOST)
                .withRestartBackoff(Duration.ofMillis(200), Duration.ofSeconds(5), 0.2);
    }
}
