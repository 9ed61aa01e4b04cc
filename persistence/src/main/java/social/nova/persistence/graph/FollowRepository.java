package social.nova.persistence.graph;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import social.nova.persistence.common.Database;
import social.nova.persistence.outbox.Outbox;
import social.nova.protocols.common.UserId;
import social.nova.protocols.event.DomainEvent;

/// The tables `follows` and `follow_requests`. Every change is one transaction with the events that tell of it.
///
/// All of it fails with [ErrorCode#USER_NOT_FOUND] for whoever is no user, or blocks or is blocked.
public final class FollowRepository {
    private static final int ACCEPTED_AT_ONCE = 500;

    private final Database database;

    public FollowRepository(Database database) {
        this.database = database;
    }

    /// How somebody stands to whom they want to follow.
    public enum Standing {
        FOLLOWED,
        /// The account is private, and its owner has not answered yet.
        REQUESTED
    }

    /// Follows, or asks to be let in where the account is private. Repeating it changes nothing.
    public CompletionStage<Standing> follow(UserId follower, UserId followee) {
        return database.transaction(connection -> {
            var pair = Pair.lock(connection, follower, followee);
            pair.mustSeeEachOther(connection);
            if (follows(connection, follower, followee)) {
                return Standing.FOLLOWED;
            }
            if (isPrivate(connection, followee)) {
                request(connection, follower, followee);
                return Standing.REQUESTED;
            }
            deleteRequest(connection, follower, followee);
            insert(connection, follower, followee);
            return Standing.FOLLOWED;
        });
    }

    /// Follows no longer, and asks no longer to. Repeating it changes nothing.
    public CompletionStage<Boolean> unfollow(UserId follower, UserId followee) {
        return database.transaction(connection -> {
            var pair = Pair.lock(connection, follower, followee);
            pair.mustSeeEachOther(connection);
            return end(connection, follower, followee);
        });
    }

    /// Lets in who has asked; says whether they follow now. Repeating it changes nothing.
    public CompletionStage<Boolean> accept(UserId owner, UserId follower) {
        return database.transaction(connection -> {
            var pair = Pair.lock(connection, owner, follower);
            pair.mustSeeEachOther(connection);
            if (deleteRequest(connection, follower, owner)) {
                insert(connection, follower, owner);
                return true;
            }
            return follows(connection, follower, owner);
        });
    }

    /// Lets nobody in; says whether there was a request. The follower is not told, and may ask again.
    public CompletionStage<Boolean> decline(UserId owner, UserId follower) {
        return database.transaction(connection -> {
            var pair = Pair.lock(connection, owner, follower);
            pair.mustSeeEachOther(connection);
            return endRequest(connection, follower, owner);
        });
    }

    /// Lets in everybody who has asked: what an account does that has become public. To be called once everybody can
    /// see that it is; whoever follows from then on needs no request. Repeating it changes nothing.
    ///
    /// @return how many were let in
    public CompletionStage<Integer> acceptAll(UserId owner) {
        return acceptSome(owner)
                .thenCompose(some -> some < ACCEPTED_AT_ONCE
                        ? CompletableFuture.completedStage(some)
                        : acceptAll(owner).thenApply(more -> some + more));
    }

    /// Public accounts that somebody still waits for, at most `limit`: whoever made them public did not come to the
    /// end.
    CompletionStage<List<UserId>> askedThoughPublic(int limit) {
        return database.query(
                connection -> Statements.list(connection, """
                SELECT DISTINCT r.followee_id FROM follow_requests r
                JOIN profiles p ON p.user_id = r.followee_id
                WHERE NOT p.private_account
                LIMIT ?
                """, row -> Statements.user(row, "followee_id"), limit));
    }

    // Without the locks of the pairs: the row of the request, which a block deletes first, stands for them.
    private CompletionStage<Integer> acceptSome(UserId owner) {
        return database.transaction(connection -> {
            if (isPrivate(connection, owner)) {
                return 0;
            }
            var followers = Statements.list(
                    connection, """
                    DELETE FROM follow_requests
                    WHERE followee_id = ?
                      AND follower_id IN (
                          SELECT follower_id FROM follow_requests WHERE followee_id = ? ORDER BY change LIMIT ?)
                    RETURNING follower_id
                    """, row -> Statements.user(row, "follower_id"), owner, owner, ACCEPTED_AT_ONCE);
            for (var follower : followers) {
                insert(connection, follower, owner);
            }
            return followers.size();
        });
    }

    /// Ends whatever one user follows or asks of another; says whether there was anything.
    static boolean end(Connection connection, UserId follower, UserId followee) throws SQLException {
        // The request first: who accepts it at this moment holds its row, and has made a follow of it when we go on.
        var asked = endRequest(connection, follower, followee);
        var followed = Statements.update(connection, """
                DELETE FROM follows WHERE follower_id = ? AND followee_id = ?
                """, follower, followee) > 0;
        if (followed) {
            Outbox.write(connection, new DomainEvent.Unfollowed(follower, followee, Pair.nextChange(connection)));
        }
        return asked || followed;
    }

    private static boolean endRequest(Connection connection, UserId follower, UserId followee) throws SQLException {
        var asked = deleteRequest(connection, follower, followee);
        if (asked) {
            var change = Pair.nextChange(connection);
            Outbox.write(connection, new DomainEvent.FollowRequestEnded(follower, followee, change));
        }
        return asked;
    }

    private static void request(Connection connection, UserId follower, UserId followee) throws SQLException {
        var change = Pair.nextChange(connection);
        if (Statements.update(connection, """
                INSERT INTO follow_requests (follower_id, followee_id, change) VALUES (?, ?, ?) ON CONFLICT DO NOTHING
                """, follower, followee, change) > 0) {
            Outbox.write(connection, new DomainEvent.FollowRequested(follower, followee, change));
        }
    }

    private static void insert(Connection connection, UserId follower, UserId followee) throws SQLException {
        var change = Pair.nextChange(connection);
        if (Statements.update(connection, """
                INSERT INTO follows (follower_id, followee_id, change) VALUES (?, ?, ?) ON CONFLICT DO NOTHING
                """, follower, followee, change) > 0) {
            Outbox.write(connection, new DomainEvent.Followed(follower, followee, change));
        }
    }

    private static boolean deleteRequest(Connection connection, UserId follower, UserId followee) throws SQLException {
        return Statements.update(connection, """
                DELETE FROM follow_requests WHERE follower_id = ? AND followee_id = ?
                """, follower, followee) > 0;
    }

    private static boolean follows(Connection connection, UserId follower, UserId followee) throws SQLException {
        return Statements.any(connection, """
                SELECT 1 FROM follows WHERE follower_id = ? AND followee_id = ?
                """, follower, followee);
    }

    // Holds the account at what it is: who makes it public meanwhile waits, and then finds the request.
    private static boolean isPrivate(Connection connection, UserId user) throws SQLException {
        return Statements.any(connection, """
                SELECT 1 FROM profiles WHERE user_id = ? AND private_account FOR SHARE
                """, user);
    }
}
