package social.nova.http.account;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import java.util.UUID;
import social.nova.persistence.user.DataKey;
import social.nova.protocols.common.UserId;
import social.nova.protocols.common.Uuids;

/// A refresh token: opaque to clients, kept here only as a hash.
///
/// It is base64url of the user's id (16 bytes), the session's (16 bytes), 16 random bytes, and the first 16 bytes
/// of an HMAC-SHA-256 of all that under the user's data key: whoever presents it later is found without a table,
/// and what was never issued is told from what was, without remembering either.
///
/// @param session the token family it belongs to
record RefreshToken(UserId user, String session, String value) {
    private static final int ID_BYTES = 16;
    private static final int RANDOM_BYTES = 16;
    private static final int MAC_BYTES = 16;
    private static final int SIGNED_BYTES = 2 * ID_BYTES + RANDOM_BYTES;
    private static final int BYTES = SIGNED_BYTES + MAC_BYTES;
    private static final int CHARACTERS = (BYTES * 4 + 2) / 3;
    private static final byte[] PURPOSE = "refresh-token".getBytes(StandardCharsets.US_ASCII);

    /// @param key of this user
    /// @param session a UUID
    static RefreshToken issue(DataKey key, UserId user, String session, SecureRandom random) {
        var secret = new byte[RANDOM_BYTES];
        random.nextBytes(secret);
        var token = ByteBuffer.allocate(BYTES);
        put(token, user.value());
        put(token, session);
        token.put(secret).put(mac(key, token.array()));
        return new RefreshToken(user, session, encoded(token.array()));
    }

    /// The token this is in its form; whether it is good, the user's entity knows.
    static Optional<RefreshToken> parse(String value) {
        if (value.length() != CHARACTERS) {
            return Optional.empty();
        }
        try {
            var bytes = Base64.getUrlDecoder().decode(value);
            var token = ByteBuffer.wrap(bytes);
            // A decoder also takes bits after the last byte that mean nothing: we write none.
            return encoded(bytes).equals(value)
                    ? Optional.of(
                            new RefreshToken(UserId.of(id(token)), id(token).toString(), value))
                    : Optional.empty();
        } catch (IllegalArgumentException notBase64) {
            return Optional.empty();
        }
    }

    /// Whether it was issued by us, now or long ago, and is nothing that somebody made up.
    ///
    /// @param key of its user
    boolean wasIssued(DataKey key) {
        var token = Base64.getUrlDecoder().decode(value);
        return MessageDigest.isEqual(mac(key, token), Arrays.copyOfRange(token, SIGNED_BYTES, BYTES));
    }

    /// What is kept of it: base64url of its SHA-256. Unguessable input needs no slow hash.
    String hash() {
        try {
            var digest = MessageDigest.getInstance("SHA-256").digest(value.getBytes(StandardCharsets.US_ASCII));
            return Base64.getUrlEncoder().withoutPadding().encodeToString(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256", e);
        }
    }

    @Override
    public String toString() {
        return "RefreshToken[***]";
    }

    private static byte[] mac(DataKey key, byte[] token) {
        return Arrays.copyOf(key.digest(PURPOSE, Arrays.copyOf(token, SIGNED_BYTES)), MAC_BYTES);
    }

    private static String encoded(byte[] token) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(token);
    }

    private static void put(ByteBuffer token, String uuid) {
        var id = Uuids.parse(uuid);
        token.putLong(id.getMostSignificantBits()).putLong(id.getLeastSignificantBits());
    }

    private static UUID id(ByteBuffer token) {
        return new UUID(token.getLong(), token.getLong());
    }
}
