package social.nova.http.user;

import java.security.KeyFactory;
import java.security.NoSuchAlgorithmException;
import java.security.PublicKey;
import java.security.interfaces.RSAKey;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import social.nova.http.common.Validation;

/// What a public key may look like: SPKI in PEM of X25519, Ed25519 or RSA, or base64 of 32 bytes. Whether it is a good
/// one is the business of whoever encrypts with it.
final class PublicKeyRules {
    private static final int MAX_LENGTH = 4_096;
    private static final int RAW_BYTES = 32;
    private static final int MIN_RSA_BITS = 2_048;
    private static final int MAX_RSA_BITS = 8_192;
    private static final List<String> ALGORITHMS = List.of("X25519", "Ed25519", "RSA");

    // Possessive, so that a long text that is none is not tried over and over.
    private static final Pattern PEM = Pattern.compile(
            "-----BEGIN PUBLIC KEY-----\\r?\\n((?:[A-Za-z0-9+/=]++\\r?\\n)++)-----END PUBLIC KEY-----(?:\\r?\\n)?");

    private PublicKeyRules() {}

    /// @throws social.nova.http.common.BadRequest if this is none
    static void check(@Nullable String text) {
        new Validation()
                .check(
                        text != null && text.length() <= MAX_LENGTH && (isRaw(text) || isPem(text)),
                        "public_key",
                        "a PEM public key (X25519, Ed25519 or RSA of 2048 to 8192 bits), or base64 of 32 bytes")
                .orRefuse();
    }

    private static boolean isRaw(String text) {
        return decoded(text).filter(bytes -> bytes.length == RAW_BYTES).isPresent();
    }

    private static boolean isPem(String text) {
        var pem = PEM.matcher(text);
        return pem.matches()
                && decoded(pem.group(1).replaceAll("\\s", ""))
                        .filter(PublicKeyRules::isPublicKey)
                        .isPresent();
    }

    private static boolean isPublicKey(byte[] spki) {
        return ALGORITHMS.stream().flatMap(algorithm -> parse(algorithm, spki)).anyMatch(PublicKeyRules::isOfFairSize);
    }

    private static boolean isOfFairSize(PublicKey key) {
        if (key instanceof RSAKey rsa) {
            var bits = rsa.getModulus().bitLength();
            return bits >= MIN_RSA_BITS && bits <= MAX_RSA_BITS;
        }
        return true;
    }

    // What is written again as it was read has nothing after it, and nothing in it that is read in two ways.
    private static Stream<PublicKey> parse(String algorithm, byte[] spki) {
        try {
            var key = KeyFactory.getInstance(algorithm).generatePublic(new X509EncodedKeySpec(spki));
            return Arrays.equals(key.getEncoded(), spki) ? Stream.of(key) : Stream.empty();
        } catch (InvalidKeySpecException e) {
            return Stream.empty();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every JDK has " + algorithm, e);
        }
    }

    private static Optional<byte[]> decoded(String base64) {
        try {
            return Optional.of(Base64.getDecoder().decode(base64));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
