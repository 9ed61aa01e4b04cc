package social.nova.http.oauth;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;
import social.nova.protocols.user.IdentityProvider;

/// What ties an ID token to the one attempt it was made for.
final class Nonces {
    private Nonces() {}

    /// Whether a token carries this nonce: as it is, or as the hex of its SHA-256, which apps have Apple put there.
    static boolean isThatOf(String nonce, @Nullable String claim) {
        return claim != null && (isSame(nonce, claim) || isSame(HexFormat.of().formatHex(sha256(nonce)), claim));
    }

    /// What a nonce is remembered by.
    static byte[] digest(IdentityProvider provider, String nonce) {
        return sha256(provider.id() + " " + nonce);
    }

    private static boolean isSame(String one, String other) {
        return MessageDigest.isEqual(one.getBytes(StandardCharsets.UTF_8), other.getBytes(StandardCharsets.UTF_8));
    }

    private static byte[] sha256(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256", e);
        }
    }
}
