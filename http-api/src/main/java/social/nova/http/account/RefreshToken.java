package social.nova.http.account;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;
import social.nova.protocols.common.UserId;
import social.nova.protocols.common.Uuids;

/// A refresh token: opaque to clients, kept here only as a hash.
///
/// It is base64url of the user's id (16 bytes) and 32 random bytes, so that whoever presents it later is found without
/// a table; the random bytes alone make it a secret.
record RefreshToken(String value) {
    private static final int ID_BYTES = 16;
    private static final int RANDOM_BYTES = 32;

    static RefreshToken issue(UserId user, SecureRandom random) {
        var secret = new byte[RANDOM_BYTES];
        random.nextBytes(secret);
        var id = Uuids.parse(user.value());
        var token = ByteBuffer.allocate(ID_BYTES + RANDOM_BYTES)
                .putLong(id.getMostSignificantBits())
                .putLong(id.getLeastSignificantBits())
                .put(secret);
        return new RefreshToken(Base64.getUrlEncoder().withoutPadding().encodeToString(token.array()));
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
}
