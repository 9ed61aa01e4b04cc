package social.nova.persistence.account;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import social.nova.persistence.common.Database;
import social.nova.protocols.common.UserId;
import social.nova.protocols.user.IdentityProvider;

/// The `identities` table: decides whose an identity at another service is; and the nonces that were shown.
public final class IdentityRepository {
    private final Database database;

    public IdentityRepository(Database database) {
        this.database = database;
    }

    /// Somebody as another service knows them.
    public record Identity(IdentityProvider provider, String subject) {
        @Override
        public String toString() {
            return "Identity[" + provider + ", ***]";
        }
    }

    /// Whose an identity is.
    ///
    /// @param noted whether the user's entity has confirmed to know of it
    public record Holder(UserId user, boolean noted) {}

    public CompletionStage<Optional<Holder>> find(Identity identity) {
        return database.query(connection -> holder(connection, identity));
    }

    /// Whether the identity is this user's, and has been for a day, or since their account began.
    public CompletionStage<Boolean> isSettled(Identity identity, UserId user) {
        return database.query(connection -> {
            try (var statement = connection.prepareStatement("""
                    SELECT 1 FROM identities JOIN accounts USING (user_id)
                    WHERE provider = ? AND subject = ? AND user_id = ?::uuid
                        AND (linked_at < now() - INTERVAL '1 day' OR linked_at < reserved_at + INTERVAL '1 minute')
                    """)) {
                statement.setString(1, identity.provider().id());
                statement.setString(2, identity.subject());
                statement.setString(3, user.value());
                try (var rows = statement.executeQuery()) {
                    return rows.next();
                }
            }
        });
    }

    /// Makes the identity this user's; says whether it is, now or before. Not if it is another's, or the user is
    /// somebody else at the same service, or has no data key any more.
    public CompletionStage<Boolean> link(Identity identity, UserId user) {
        return database.query(connection -> {
            insert(connection, identity, user);
            return holder(connection, identity)
                    .filter(holder -> holder.user().equals(user))
                    .isPresent();
        });
    }

    /// The user's entity knows of the identity. Says whether it is still theirs: else it was unlinked meanwhile.
    public CompletionStage<Boolean> noted(Identity identity, UserId user) {
        return database.query(connection -> {
            try (var statement = connection.prepareStatement("""
                    UPDATE identities SET noted = TRUE WHERE provider = ? AND subject = ? AND user_id = ?::uuid
                    """)) {
                statement.setString(1, identity.provider().id());
                statement.setString(2, identity.subject());
                statement.setString(3, user.value());
                return statement.executeUpdate() == 1;
            }
        });
    }

    /// Gives free what this user is at that service. Repeating it changes nothing.
    public CompletionStage<Boolean> unlink(UserId user, IdentityProvider provider) {
        return database.query(connection -> {
            try (var statement = connection.prepareStatement("""
                    DELETE FROM identities WHERE user_id = ?::uuid AND provider = ?
                    """)) {
                statement.setString(1, user.value());
                statement.setString(2, provider.id());
                return statement.executeUpdate() == 1;
            }
        });
    }

    /// What other services this user is known to, and since when.
    public CompletionStage<Map<IdentityProvider, Instant>> of(UserId user) {
        return database.query(connection -> {
            try (var statement = connection.prepareStatement("""
                    SELECT provider, linked_at FROM identities WHERE user_id = ?::uuid
                    """)) {
                statement.setString(1, user.value());
                var linked = new EnumMap<IdentityProvider, Instant>(IdentityProvider.class);
                try (var rows = statement.executeQuery()) {
                    while (rows.next()) {
                        linked.put(
                                IdentityProvider.of(rows.getString(1)).orElseThrow(),
                                rows.getTimestamp(2).toInstant());
                    }
                }
                return Map.copyOf(linked);
            }
        });
    }

    /// Notes that a nonce was shown, and forgets those that no token can show any more; says whether it is the first
    /// time.
    public CompletionStage<Boolean> use(byte[] nonceDigest, Instant expiresAt) {
        return database.transaction(connection -> {
            try (var statement = connection.prepareStatement("DELETE FROM used_nonces WHERE expires_at < now()")) {
                statement.executeUpdate();
            }
            try (var statement = connection.prepareStatement("""
                    INSERT INTO used_nonces (nonce_digest, expires_at) VALUES (?, ?) ON CONFLICT DO NOTHING
                    """)) {
                statement.setBytes(1, nonceDigest);
                statement.setTimestamp(2, Timestamp.from(expiresAt));
                return statement.executeUpdate() == 1;
            }
        });
    }

    private static Optional<Holder> holder(Connection connection, Identity identity) throws SQLException {
        try (var statement = connection.prepareStatement("""
                SELECT user_id, noted FROM identities WHERE provider = ? AND subject = ?
                """)) {
            statement.setString(1, identity.provider().id());
            statement.setString(2, identity.subject());
            try (var rows = statement.executeQuery()) {
                return rows.next()
                        ? Optional.of(new Holder(new UserId(rows.getString(1)), rows.getBoolean(2)))
                        : Optional.empty();
            }
        }
    }

    private static void insert(Connection connection, Identity identity, UserId user) throws SQLException {
        try (var statement = connection.prepareStatement("""
                INSERT INTO identities (provider, subject, user_id)
                SELECT ?, ?, user_id FROM user_keys WHERE user_id = ?::uuid FOR KEY SHARE
                ON CONFLICT DO NOTHING
                """)) {
            statement.setString(1, identity.provider().id());
            statement.setString(2, identity.subject());
            statement.setString(3, user.value());
            statement.executeUpdate();
        }
    }
}
