package social.nova.persistence.user;

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
import social.nova.protocols.user.User;

/// Repairs from the journal what requests write of users to tables, one instance per slice.
public final class UserProjection {
    /// As its offsets are stored.
    public static final String NAME = "users";

    private static final int GROUP = 50;
    private static final Duration GROUP_WAITS_AT_MOST = Duration.ofMillis(50);

    private UserProjection() {}

    /// @param slice from 0 to [Shards#NUMBER_OF_SLICES] exclusive
    public static Projection<EventEnvelope<User.Event>> ofSlice(
            int slice, DataKeys keys, Database database, ActorSystem<?> system) {
        var tag = Shards.tag(User.TYPE_KEY.name(), slice);
        var events = EventSourcedProvider.<User.Event>eventsByTag(system, JdbcReadJournal.Identifier(), tag);
        return JdbcProjection.<Offset, EventEnvelope<User.Event>, ProjectionSession>groupedWithin(
                        ProjectionId.of(NAME, tag),
                        events,
                        () -> new ProjectionSession(database.forProjections()),
                        () -> new UserProjectionHandler(keys),
                        system)
                .withGroup(GROUP, GROUP_WAITS_AT_MOST)
                .withRestartBackoff(Duration.ofMillis(200), Duration.ofSeconds(5), 0.2);
    }
}
