package social.nova.persistence.graph;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import social.nova.protocols.common.ErrorCode;
import social.nova.protocols.common.UserId;

/// Two users while something between them changes, and nobody else can change it.
///
/// The lock is one for the pair, whoever of them acts, so that what they do at once has an order; it ends with the
/// transaction. Other pairs never wait for it, however many follow one of the two.
///
/// @param acting who does something
/// @param other with whom
record Pair(UserId acting, UserId other) {

    /// Locks the pair, and keeps both users from being deleted meanwhile.
    ///
    /// @throws RuntimeException as [ErrorCode#USER_NOT_FOUND] if one of them is no user
    static Pair lock(Connection connection, UserId acting, UserId other) throws SQLException {
        var first = acting.compareTo(other) <= 0 ? acting : other;
        var second = first.equals(acting) ? other : acting;
        // A number for a pair: two pairs that share one wait for each other for nothing, and that is all.
        Statements.any(
                connection,
                "SELECT pg_advisory_xact_lock(hashtextextended(?, 0))",
                "graph:" + first.value() + ":" + second.value());
        var users = Statements.list(
                connection,
                "SELECT user_id FROM accounts WHERE user_id = ANY (?) AND firm ORDER BY user_id FOR KEY SHARE",
                row -> Statements.user(row, "user_id"),
                List.of(first, second));
        if (users.size() != 2) {
            throw ErrorCode.USER_NOT_FOUND.failure();
        }
        return new Pair(acting, other);
    }

    /// Who is blocked, or has blocked, finds nobody here.
    ///
    /// @throws RuntimeException as [ErrorCode#USER_NOT_FOUND] if either blocks the other
    void mustSeeEachOther(Connection connection) throws SQLException {
        if (Statements.any(connection, """
                SELECT 1 FROM hidden_users WHERE viewer_id = ? AND hidden_id = ?
                """, acting, other)) {
            throw ErrorCode.USER_NOT_FOUND.failure();
        }
    }

    /// The number of the change that is about to be made; to be taken under the lock.
    static long nextChange(Connection connection) throws SQLException {
        return Statements.list(connection, "SELECT nextval('graph_changes')", row -> row.getLong(1))
                .getFirst();
    }
}
