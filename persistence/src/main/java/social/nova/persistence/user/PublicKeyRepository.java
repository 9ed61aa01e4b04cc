package social.nova.persistence.user;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import social.nova.persistence.common.Database;
import social.nova.protocols.common.UserId;

/// The `public_keys` table: with which keys others encrypt for a user. As with profiles, nothing is written of a person
/// whose data key was destroyed.
public final class PublicKeyRepository {
    /// How many of a user's keys are kept.
    public static final int KEPT = 100;

    private final Database database;

    public PublicKeyRepository(Database database) {
        this.database = database;
    }

    /// @param number from 1, one more for each key of the user
    /// @param text as the user's client sent it
    public record PublicKey(long number, String text, Instant since) {}

    /// Makes the key visible to every read. Repeating it changes nothing.
    public CompletionStage<PublicKey> add(UserId user, PublicKey key) {
        return database.transaction(connection -> {
            write(connection, user, key);
            return key;
        });
    }

    /// The user's keys, newest first.
    ///
    /// @param limit at most so many
    public CompletionStage<List<PublicKey>> of(UserId user, int limit) {
        return database.query(connection -> {
            try (var statement = connection.prepareStatement("""
                    SELECT number, public_key, created_at FROM public_keys
                    WHERE user_id = ?::uuid ORDER BY number DESC LIMIT ?
                    """)) {
                statement.setString(1, user.value());
                statement.setInt(2, limit);
                var keys = new ArrayList<PublicKey>();
                try (var rows = statement.executeQuery()) {
                    while (rows.next()) {
                        keys.add(new PublicKey(
                                rows.getLong(1),
                                rows.getString(2),
                                rows.getObject(3, OffsetDateTime.class).toInstant()));
                    }
                }
                return List.copyOf(keys);
            }
        });
    }

    static void write(Connection connection, UserId user, PublicKey key) throws SQLException {
        try (var statement = connection.prepareStatement("""
                INSERT INTO public_keys (user_id, number, public_key, created_at)
                SELECT user_id, ?, ?, ? FROM user_keys WHERE user_id = ?::uuid FOR KEY SHARE
                ON CONFLICT DO NOTHING
                """)) {
            statement.setLong(1, key.number());
            statement.setString(2, key.text());
            statement.setObject(3, key.since().atOffset(ZoneOffset.UTC));
            statement.setString(4, user.value());
            statement.executeUpdate();
        }
        try (var statement = connection.prepareStatement("""
                DELETE FROM public_keys WHERE user_id = ?::uuid AND number <= (
                    SELECT max(number) FROM public_keys WHERE user_id = ?::uuid) - ?
                """)) {
            statement.setString(1, user.value());
            statement.setString(2, user.value());
            statement.setInt(3, KEPT);
            statement.executeUpdate();
        }
    }
}
