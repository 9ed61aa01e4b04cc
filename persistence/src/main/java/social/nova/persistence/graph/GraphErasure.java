package social.nova.persistence.graph;

import akka.Done;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import social.nova.persistence.common.Database;
import social.nova.protocols.common.UserId;

/// Deletes all that is between a user and others, from both sides.
///
/// To be called once the user is gone from `accounts`: nobody can follow, block or mute them from then on, so that
/// nothing comes after it. In batches, each its own transaction: it may be broken off and begun again.
public final class GraphErasure {
    private static final int AT_ONCE = 5_000;
    private static final List<Column> COLUMNS = List.of(
            new Column("follows", "follower_id"),
            new Column("follows", "followee_id"),
            new Column("follow_requests", "follower_id"),
            new Column("follow_requests", "followee_id"),
            new Column("blocks", "blocker_id"),
            new Column("blocks", "blocked_id"),
            new Column("untold_blocks", "blocker_id"),
            new Column("untold_blocks", "blocked_id"),
            new Column("mutes", "muter_id"),
            new Column("mutes", "muted_id"));

    private final Database database;
    private final int atOnce;

    public GraphErasure(Database database) {
        this(database, AT_ONCE);
    }

    GraphErasure(Database database, int atOnce) {
        this.database = database;
        this.atOnce = atOnce;
    }

    private record Column(String table, String name) {}

    /// Repeating it changes nothing.
    public CompletionStage<Done> erase(UserId user) {
        CompletionStage<Done> erased = CompletableFuture.completedStage(Done.getInstance());
        for (var column : COLUMNS) {
            erased = erased.thenCompose(_ -> erase(column, user));
        }
        return erased;
    }

    private CompletionStage<Done> erase(Column column, UserId user) {
        return database.query(connection ->
                        Statements.update(connection, """
                DELETE FROM %1$s WHERE ctid = ANY (ARRAY(SELECT ctid FROM %1$s WHERE %2$s = ? LIMIT ?))
                """.formatted(column.table(), column.name()), user, atOnce))
                .thenCompose(deleted ->
                        deleted < atOnce ? CompletableFuture.completedStage(Done.getInstance()) : erase(column, user));
    }
}
