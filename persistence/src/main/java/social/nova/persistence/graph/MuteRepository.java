package social.nova.persistence.graph;

import java.util.concurrent.CompletionStage;
import social.nova.persistence.common.Database;
import social.nova.persistence.outbox.Outbox;
import social.nova.protocols.common.UserId;
import social.nova.protocols.event.DomainEvent;

/// The table `mutes`: of whom somebody wants to hear nothing, without anybody else noticing.
public final class MuteRepository {
    private final Database database;

    public MuteRepository(Database database) {
        this.database = database;
    }

    /// Says whether anything changed.
    public CompletionStage<Boolean> mute(UserId muter, UserId muted) {
        return database.transaction(connection -> {
            var pair = Pair.lock(connection, muter, muted);
            pair.mustSeeEachOther(connection);
            var change = Pair.nextChange(connection);
            var changed = Statements.update(connection, """
                    INSERT INTO mutes (muter_id, muted_id, change) VALUES (?, ?, ?) ON CONFLICT DO NOTHING
                    """, muter, muted, change) > 0;
            if (changed) {
                Outbox.write(connection, new DomainEvent.Muted(muter, muted, change));
            }
            return changed;
        });
    }

    /// Says whether anything changed.
    public CompletionStage<Boolean> unmute(UserId muter, UserId muted) {
        return database.transaction(connection -> {
            var pair = Pair.lock(connection, muter, muted);
            pair.mustSeeEachOther(connection);
            var changed = Statements.update(connection, """
                    DELETE FROM mutes WHERE muter_id = ? AND muted_id = ?
                    """, muter, muted) > 0;
            if (changed) {
                Outbox.write(connection, new DomainEvent.Unmuted(muter, muted, Pair.nextChange(connection)));
            }
            return changed;
        });
    }
}
