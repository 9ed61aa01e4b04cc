package social.nova.loadtest.secret;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;

/// What two people compare, read aloud or shown: the same 60 digits on both sides, unless somebody between them has
/// passed off another key.
public final class Fingerprint {
    private static final int BYTES = 25;
    private static final int DIGITS = 60;

    private Fingerprint() {}

    /// Of the public keys of both, in whichever order; in groups of five.
    public static String of(byte[] one, byte[] other) {
        var inOrder = Arrays.compareUnsigned(one, other) <= 0;
        try {
            var digest = MessageDigest.getInstance("SHA-256");
            digest.update("nova fingerprint".getBytes(StandardCharsets.US_ASCII));
            digest.update(inOrder ? one : other);
            digest.update(inOrder ? other : one);
            var number = new BigInteger(1, Arrays.copyOf(digest.digest(), BYTES)).mod(BigInteger.TEN.pow(DIGITS));
            var digits = "0".repeat(DIGITS) + number;
            return digits.substring(digits.length() - DIGITS).replaceAll("(\\d{5})(?!$)", "$1 ");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256", e);
        }
    }
}
