package social.nova.persistence.graph;

import akka.Done;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import social.nova.persistence.common.BatchedDeletion;
import social.nova.protocols.common.UserId;

/// Deletes all that is between a user and others, from both sides.
///
/// To be called once the user is gone from `accounts`: nobody can follow, block or mute them from then on, so that
/// nothing comes after it. In batches, each its own transaction: it may be broken off and begun again.
public final class GraphErasure {
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

    private final BatchedDeletion deletion;

    public GraphErasure(BatchedDeletion deletion) {
        this.deletion = deletion;
    }

    private record Column(String table, String name) {}

    /// Repeating it changes nothing.
    public CompletionStage<Done> erase(UserId user) {
        CompletionStage<Done> erased = CompletableFuture.completedStage(Done.getInstance());
        for (var column : COLUMNS) {
            erased = erased.thenCompose(_ -> deletion.rows(column.table(), column.name(), user));
        }
        return erased;
    }
}
