package social.nova.http.account;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Optional;
import java.util.UUID;
import social.nova.protocols.common.UserId;
import social.nova.protocols.common.Uuids;

/// A refresh token: opaque to clients, kept here only as a hash.
///
/// It is base64url of the user's id (16 bytes), the session's (16 bytes) and 32 random bytes, so that whoever presents
/// it later is found without a table; the random bytes alone make it a secret.
///
/// @param session the token family it belongs to
record RefreshToken(UserId user, String session, String value) {
    private static final int ID_BYTES = 16;
    private static final int RANDOM_BYTES = 32;
    private static final int BYTES = 2 * ID_BYTES + RANDOM_BYTES;
    private static final int CHARACTERS = (BYTES * 4 + 2) / 3;

    /// @param session a UUID
    static RefreshToken issue(UserId user, String session, SecureRandom random) {
        var secret = new byte[RANDOM_BYTES];
        random.nextBytes(secret);
        var token = ByteBuffer.allocate(BYTES);
        put(token, user.value());
        put(token, session);
        token.put(secret);
        return new RefreshToken(
                user, session, Base64.getUrlEncoder().withoutPadding().encodeToString(token.array()));
    }

    /// The token this is in its form; whether it is good, the user's entity knows.
    static Optional<RefreshToken> parse(String value) {
        if (value.length() != CHARACTERS) {
            return Optional.empty();
        }
        try {
            var token = ByteBuffer.wrap(Base64.getUrlDecoder().decode(value));
            return Optional.of(new RefreshToken(UserId.of(id(token)), id(token).toString(), value));
        } catch (IllegalArgumentException notBase64) {
            return Optional.empty();
        }
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

    private static void put(ByteBuffer token, String uuid) {
        var id = Uuids.parse(uuid);
        token.putLong(id.getMostSignificantBits()).putLong(id.getLeastSignificantBits());
    }

    private static UUID id(ByteBuffer token) {
        return new UUID(token.getLong(), token.getLong());
    }
}
