package social.nova.persistence.account;

import akka.Done;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import social.nova.persistence.common.Database;

/// The `login_attempts` table: failed logins in a row, by the digest of an address.
///
/// Every attempt is one statement, so that of many at once, on whatever nodes, no more are let in than the limit says.
public final class LoginAttempts {
    private static final Duration KEPT = Duration.ofDays(1);

    private final Database database;
    private final int limit;
    private final Duration lock;

    /// @param limit attempts without a success that lock an address
    /// @param lock for so long
    public LoginAttempts(Database database, int limit, Duration lock) {
        this.database = database;
        this.limit = limit;
        this.lock = lock;
    }

    /// Begins an attempt, which counts as failed until it [has succeeded][#succeeded]; false if the address is locked.
    public CompletionStage<Boolean> begin(byte[] address) {
        return database.query(connection -> {
            try (var statement = connection.prepareStatement("""
                    INSERT INTO login_attempts AS attempt (address, failures, locked_until)
                    VALUES (?, 1, CASE WHEN 1 >= ? THEN now() + ? * INTERVAL '1 second' END)
                    ON CONFLICT (address) DO UPDATE
                    SET failures = CASE WHEN attempt.locked_until <= now() THEN 1 ELSE attempt.failures + 1 END,
                        locked_until = CASE
                            WHEN attempt.locked_until > now() THEN attempt.locked_until
                            WHEN attempt.locked_until <= now() THEN NULL
                            WHEN attempt.failures + 1 >= ? THEN now() + ? * INTERVAL '1 second'
                        END,
                        updated_at = now()
                    RETURNING failures
                    """)) {
                statement.setBytes(1, address);
                statement.setInt(2, limit);
                statement.setLong(3, lock.toSeconds());
                statement.setInt(4, limit);
                statement.setLong(5, lock.toSeconds());
                try (var rows = statement.executeQuery()) {
                    return rows.next() && rows.getInt(1) <= limit;
                }
            }
        });
    }

    /// The attempts in a row are over.
    public CompletionStage<Done> succeeded(byte[] address) {
        return update(address, "DELETE FROM login_attempts WHERE address = ?");
    }

    /// An attempt that was begun has come to nothing by no fault of who made it.
    public CompletionStage<Done> takeBack(byte[] address) {
        return database.query(connection -> {
            try (var statement = connection.prepareStatement("""
                    UPDATE login_attempts
                    SET failures = failures - 1, locked_until = CASE WHEN failures > ? THEN locked_until END
                    WHERE address = ? AND failures > 0
                    """)) {
                statement.setInt(1, limit);
                statement.setBytes(2, address);
                return done(statement);
            }
        });
    }

    /// Forgets what nobody has tried for a day.
    public CompletionStage<Integer> forgetOld() {
        return database.query(connection -> {
            try (var statement = connection.prepareStatement("""
                    DELETE FROM login_attempts WHERE updated_at < now() - ? * INTERVAL '1 second'
                    """)) {
                statement.setLong(1, KEPT.toSeconds());
                return statement.executeUpdate();
            }
        });
    }

    private CompletionStage<Done> update(byte[] address, String sql) {
        return database.query(connection -> {
            try (var statement = connection.prepareStatement(sql)) {
                statement.setBytes(1, address);
                return done(statement);
            }
        });
    }

    private static Done done(PreparedStatement statement) throws SQLException {
        statement.executeUpdate();
        return Done.getInstance();
    }
}
