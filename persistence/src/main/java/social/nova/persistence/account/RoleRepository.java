package social.nova.persistence.account;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import social.nova.persistence.common.Database;
import social.nova.persistence.outbox.Outbox;
import social.nova.protocols.common.UserId;
import social.nova.protocols.event.DomainEvent;
import social.nova.protocols.user.Role;

/// The `roles` table: who may do more than others. Once there is an admin there is always one: changes that could take
/// the last one away wait for each other.
public final class RoleRepository {
    // Any number that no other advisory lock has.
    private static final long CHANGES = 7_680_013;

    private final Database database;

    public RoleRepository(Database database) {
        this.database = database;
    }

    /// What came of an attempt to change somebody's role.
    public enum Outcome {
        DONE,
        UNKNOWN_USER,
        NOT_AN_ADMIN,
        LAST_ADMIN
    }

    public CompletionStage<Role> of(UserId user) {
        return database.query(connection -> role(connection, user));
    }

    /// The same of somebody who may be no user, or none any more: nothing then.
    public CompletionStage<Optional<Role>> find(UserId user) {
        return database.query(
                connection -> exists(connection, user) ? Optional.of(role(connection, user)) : Optional.empty());
    }

    /// Changes a role on behalf of an admin, who must still be one by then. Repeating it changes nothing.
    public CompletionStage<Outcome> change(UserId admin, UserId user, Role role) {
        return database.transaction(connection -> {
            lock(connection);
            if (role(connection, admin) != Role.ADMIN) {
                return Outcome.NOT_AN_ADMIN;
            }
            if (role != Role.ADMIN && isLastAdmin(connection, user)) {
                return Outcome.LAST_ADMIN;
            }
            return set(connection, user, role);
        });
    }

    /// Makes somebody an admin on behalf of whoever runs the installation.
    public CompletionStage<Outcome> makeAdmin(UserId user) {
        return database.transaction(connection -> {
            lock(connection);
            return set(connection, user, Role.ADMIN);
        });
    }

    /// Makes an admin who wants to leave a user like any other if the caller's transaction commits, which is the
    /// one that begins their erasure: who is refused, or fails, stays what they are. Says whether they may leave.
    public static boolean resign(Connection connection, UserId user) throws SQLException {
        lock(connection);
        if (isLastAdmin(connection, user)) {
            return false;
        }
        set(connection, user, Role.USER);
        return true;
    }

    private static void lock(Connection connection) throws SQLException {
        try (var statement = connection.prepareStatement("SELECT pg_advisory_xact_lock(?)")) {
            statement.setLong(1, CHANGES);
            statement.execute();
        }
    }

    private static Role role(Connection connection, UserId user) throws SQLException {
        try (var statement = connection.prepareStatement("SELECT role FROM roles WHERE user_id = ?::uuid")) {
            statement.setString(1, user.value());
            try (var rows = statement.executeQuery()) {
                return rows.next() ? Role.valueOf(rows.getString(1)) : Role.USER;
            }
        }
    }

    private static boolean isLastAdmin(Connection connection, UserId user) throws SQLException {
        try (var statement = connection.prepareStatement("""
                SELECT bool_or(user_id = ?::uuid) AND count(*) = 1 FROM roles WHERE role = 'ADMIN'
                """)) {
            statement.setString(1, user.value());
            try (var rows = statement.executeQuery()) {
                return rows.next() && rows.getBoolean(1);
            }
        }
    }

    // A row only for those who have, or had, more than others.
    private static Outcome set(Connection connection, UserId user, Role role) throws SQLException {
        if (!exists(connection, user)) {
            return Outcome.UNKNOWN_USER;
        }
        if (role(connection, user) == role) {
            return Outcome.DONE;
        }
        try (var statement = connection.prepareStatement("""
                INSERT INTO roles (user_id, role) VALUES (?::uuid, ?)
                ON CONFLICT (user_id) DO UPDATE SET
                    role = EXCLUDED.role, revision = roles.revision + 1, changed_at = now()
                RETURNING revision
                """)) {
            statement.setString(1, user.value());
            statement.setString(2, role.name());
            try (var rows = statement.executeQuery()) {
                rows.next();
                Outbox.write(connection, new DomainEvent.RoleChanged(user, role, rows.getLong(1)));
            }
        }
        return Outcome.DONE;
    }

    // Held, so that an account that is being deleted does not leave a role behind. Who is being erased gets none any
    // more.
    private static boolean exists(Connection connection, UserId user) throws SQLException {
        try (var statement = connection.prepareStatement("""
                SELECT 1 FROM accounts JOIN user_keys USING (user_id)
                WHERE user_id = ?::uuid AND firm
                    AND NOT EXISTS (SELECT FROM erasures WHERE erasures.user_id = accounts.user_id)
                FOR KEY SHARE OF accounts, user_keys
                """)) {
            statement.setString(1, user.value());
            try (var rows = statement.executeQuery()) {
                return rows.next();
            }
        }
    }
}
