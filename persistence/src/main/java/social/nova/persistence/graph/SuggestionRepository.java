package social.nova.persistence.graph;

import java.util.List;
import java.util.concurrent.CompletionStage;
import social.nova.persistence.common.Database;
import social.nova.protocols.common.UserId;

/// Whom somebody may want to follow, out of `follows`. What a query looks at is bounded, however many follow whom.
public final class SuggestionRepository {
    private static final int FRIENDS = 500;
    private static final int FRIENDS_OF_EACH = 200;
    private static final int NEWEST_FOLLOWS = 100_000;

    private final Database database;

    public SuggestionRepository(Database database) {
        this.database = database;
    }

    /// Somebody whom friends follow.
    ///
    /// @param mutual how many of those whom the viewer follows follow this user
    /// @param via one of them: whom the viewer came to follow last
    public record FriendOfFriends(UserId user, long mutual, UserId via) {}

    /// Whom those follow whom the viewer follows, the most often followed first. Nobody is among them whom the viewer
    /// follows already, has asked, has muted, or who is hidden by a block.
    ///
    /// Looked at are the newest 500 follows of the viewer, and the newest 200 of each of those.
    public CompletionStage<List<FriendOfFriends>> friendsOfFriends(UserId viewer, int limit) {
        return database.query(connection -> Statements.list(
                connection,
                """
                WITH me AS (SELECT ?::uuid AS id),
                friends AS (
                    SELECT followee_id AS id, change FROM follows
                    WHERE follower_id = (SELECT id FROM me) ORDER BY change DESC LIMIT ?),
                known AS (
                    SELECT id FROM me
                    UNION ALL SELECT followee_id FROM follows WHERE follower_id = (SELECT id FROM me)
                    UNION ALL SELECT followee_id FROM follow_requests WHERE follower_id = (SELECT id FROM me)
                    UNION ALL SELECT muted_id FROM mutes WHERE muter_id = (SELECT id FROM me)
                    UNION ALL SELECT hidden_id FROM hidden_users WHERE viewer_id = (SELECT id FROM me))
                SELECT theirs.followee_id, count(*) AS mutual,
                       (array_agg(friends.id ORDER BY friends.change DESC))[1] AS via
                FROM friends
                CROSS JOIN LATERAL (
                    SELECT followee_id FROM follows
                    WHERE follower_id = friends.id ORDER BY change DESC LIMIT ?) theirs
                WHERE theirs.followee_id NOT IN (SELECT id FROM known)
                GROUP BY theirs.followee_id
                ORDER BY mutual DESC, max(friends.change) DESC, theirs.followee_id
                LIMIT ?
                """,
                row -> new FriendOfFriends(
                        Statements.user(row, "followee_id"), row.getLong("mutual"), Statements.user(row, "via")),
                viewer,
                FRIENDS,
                FRIENDS_OF_EACH,
                limit));
    }

    /// Who was followed most by the newest 100,000 follows of all, the most followed first.
    public CompletionStage<List<UserId>> popular(int limit) {
        return database.query(connection ->
                Statements.list(connection, """
                SELECT followee_id
                FROM (SELECT followee_id FROM follows ORDER BY change DESC LIMIT ?) newest
                GROUP BY followee_id
                ORDER BY count(*) DESC, followee_id
                LIMIT ?
                """, row -> Statements.user(row, "followee_id"), NEWEST_FOLLOWS, limit));
    }
}
