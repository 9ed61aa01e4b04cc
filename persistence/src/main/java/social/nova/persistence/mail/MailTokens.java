package social.nova.persistence.mail;

import akka.Done;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.sql.Array;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Base64;
import java.util.Collection;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import social.nova.persistence.common.Database;
import social.nova.protocols.common.UserId;

/// The `mail_tokens` table: the tokens of links in mails, of which only the SHA-256 is kept.
public final class MailTokens {
    private static final int RANDOM_BYTES = 32;
    private static final int LONGEST = 64;

    private final Database database;
    private final SecureRandom random = new SecureRandom();

    public MailTokens(Database database) {
        this.database = database;
    }

    /// What a token is good for.
    ///
    /// @param address that the mail went to
    public record Grant(UserId user, MailPurpose purpose, String address) {}

    /// Makes a token for a mail that is about to be sent; an earlier one for the same purpose is void. Nothing if the
    /// mail's links were voided meanwhile, or it was asked for again.
    CompletionStage<Optional<String>> issue(Mails.Waiting mail, MailKind.Link link) {
        var secret = new byte[RANDOM_BYTES];
        random.nextBytes(secret);
        var token = Base64.getUrlEncoder().withoutPadding().encodeToString(secret);
        return database.query(
                connection -> insert(connection, token, mail, link) ? Optional.of(token) : Optional.empty());
    }

    /// What this token is good for, if it is good for one of these purposes. It is taken then: of several who present
    /// it at once, one is told.
    public CompletionStage<Optional<Grant>> take(String token, Set<MailPurpose> purposes) {
        return database.query(connection -> grant(connection, token, purposes, """
                UPDATE mail_tokens SET taken_at = now()
                WHERE digest = ? AND purpose = ANY (?) AND expires_at > now() AND taken_at IS NULL
                RETURNING user_id, purpose, address
                """));
    }

    /// Makes a token good again that was taken in vain; not one that was voided meanwhile, or that a newer one has
    /// taken the place of.
    public CompletionStage<Done> putBack(String token) {
        return database.query(connection -> {
            try (var statement =
                    connection.prepareStatement("UPDATE mail_tokens SET taken_at = NULL WHERE digest = ?")) {
                statement.setBytes(1, digest(token));
                statement.executeUpdate();
                return Done.getInstance();
            }
        });
    }

    /// Voids a user's tokens for these purposes, if the caller's transaction commits.
    ///
    /// @param followed of which one that is taken stays as it is: the caller is who follows it, and may fail
    static void revoke(Connection connection, UserId user, Collection<MailPurpose> purposes, Set<MailPurpose> followed)
            throws SQLException {
        try (var statement = connection.prepareStatement("""
                DELETE FROM mail_tokens
                WHERE user_id = ?::uuid AND purpose = ANY (?) AND (taken_at IS NULL OR purpose <> ALL (?))
                """)) {
            statement.setString(1, user.value());
            statement.setArray(2, names(connection, purposes));
            statement.setArray(3, names(connection, followed));
            statement.executeUpdate();
        }
    }

    /// Deletes what has expired.
    CompletionStage<Integer> forgetExpired() {
        return database.query(connection -> {
            try (var statement = connection.prepareStatement("DELETE FROM mail_tokens WHERE expires_at < now()")) {
                return statement.executeUpdate();
            }
        });
    }

    // Waits for whoever voids the mail's links at this moment, and has them wait: none is made behind their back.
    private static boolean insert(Connection connection, String token, Mails.Waiting mail, MailKind.Link link)
            throws SQLException {
        try (var statement = connection.prepareStatement("""
                INSERT INTO mail_tokens (user_id, purpose, digest, address, expires_at)
                SELECT user_id, ?, ?, address, now() + ? * INTERVAL '1 second'
                FROM mails WHERE user_id = ?::uuid AND kind = ? AND version = ? FOR UPDATE
                ON CONFLICT (user_id, purpose) DO UPDATE
                SET digest = excluded.digest,
                    address = excluded.address,
                    expires_at = excluded.expires_at,
                    taken_at = NULL
                """)) {
            statement.setString(1, link.purpose().name());
            statement.setBytes(2, digest(token));
            statement.setLong(3, link.validFor().toSeconds());
            statement.setString(4, mail.user().value());
            statement.setString(5, mail.kind().name());
            statement.setLong(6, mail.version());
            return statement.executeUpdate() == 1;
        }
    }

    private static Optional<Grant> grant(Connection connection, String token, Set<MailPurpose> purposes, String sql)
            throws SQLException {
        if (token.length() > LONGEST) {
            return Optional.empty();
        }
        try (var statement = connection.prepareStatement(sql)) {
            statement.setBytes(1, digest(token));
            statement.setArray(2, names(connection, purposes));
            try (var rows = statement.executeQuery()) {
                return rows.next() ? Optional.of(grant(rows)) : Optional.empty();
            }
        }
    }

    private static Grant grant(ResultSet row) throws SQLException {
        return new Grant(
                new UserId(row.getString("user_id")),
                MailPurpose.valueOf(row.getString("purpose")),
                row.getString("address"));
    }

    private static Array names(Connection connection, Collection<MailPurpose> purposes) throws SQLException {
        return connection.createArrayOf(
                "text", purposes.stream().map(MailPurpose::name).toArray());
    }

    // Unguessable input needs no slow hash.
    private static byte[] digest(String token) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256", e);
        }
    }
}
