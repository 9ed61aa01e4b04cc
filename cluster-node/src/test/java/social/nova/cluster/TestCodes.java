package social.nova.cluster;

import com.eatthepath.otp.TimeBasedOneTimePasswordGenerator;
import java.io.ByteArrayOutputStream;
import java.security.InvalidKeyException;
import java.time.Instant;
import javax.crypto.spec.SecretKeySpec;

/// The codes that an authenticator shows for a secret.
///
/// @param secret in base32
public record TestCodes(String secret) {
    private static final String BASE32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    public static final long STEP_SECONDS = 30;

    public static long currentStep() {
        return Instant.now().getEpochSecond() / STEP_SECONDS;
    }

    public String at(long step) {
        try {
            var codes = new TimeBasedOneTimePasswordGenerator();
            return codes.generateOneTimePasswordString(
                    new SecretKeySpec(bytes(), codes.getAlgorithm()), Instant.ofEpochSecond(step * STEP_SECONDS));
        } catch (InvalidKeyException e) {
            throw new IllegalStateException(e);
        }
    }

    private byte[] bytes() {
        var bytes = new ByteArrayOutputStream();
        var held = 0;
        var bits = 0;
        for (var n = 0; n < secret.length(); n++) {
            held = (held << 5) | BASE32.indexOf(secret.charAt(n));
            bits += 5;
            if (bits >= Byte.SIZE) {
                bits -= Byte.SIZE;
                bytes.write(held >> bits);
            }
        }
        return bytes.toByteArray();
    }
}
