package social.nova.http.account;

import com.eatthepath.otp.TimeBasedOneTimePasswordGenerator;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Base64;
import java.util.OptionalLong;
import java.util.stream.LongStream;
import javax.crypto.spec.SecretKeySpec;

/// The secret of an authenticator: TOTP (RFC 6238) as all of them know it, SHA-1, six digits, 30 seconds.
final class Totp {
    /// How many steps the clock of an authenticator may be off.
    private static final int DRIFT = 1;

    private static final long STEP_SECONDS = 30;
    private static final int SECRET_BYTES = 20;
    private static final String ISSUER = "Nova";
    private static final String BASE32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    private static final TimeBasedOneTimePasswordGenerator CODES = new TimeBasedOneTimePasswordGenerator();

    private final byte[] secret;

    private Totp(byte[] secret) {
        this.secret = secret;
    }

    static Totp generate(SecureRandom random) {
        var secret = new byte[SECRET_BYTES];
        random.nextBytes(secret);
        return new Totp(secret);
    }

    /// @param text as of [#text]
    static Totp of(String text) {
        return new Totp(Base64.getDecoder().decode(text));
    }

    /// The secret, to be sealed.
    String text() {
        return Base64.getEncoder().encodeToString(secret);
    }

    /// The secret as people type it into an authenticator.
    String base32() {
        var bits = 0;
        var held = 0;
        var text = new StringBuilder();
        for (var octet : secret) {
            held = (held << Byte.SIZE) | (octet & 0xFF);
            for (bits += Byte.SIZE; bits >= 5; bits -= 5) {
                text.append(BASE32.charAt((held >> (bits - 5)) & 0x1F));
            }
        }
        return text.toString();
    }

    /// What an authenticator reads from a QR code.
    ///
    /// @param account how it is told from others there
    String uri(String account) {
        return "otpauth://totp/%s:%s?secret=%s&issuer=%s&algorithm=SHA1&digits=6&period=30"
                .formatted(ISSUER, encoded(account), base32(), ISSUER);
    }

    /// The time step near `now` that this is the code of, or nothing.
    OptionalLong stepOf(String code, Instant now) {
        var current = now.getEpochSecond() / STEP_SECONDS;
        return LongStream.rangeClosed(current - DRIFT, current + DRIFT)
                .filter(step -> isCodeOf(step, code))
                .findFirst();
    }

    // Compared in constant time, though each code is good for one try only.
    private boolean isCodeOf(long step, String code) {
        try {
            var right = CODES.generateOneTimePasswordString(
                    new SecretKeySpec(secret, CODES.getAlgorithm()), Instant.ofEpochSecond(step * STEP_SECONDS));
            return MessageDigest.isEqual(right.getBytes(StandardCharsets.UTF_8), code.getBytes(StandardCharsets.UTF_8));
        } catch (InvalidKeyException e) {
            throw new IllegalStateException("Any bytes are a key of an HMAC", e);
        }
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    @Override
    public String toString() {
        return "Totp[***]";
    }
}
