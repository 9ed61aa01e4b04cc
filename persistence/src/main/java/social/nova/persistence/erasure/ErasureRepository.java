package social.nova.persistence.erasure;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import social.nova.persistence.account.RoleRepository;
import social.nova.persistence.common.Database;
import social.nova.protocols.common.UserId;

/// The `erasures` table: whose erasure has begun and has not ended.
public final class ErasureRepository {
    private final Database database;
    private final Duration lease;

    /// @param lease how long whoever is at one has it to themselves
    public ErasureRepository(Database database, Duration lease) {
        this.database = database;
        this.lease = lease;
    }

    /// From here on the person will be erased, whatever happens, and is no admin any more. Repeating it changes
    /// nothing.
    ///
    /// @return false if they are the last admin: then nothing has begun
    public CompletionStage<Boolean> begin(UserId user) {
        return database.transaction(connection -> {
            if (!RoleRepository.resign(connection, user)) {
                return false;
            }
            try (var statement = connection.prepareStatement("""
                    INSERT INTO erasures (user_id, next_attempt) VALUES (?::uuid, now() + ? * INTERVAL '1 millisecond')
                    ON CONFLICT DO NOTHING
                    """)) {
                statement.setString(1, user.value());
                statement.setLong(2, lease.toMillis());
                statement.executeUpdate();
                return true;
            }
        });
    }

    /// Those that nobody is at, now the caller's for the time of a lease.
    public CompletionStage<List<UserId>> claim(int limit) {
        return database.query(connection -> {
            try (var statement = connection.prepareStatement("""
                    UPDATE erasures SET next_attempt = now() + ? * INTERVAL '1 millisecond'
                    WHERE user_id IN (
                        SELECT user_id FROM erasures WHERE next_attempt <= now()
                        ORDER BY next_attempt LIMIT ? FOR UPDATE SKIP LOCKED)
                    RETURNING user_id
                    """)) {
                statement.setLong(1, lease.toMillis());
                statement.setInt(2, limit);
                var claimed = new ArrayList<UserId>();
                try (var rows = statement.executeQuery()) {
                    while (rows.next()) {
                        claimed.add(new UserId(rows.getString(1)));
                    }
                }
                return List.copyOf(claimed);
            }
        });
    }

    /// Nothing is left to do.
    public CompletionStage<Boolean> end(UserId user) {
        return database.query(connection -> {
            try (var statement = connection.prepareStatement("DELETE FROM erasures WHERE user_id = ?::uuid")) {
                statement.setString(1, user.value());
                return statement.executeUpdate() == 1;
            }
        });
    }
}
