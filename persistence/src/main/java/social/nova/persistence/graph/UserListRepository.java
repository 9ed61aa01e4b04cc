package social.nova.persistence.graph;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import social.nova.persistence.common.Database;
import social.nova.persistence.user.ProfileRepository.Card;
import social.nova.protocols.common.UserId;

/// Lists of users, newest first. Nobody is in them, nor counted, whom a block keeps from the viewer's eyes.
///
/// Whether the viewer may see a list at all is not decided here.
public final class UserListRepository {
    private static final String MUTES_IN_SIGHT = """

            AND NOT EXISTS (SELECT FROM hidden_users WHERE viewer_id = muter_id AND hidden_id = muted_id)
            """;

    private final Database database;

    public UserListRepository(Database database) {
        this.database = database;
    }

    /// Which list of a user.
    public enum Kind {
        FOLLOWERS("follows", "followee_id", "follower_id"),
        FOLLOWING("follows", "follower_id", "followee_id"),
        FOLLOW_REQUESTS("follow_requests", "followee_id", "follower_id"),
        MUTED("mutes", "muter_id", "muted_id"),
        /// Only ever the viewer's own: a block hides nobody from whoever may want to lift it. Of all of them alike only
        /// id and name are shown: who blocks the viewer, too, is neither seen nor told from the others.
        BLOCKED("blocks", "blocker_id", "blocked_id"),
        /// Whom the user has asked to let them in.
        ASKED("follow_requests", "follower_id", "followee_id");

        private static final String CARD = "COALESCE(p.username, a.username) AS username, p.display_name, p.avatar_url";
        private static final String NAME = "a.username, NULL AS display_name, NULL AS avatar_url";

        private final String members;
        private final String entries;
        private final String shown;

        Kind(String table, String owner, String listed) {
            this.entries = "SELECT %s AS user_id, change, created_at FROM %s WHERE %s = ? AND change < ?"
                            .formatted(listed, table, owner)
                    + (table.equals("mutes") ? MUTES_IN_SIGHT : "");
            this.shown = table.equals("blocks") ? NAME : CARD;
            var all = "FROM (SELECT %s AS user_id, change FROM %s WHERE %s = ?) l".formatted(listed, table, owner);
            this.members = table.equals("blocks") ? all : all + """

                    WHERE l.user_id NOT IN (SELECT hidden_id FROM hidden_users WHERE viewer_id = ?)
                    """;
        }

        private @Nullable Object[] arguments(UserId of, Optional<UserId> viewer, Object... more) {
            var arguments = new ArrayList<@Nullable Object>();
            arguments.add(of);
            if (this != BLOCKED) {
                arguments.add(viewer.orElse(null));
            }
            arguments.addAll(Arrays.asList(more));
            return arguments.toArray();
        }
    }

    /// Which part of a list.
    public record Window(int limit, long offset) {}

    /// @param total how many there are on all pages
    public record Page(List<Card> users, long total) {}

    public CompletionStage<Page> page(Kind kind, UserId of, Optional<UserId> viewer, Window window) {
        return database.query(connection ->
                new Page(cards(connection, kind, of, viewer, window), count(connection, kind, of, viewer)));
    }

    /// One row of a list as its owner sees it.
    ///
    /// @param username empty for who is about to be deleted
    /// @param change below which the older ones are
    public record Entry(UserId user, String username, Instant since, long change) {}

    /// For the user themself, who may have all of it but whom a block hides: the newest entries below a change,
    /// [Long#MAX_VALUE] for the first.
    public CompletionStage<List<Entry>> entries(Kind kind, UserId of, long below, int limit) {
        return database.query(connection ->
                Statements.list(connection, """
                SELECT l.user_id, COALESCE(a.username, '') AS username, l.created_at, l.change
                FROM (%s ORDER BY change DESC LIMIT ?) l
                LEFT JOIN accounts a USING (user_id)
                ORDER BY l.change DESC
                """.formatted(kind.entries), UserListRepository::entry, of, below, limit));
    }

    private static Entry entry(ResultSet row) throws SQLException {
        return new Entry(
                Statements.user(row, "user_id"),
                row.getString("username"),
                row.getTimestamp("created_at").toInstant(),
                row.getLong("change"));
    }

    private static List<Card> cards(Connection connection, Kind kind, UserId of, Optional<UserId> viewer, Window window)
            throws SQLException {
        return Statements.list(
                connection,
                """
                SELECT a.user_id, %s
                FROM (SELECT l.user_id, l.change %s ORDER BY l.change DESC LIMIT ? OFFSET ?) listed
                JOIN accounts a USING (user_id)
                LEFT JOIN profiles p USING (user_id)
                ORDER BY listed.change DESC
                """.formatted(kind.shown, kind.members),
                UserListRepository::card,
                kind.arguments(of, viewer, window.limit(), window.offset()));
    }

    private static long count(Connection connection, Kind kind, UserId of, Optional<UserId> viewer)
            throws SQLException {
        return Statements.list(
                        connection,
                        "SELECT count(*) " + kind.members,
                        row -> row.getLong(1),
                        kind.arguments(of, viewer))
                .getFirst();
    }

    static Card card(ResultSet row) throws SQLException {
        return new Card(
                Statements.user(row, "user_id"),
                row.getString("username"),
                row.getString("display_name"),
                row.getString("avatar_url"));
    }
}
