package social.nova.persistence.graph;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import social.nova.persistence.common.Database;
import social.nova.persistence.outbox.Outbox;
import social.nova.protocols.common.UserId;
import social.nova.protocols.event.DomainEvent;

/// The table `blocks`, and in `untold_blocks` what the pairs' direct conversations do not know yet.
///
/// Whoever is blocked may block, too: else the other could lift the block at a moment of their choosing, and be there.
public final class BlockRepository {
    private final Database database;

    public BlockRepository(Database database) {
        this.database = database;
    }

    /// What a pair's direct conversation has to be told.
    ///
    /// @param blocked whether it is a block, or the end of one
    /// @param change orders what is told: of one blocker, only the highest counts
    public record Untold(UserId blocker, UserId other, boolean blocked, long change) {}

    /// Blocks, and ends all follows and requests between the two. Holds from the moment it is committed, whatever
    /// becomes of the telling. Repeating it changes nothing.
    ///
    /// @return what is left to tell the conversation
    public CompletionStage<Optional<Untold>> block(UserId blocker, UserId other) {
        return database.transaction(connection -> {
            Pair.lock(connection, blocker, other);
            var change = Pair.nextChange(connection);
            if (Statements.update(connection, """
                    INSERT INTO blocks (blocker_id, blocked_id, change) VALUES (?, ?, ?) ON CONFLICT DO NOTHING
                    """, blocker, other, change) > 0) {
                FollowRepository.end(connection, blocker, other);
                FollowRepository.end(connection, other, blocker);
                remember(connection, new Untold(blocker, other, true, change));
                Outbox.write(connection, new DomainEvent.Blocked(blocker, other, change));
            }
            return untold(connection, blocker, other);
        });
    }

    /// Ends a block. What it has ended does not come back. Repeating it changes nothing.
    ///
    /// @return what is left to tell the conversation
    public CompletionStage<Optional<Untold>> unblock(UserId blocker, UserId other) {
        return database.transaction(connection -> {
            Pair.lock(connection, blocker, other);
            if (Statements.update(connection, """
                    DELETE FROM blocks WHERE blocker_id = ? AND blocked_id = ?
                    """, blocker, other) > 0) {
                var change = Pair.nextChange(connection);
                remember(connection, new Untold(blocker, other, false, change));
                Outbox.write(connection, new DomainEvent.Unblocked(blocker, other, change));
            }
            return untold(connection, blocker, other);
        });
    }

    /// The conversation knows. What has changed in the meantime is still to be told.
    public CompletionStage<Integer> told(Untold told) {
        return database.query(
                connection -> Statements.update(connection, """
                DELETE FROM untold_blocks WHERE blocker_id = ? AND blocked_id = ? AND change = ?
                """, told.blocker(), told.other(), told.change()));
    }

    /// What has not been told for so long that whoever wanted to must have failed, the oldest first.
    public CompletionStage<List<Untold>> untoldFor(Duration longerThan, int limit) {
        return database.query(
                connection -> Statements.list(connection, """
                SELECT blocker_id, blocked_id, blocked, change FROM untold_blocks
                WHERE created_at < now() - ? * INTERVAL '1 millisecond'
                ORDER BY created_at
                LIMIT ?
                """, BlockRepository::read, longerThan.toMillis(), limit));
    }

    private static void remember(Connection connection, Untold untold) throws SQLException {
        Statements.update(connection, """
                INSERT INTO untold_blocks (blocker_id, blocked_id, blocked, change) VALUES (?, ?, ?, ?)
                ON CONFLICT (blocker_id, blocked_id)
                DO UPDATE SET blocked = excluded.blocked, change = excluded.change, created_at = now()
                """, untold.blocker(), untold.other(), untold.blocked(), untold.change());
    }

    private static Optional<Untold> untold(Connection connection, UserId blocker, UserId other) throws SQLException {
        return Statements.list(connection, """
                SELECT blocker_id, blocked_id, blocked, change FROM untold_blocks
                WHERE blocker_id = ? AND blocked_id = ?
                """, BlockRepository::read, blocker, other).stream()
                .findAny();
    }

    private static Untold read(ResultSet row) throws SQLException {
        return new Untold(
                Statements.user(row, "blocker_id"),
                Statements.user(row, "blocked_id"),
                row.getBoolean("blocked"),
                row.getLong("change"));
    }
}
