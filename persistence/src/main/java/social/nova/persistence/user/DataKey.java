package social.nova.persistence.user;

import com.google.crypto.tink.subtle.Hkdf;
import com.google.crypto.tink.subtle.XChaCha20Poly1305;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import social.nova.protocols.common.Sealed;

/// One user's key: seals what is kept of them, and digests what must be compared without being readable.
///
/// Sealing is XChaCha20-Poly1305, digesting HMAC-SHA256, each under a subkey of its own. Thread-safe.
public final class DataKey {
    private static final int KEY_BYTES = 32;
    private static final int NONCE_BYTES = 24;
    private static final String HMAC = "HmacSHA256";

    private final byte[] key;
    private final XChaCha20Poly1305 sealing;
    private final SecretKeySpec digesting;

    private DataKey(byte[] key) {
        try {
            this.key = key;
            this.sealing = new XChaCha20Poly1305(subkey(key, "seal"));
            this.digesting = new SecretKeySpec(subkey(key, "digest"), HMAC);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every Java platform has what Tink needs", e);
        }
    }

    static DataKey generate(SecureRandom random) {
        var key = new byte[KEY_BYTES];
        random.nextBytes(key);
        return new DataKey(key);
    }

    /// @throws IllegalArgumentException if these are not 32 bytes
    static DataKey of(byte[] key) {
        if (key.length != KEY_BYTES) {
            throw new IllegalArgumentException("A data key has " + KEY_BYTES + " bytes");
        }
        return new DataKey(key.clone());
    }

    /// Seals `plaintext` so that it opens only in the same `context`, under a fresh nonce.
    public Sealed seal(byte[] plaintext, byte[] context) {
        try {
            var sealed = sealing.encrypt(plaintext, context);
            return new Sealed(
                    Base64.getEncoder().encodeToString(Arrays.copyOfRange(sealed, NONCE_BYTES, sealed.length)),
                    HexFormat.of().formatHex(sealed, 0, NONCE_BYTES));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Sealing failed", e);
        }
    }

    /// @throws IllegalStateException if this was not sealed by this key in this context, or was changed since
    public byte[] open(Sealed sealed, byte[] context) {
        try {
            var nonce = HexFormat.of().parseHex(sealed.nonce());
            var content = Base64.getDecoder().decode(sealed.content());
            var joined = ByteBuffer.allocate(nonce.length + content.length)
                    .put(nonce)
                    .put(content)
                    .array();
            return sealing.decrypt(joined, context);
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            throw new IllegalStateException("What was sealed does not open with this key in this context", e);
        }
    }

    /// The same 32 bytes for the same parts, meaningless to who lacks the key. `("ab", "c")` differs from
    /// `("a", "bc")`.
    public byte[] digest(byte[]... parts) {
        try {
            var mac = Mac.getInstance(HMAC);
            mac.init(digesting);
            for (var part : parts) {
                mac.update(
                        ByteBuffer.allocate(Integer.BYTES).putInt(part.length).flip());
                mac.update(part);
            }
            return mac.doFinal();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every Java platform has " + HMAC, e);
        }
    }

    /// What is to be wrapped; never to be kept or sent as it is.
    byte[] bytes() {
        return key.clone();
    }

    @Override
    public String toString() {
        return "DataKey[***]";
    }

    private static byte[] subkey(byte[] key, String purpose) throws GeneralSecurityException {
        return Hkdf.computeHkdf("HMACSHA256", key, new byte[0], purpose.getBytes(StandardCharsets.US_ASCII), KEY_BYTES);
    }
}
