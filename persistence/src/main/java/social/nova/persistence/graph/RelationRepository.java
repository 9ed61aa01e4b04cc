package social.nova.persistence.graph;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import social.nova.persistence.common.Database;
import social.nova.protocols.common.UserId;

/// What is between one user and others, as it is now: the ground of every verdict on what may be seen.
public final class RelationRepository {
    private static final String RELATIONS = """
            SELECT a.user_id,
                   COALESCE(p.private_account, FALSE) AS private_account,
                   EXISTS (SELECT FROM follows f
                           WHERE f.follower_id = v.id AND f.followee_id = a.user_id) AS following,
                   EXISTS (SELECT FROM follows f
                           WHERE f.follower_id = a.user_id AND f.followee_id = v.id) AS followed_by,
                   EXISTS (SELECT FROM follow_requests r
                           WHERE r.follower_id = v.id AND r.followee_id = a.user_id) AS requested,
                   EXISTS (SELECT FROM blocks b
                           WHERE b.blocker_id = v.id AND b.blocked_id = a.user_id) AS blocking,
                   EXISTS (SELECT FROM hidden_users h
                           WHERE h.viewer_id = v.id AND h.hidden_id = a.user_id) AS hidden,
                   EXISTS (SELECT FROM mutes m
                           WHERE m.muter_id = v.id AND m.muted_id = a.user_id) AS muting
            FROM accounts a
            CROSS JOIN (SELECT ?::uuid AS id) v
            LEFT JOIN profiles p ON p.user_id = a.user_id
            WHERE a.user_id = ANY (?) AND a.firm
            """;

    private final Database database;

    public RelationRepository(Database database) {
        this.database = database;
    }

    private record Found(UserId owner, Relation relation) {}

    /// The viewer's relation to each of these who is a user; the others are missing.
    ///
    /// @param viewer who looks, or nobody in particular
    public CompletionStage<Map<UserId, Relation>> of(Optional<UserId> viewer, Collection<UserId> owners) {
        return database.query(connection -> {
            var relations = new LinkedHashMap<UserId, Relation>();
            Statements.list(connection, RELATIONS, RelationRepository::read, viewer.orElse(null), owners)
                    .forEach(found -> relations.put(found.owner(), found.relation()));
            return relations;
        });
    }

    private static Found read(ResultSet row) throws SQLException {
        return new Found(
                Statements.user(row, "user_id"),
                new Relation(
                        row.getBoolean("private_account"),
                        row.getBoolean("following"),
                        row.getBoolean("followed_by"),
                        row.getBoolean("requested"),
                        row.getBoolean("blocking"),
                        row.getBoolean("hidden"),
                        row.getBoolean("muting")));
    }
}
