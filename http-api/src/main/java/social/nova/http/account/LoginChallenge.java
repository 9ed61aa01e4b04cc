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

/// What a client shows with its code to end a login that the password began: opaque to it, kept here only as a digest.
///
/// It is base64url of the user's id (16 bytes) and 32 random bytes, so that whoever presents it is found without a
/// table; the random bytes alone make it a secret.
record LoginChallenge(UserId user, String value) {
    private static final int ID_BYTES = 16;
    private static final int RANDOM_BYTES = 32;
    private static final int LENGTH = 64;

    static LoginChallenge issue(UserId user, SecureRandom random) {
        var secret = new byte[RANDOM_BYTES];
        random.nextBytes(secret);
        var id = Uuids.parse(user.value());
        var bytes = ByteBuffer.allocate(ID_BYTES + RANDOM_BYTES)
                .putLong(id.getMostSignificantBits())
                .putLong(id.getLeastSignificantBits())
                .put(secret);
        return new LoginChallenge(user, Base64.getUrlEncoder().withoutPadding().encodeToString(bytes.array()));
    }

    /// Nothing if no challenge of ours looks like this.
    static Optional<LoginChallenge> parse(String text) {
        if (text.length() != LENGTH) {
            return Optional.empty();
        }
        try {
            var bytes = ByteBuffer.wrap(Base64.getUrlDecoder().decode(text));
            return bytes.remaining() == ID_BYTES + RANDOM_BYTES
                    ? Optional.of(new LoginChallenge(UserId.of(new UUID(bytes.getLong(), bytes.getLong())), text))
                    : Optional.empty();
        } catch (IllegalArgumentException noBase64) {
            return Optional.empty();
        }
    }

    /// What is kept of it. Unguessable input needs no slow hash.
    String digest() {
        try {
            var digest = MessageDigest.getInstance("SHA-256").digest(value.getBytes(StandardCharsets.US_ASCII));
            return Base64.getUrlEncoder().withoutPadding().encodeToString(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256", e);
        }
    }

    @Override
    public String toString() {
        return "LoginChallenge[***]";
    }
}
