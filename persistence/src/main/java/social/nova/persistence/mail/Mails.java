package social.nova.persistence.mail;

import akka.Done;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import social.nova.persistence.common.Database;
import social.nova.protocols.common.UserId;

/// The `mails` table: what is still to be sent.
public final class Mails {
    private static final Duration KEPT = Duration.ofDays(3);
    private static final Duration WORTH_TELLING = Duration.ofDays(1);

    private static final String OR_RENEW = """
            ON CONFLICT (user_id, kind) DO UPDATE
            SET address = excluded.address,
                version = mails.version + 1,
                created_at = now(),
                next_attempt_at = now(),
                attempts = 0
            """;

    private final Database database;

    public Mails(Database database) {
        this.database = database;
    }

    /// A mail that waits.
    ///
    /// @param version changes when it is asked for again
    /// @param username nothing if there is no such account any more
    record Waiting(UserId user, MailKind kind, String address, long version, int attempts, Optional<String> username) {}

    /// Has a mail sent if the caller's transaction commits. Links in earlier mails for the same purpose are void then.
    public static void write(Connection connection, UserId user, MailKind kind, String address) throws SQLException {
        try (var statement = connection.prepareStatement("""
                INSERT INTO mails (user_id, kind, address) VALUES (?::uuid, ?, ?)
                """ + OR_RENEW)) {
            statement.setString(1, user.value());
            statement.setString(2, kind.name());
            statement.setString(3, address);
            statement.executeUpdate();
        }
        if (kind.link().isPresent()) {
            MailTokens.revoke(connection, user, List.of(kind.link().get().purpose()), Set.of());
        }
    }

    /// Voids all links for a user if the caller's transaction commits: those that were sent, those that wait to be, and
    /// those that somebody follows at this moment.
    ///
    /// @param followed of which one that is followed stays, since the caller is who follows it
    public static void voidLinks(Connection connection, UserId user, Set<MailPurpose> followed) throws SQLException {
        try (var statement =
                connection.prepareStatement("DELETE FROM mails WHERE user_id = ?::uuid AND kind = ANY (?)")) {
            statement.setString(1, user.value());
            statement.setArray(
                    2,
                    connection.createArrayOf(
                            "text",
                            Arrays.stream(MailKind.values())
                                    .filter(kind -> kind.link().isPresent())
                                    .map(MailKind::name)
                                    .toArray()));
            statement.executeUpdate();
        }
        MailTokens.revoke(connection, user, EnumSet.allOf(MailPurpose.class), followed);
    }

    /// Has a user told of what happened to their account, at the address it has, if the caller's transaction
    /// commits. What is older than a day is not told any more: a journal may be read again from its beginning.
    ///
    /// @param accountAge that the account must have had by then
    public static void tell(Connection connection, UserId user, MailKind kind, Instant at, Duration accountAge)
            throws SQLException {
        try (var statement = connection.prepareStatement("""
                INSERT INTO mails (user_id, kind, address)
                SELECT user_id, ?, email FROM accounts
                WHERE user_id = ?::uuid AND firm AND reserved_at <= ? AND ? > now() - ? * INTERVAL '1 second'
                """ + OR_RENEW)) {
            statement.setString(1, kind.name());
            statement.setString(2, user.value());
            statement.setTimestamp(3, Timestamp.from(at.minus(accountAge)));
            statement.setTimestamp(4, Timestamp.from(at));
            statement.setLong(5, WORTH_TELLING.toSeconds());
            statement.executeUpdate();
        }
    }

    /// Has a mail sent.
    public CompletionStage<Done> send(UserId user, MailKind kind, String address) {
        return database.transaction(connection -> {
            write(connection, user, kind, address);
            return Done.getInstance();
        });
    }

    /// Has a mail sent to the address that the user has, however somebody wrote it who asked for it.
    public CompletionStage<Done> sendToOwner(UserId user, MailKind kind) {
        return database.transaction(connection -> {
            var address = addressOf(connection, user);
            if (address.isPresent()) {
                write(connection, user, kind, address.get());
            }
            return Done.getInstance();
        });
    }

    private static Optional<String> addressOf(Connection connection, UserId user) throws SQLException {
        try (var statement = connection.prepareStatement("SELECT email FROM accounts WHERE user_id = ?::uuid")) {
            statement.setString(1, user.value());
            try (var rows = statement.executeQuery()) {
                return rows.next() ? Optional.of(rows.getString(1)) : Optional.empty();
            }
        }
    }

    /// Takes the mail whose time has come first, if any has; for so long nobody else does.
    CompletionStage<Optional<Waiting>> take(Duration lease) {
        return database.query(connection -> {
            try (var statement = connection.prepareStatement("""
                    UPDATE mails
                    SET next_attempt_at = now() + ? * INTERVAL '1 millisecond', attempts = attempts + 1
                    WHERE (user_id, kind) = (
                        SELECT user_id, kind FROM mails
                        WHERE next_attempt_at <= now()
                        ORDER BY next_attempt_at
                        LIMIT 1
                        FOR UPDATE SKIP LOCKED)
                    RETURNING user_id, kind, address, version, attempts,
                        (SELECT username FROM accounts WHERE accounts.user_id = mails.user_id) AS username
                    """)) {
                statement.setLong(1, lease.toMillis());
                try (var rows = statement.executeQuery()) {
                    return rows.next() ? Optional.of(waiting(rows)) : Optional.empty();
                }
            }
        });
    }

    /// Forgets a mail that was sent, or never can be; not if it was asked for again meanwhile.
    CompletionStage<Done> done(Waiting mail) {
        return database.query(connection -> {
            try (var statement = connection.prepareStatement("""
                    DELETE FROM mails WHERE user_id = ?::uuid AND kind = ? AND version = ?
                    """)) {
                statement.setString(1, mail.user().value());
                statement.setString(2, mail.kind().name());
                statement.setLong(3, mail.version());
                statement.executeUpdate();
                return Done.getInstance();
            }
        });
    }

    /// Has it tried again after a while.
    CompletionStage<Done> postpone(Waiting mail, Duration pause) {
        return database.query(connection -> {
            try (var statement = connection.prepareStatement("""
                    UPDATE mails SET next_attempt_at = now() + ? * INTERVAL '1 millisecond'
                    WHERE user_id = ?::uuid AND kind = ? AND version = ?
                    """)) {
                statement.setLong(1, pause.toMillis());
                statement.setString(2, mail.user().value());
                statement.setString(3, mail.kind().name());
                statement.setLong(4, mail.version());
                statement.executeUpdate();
                return Done.getInstance();
            }
        });
    }

    /// Forgets what nobody could send for days.
    CompletionStage<Integer> forgetOld() {
        return database.query(connection -> {
            try (var statement = connection.prepareStatement("""
                    DELETE FROM mails WHERE created_at < now() - ? * INTERVAL '1 second'
                    """)) {
                statement.setLong(1, KEPT.toSeconds());
                return statement.executeUpdate();
            }
        });
    }

    private static Waiting waiting(ResultSet row) throws SQLException {
        return new Waiting(
                new UserId(row.getString("user_id")),
                MailKind.valueOf(row.getString("kind")),
                row.getString("address"),
                row.getLong("version"),
                row.getInt("attempts"),
                Optional.ofNullable(row.getString("username")));
    }
}
