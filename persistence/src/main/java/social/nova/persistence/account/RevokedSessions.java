package social.nova.persistence.account;

import akka.Done;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import social.nova.persistence.common.Database;

/// The `revoked_sessions` table: login sessions whose access tokens are not to be taken although they have not expired.
public final class RevokedSessions {
    private final Database database;

    public RevokedSessions(Database database) {
        this.database = database;
    }

    /// What was revoked since some time.
    ///
    /// @param until by session, when its last access token expires
    /// @param asOf by the database's clock: where the next reading begins
    public record Reading(Map<String, Instant> until, Instant asOf) {}

    /// Repeating it changes nothing.
    public CompletionStage<Done> revoke(Collection<String> sessions, Instant until) {
        return database.query(connection -> {
            insert(connection, sessions, until);
            return Done.getInstance();
        });
    }

    /// The same in the caller's transaction. In one order, whoever asks, so that nobody waits for each other.
    public static void insert(Connection connection, Collection<String> sessions, Instant until) throws SQLException {
        try (var statement = connection.prepareStatement("""
                INSERT INTO revoked_sessions (session, until)
                SELECT session, ? FROM unnest(?::text[]) AS session
                WHERE ? > now()
                ORDER BY session
                ON CONFLICT (session) DO NOTHING
                """)) {
            statement.setTimestamp(1, Timestamp.from(until));
            statement.setArray(2, connection.createArrayOf("text", sessions.toArray()));
            statement.setTimestamp(3, Timestamp.from(until));
            statement.executeUpdate();
        }
    }

    /// What was revoked since an earlier reading, some of it again: a transaction may end after one that began later.
    ///
    /// @param since [Reading#asOf] of the earlier one; [Instant#EPOCH] for everything there is
    public CompletionStage<Reading> since(Instant since) {
        return database.query(connection -> {
            try (var statement = connection.prepareStatement("""
                    SELECT now() AS as_of, session, until
                    FROM (SELECT 1) AS one
                    LEFT JOIN revoked_sessions ON revoked_at >= ?::timestamptz - INTERVAL '10 seconds' AND until > now()
                    """)) {
                statement.setTimestamp(1, Timestamp.from(since));
                var until = new HashMap<String, Instant>();
                var asOf = since;
                try (var rows = statement.executeQuery()) {
                    while (rows.next()) {
                        asOf = rows.getTimestamp("as_of").toInstant();
                        var session = rows.getString("session");
                        if (session != null) {
                            until.put(session, rows.getTimestamp("until").toInstant());
                        }
                    }
                }
                return new Reading(Map.copyOf(until), asOf);
            }
        });
    }

    /// Deletes what no token is left of.
    public CompletionStage<Integer> forgetExpired() {
        return database.query(connection -> {
            try (var statement = connection.prepareStatement("DELETE FROM revoked_sessions WHERE until < now()")) {
                return statement.executeUpdate();
            }
        });
    }
}
