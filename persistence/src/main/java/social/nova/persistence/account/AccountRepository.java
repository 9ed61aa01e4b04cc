package social.nova.persistence.account;

import akka.Done;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import social.nova.persistence.common.Database;
import social.nova.persistence.mail.MailKind;
import social.nova.persistence.mail.MailPurpose;
import social.nova.persistence.mail.Mails;
import social.nova.persistence.outbox.Outbox;
import social.nova.protocols.common.ErrorCode;
import social.nova.protocols.common.UserId;
import social.nova.protocols.event.DomainEvent;

/// The `accounts` table: decides who holds an e-mail address and a username, whatever their case.
public final class AccountRepository {
    private static final String UNIQUE_VIOLATION = "23505";

    private final Database database;

    public AccountRepository(Database database) {
        this.database = database;
    }

    /// What came of an attempt to reserve.
    public sealed interface Reservation {
        record Reserved() implements Reservation {}

        /// Somebody holds the address, the name or both: one holder or two, or none if they let go in the meantime.
        record Held(List<Holder> holders) implements Reservation {}
    }

    /// Who is in the way.
    ///
    /// @param holdsEmail whether it is the address; else it is the name alone
    /// @param mayBeTakenOver whether this is a mere reservation that is older than a minute
    public record Holder(UserId user, boolean holdsEmail, boolean mayBeTakenOver) {}

    /// Reserves address and name for `user`, both or neither. Of many who want one at once, one gets it.
    public CompletionStage<Reservation> reserve(UserId user, String email, String username) {
        return database.query(connection -> insert(connection, user, email, username)
                ? new Reservation.Reserved()
                : new Reservation.Held(holders(connection, email, username)));
    }

    /// Turns a reservation into an account for good, tells of it, and has its user sent a mail; says whether it is
    /// still there. Repeating it changes nothing.
    public CompletionStage<Boolean> makeFirm(UserId user) {
        return makeFirm(user, true);
    }

    /// The same for an account whose address is verified already: no mail.
    public CompletionStage<Boolean> makeFirmVerified(UserId user) {
        return makeFirm(user, false);
    }

    private CompletionStage<Boolean> makeFirm(UserId user, boolean mail) {
        return database.transaction(connection -> {
            var email = email(connection, user, """
                    UPDATE accounts SET firm = TRUE WHERE user_id = ?::uuid AND NOT firm RETURNING email
                    """);
            if (email.isPresent()) {
                Outbox.write(connection, new DomainEvent.AccountRegistered(user));
                if (mail) {
                    Mails.write(connection, user, MailKind.WELCOME, email.get());
                }
                return true;
            }
            return isFirm(connection, user);
        });
    }

    /// Gives address and name free, unless the account is firm. The user's entity must have been voided, or never told.
    public CompletionStage<Boolean> release(UserId user) {
        return database.query(
                connection -> update(connection, "DELETE FROM accounts WHERE user_id = ?::uuid AND NOT firm", user));
    }

    /// Gives address and name of an erased user free, and tells of it. Repeating it changes nothing.
    public CompletionStage<Boolean> erase(UserId user) {
        return database.transaction(connection -> {
            var erased = update(connection, "DELETE FROM accounts WHERE user_id = ?::uuid", user);
            if (erased) {
                Outbox.write(connection, new DomainEvent.AccountErased(user));
            }
            return erased;
        });
    }

    /// Who holds this address, be it firm or only reserved: the user's entity knows whether there is an account.
    public CompletionStage<Optional<UserId>> findByEmail(String email) {
        return find(email, "SELECT user_id FROM accounts WHERE lower(email) = lower(?)");
    }

    private CompletionStage<Optional<UserId>> find(String email, String sql) {
        return database.query(connection -> {
            try (var statement = connection.prepareStatement(sql)) {
                statement.setString(1, email);
                try (var rows = statement.executeQuery()) {
                    return rows.next() ? Optional.of(new UserId(rows.getString(1))) : Optional.empty();
                }
            }
        });
    }

    /// Who has an account with this address: reservations do not count.
    public CompletionStage<Optional<UserId>> findFirm(String email) {
        return find(email, "SELECT user_id FROM accounts WHERE lower(email) = lower(?) AND firm");
    }

    /// The address of this user.
    public CompletionStage<Optional<String>> emailOf(UserId user) {
        return database.query(
                connection -> email(connection, user, "SELECT email FROM accounts WHERE user_id = ?::uuid AND firm"));
    }

    /// Voids all links in mails for this user, sent or not, also those that somebody follows at this moment.
    public CompletionStage<Done> voidLinks(UserId user) {
        return voidLinks(user, Set.of());
    }

    /// The same but for a link of these purposes that is followed at this moment: by the caller, who may fail.
    public CompletionStage<Done> voidLinks(UserId user, Set<MailPurpose> followed) {
        return database.transaction(connection -> {
            Mails.voidLinks(connection, user, followed);
            return Done.getInstance();
        });
    }

    /// Gives an account another address, and has the old one told; false if another holds it. All links in mails for
    /// this user are void, but for the one that is followed to come here. Repeating it changes nothing.
    public CompletionStage<Boolean> changeEmail(UserId user, String newEmail) {
        return database.transaction(connection -> {
            var old = email(connection, user, """
                    SELECT email FROM accounts WHERE user_id = ?::uuid AND firm FOR UPDATE
                    """);
            if (old.isEmpty()) {
                throw ErrorCode.USER_NOT_FOUND.failure();
            }
            if (old.get().equals(newEmail)) {
                return true;
            }
            if (!takesEmail(connection, user, newEmail)) {
                return false;
            }
            Mails.voidLinks(connection, user, Set.of(MailPurpose.CHANGE_EMAIL));
            Mails.write(connection, user, MailKind.EMAIL_CHANGED, old.get());
            return true;
        });
    }

    // Looks before it takes: PostgreSQL would write the address into its own log. The index still decides among many.
    private static boolean takesEmail(Connection connection, UserId user, String email) throws SQLException {
        try (var statement = connection.prepareStatement("""
                UPDATE accounts SET email = ? WHERE user_id = ?::uuid AND NOT EXISTS (
                    SELECT 1 FROM accounts other WHERE lower(other.email) = lower(?) AND other.user_id <> accounts.user_id)
                """)) {
            statement.setString(1, email);
            statement.setString(2, user.value());
            statement.setString(3, email);
            return statement.executeUpdate() == 1;
        } catch (SQLException failure) {
            if (!UNIQUE_VIOLATION.equals(failure.getSQLState())) {
                throw failure;
            }
            connection.rollback();
            return false;
        }
    }

    private static Optional<String> email(Connection connection, UserId user, String sql) throws SQLException {
        try (var statement = connection.prepareStatement(sql)) {
            statement.setString(1, user.value());
            try (var rows = statement.executeQuery()) {
                return rows.next() ? Optional.of(rows.getString(1)) : Optional.empty();
            }
        }
    }

    /// Whether this is a user: reservations do not count.
    public CompletionStage<Boolean> exists(UserId user) {
        return database.query(connection -> isFirm(connection, user));
    }

    private static boolean isFirm(Connection connection, UserId user) throws SQLException {
        try (var statement = connection.prepareStatement("SELECT 1 FROM accounts WHERE user_id = ?::uuid AND firm")) {
            statement.setString(1, user.value());
            try (var rows = statement.executeQuery()) {
                return rows.next();
            }
        }
    }

    private static boolean insert(Connection connection, UserId user, String email, String username)
            throws SQLException {
        try (var statement = connection.prepareStatement("""
                INSERT INTO accounts (user_id, email, username) VALUES (?::uuid, ?, ?) ON CONFLICT DO NOTHING
                """)) {
            statement.setString(1, user.value());
            statement.setString(2, email);
            statement.setString(3, username);
            return statement.executeUpdate() == 1;
        }
    }

    private static List<Holder> holders(Connection connection, String email, String username) throws SQLException {
        try (var statement = connection.prepareStatement("""
                SELECT user_id,
                       lower(email) = lower(?) AS holds_email,
                       NOT firm AND reserved_at < now() - INTERVAL '1 minute' AS may_be_taken_over
                FROM accounts
                WHERE lower(email) = lower(?) OR lower(username) = lower(?)
                """)) {
            statement.setString(1, email);
            statement.setString(2, email);
            statement.setString(3, username);
            var holders = new ArrayList<Holder>();
            try (var rows = statement.executeQuery()) {
                while (rows.next()) {
                    holders.add(new Holder(
                            new UserId(rows.getString("user_id")),
                            rows.getBoolean("holds_email"),
                            rows.getBoolean("may_be_taken_over")));
                }
            }
            return List.copyOf(holders);
        }
    }

    private static boolean update(Connection connection, String sql, UserId user) throws SQLException {
        try (var statement = connection.prepareStatement(sql)) {
            statement.setString(1, user.value());
            return statement.executeUpdate() == 1;
        }
    }
}
