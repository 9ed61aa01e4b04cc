package social.nova.http.export;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// Links that let whoever has them fetch one archive, for some minutes, at any node.
public final class DownloadLinks {
    static final String PATH = "/api/v1/exports/";
    private static final Duration VALID = Duration.ofMinutes(15);
    private static final String HMAC = "HmacSHA256";

    private final SecretKeySpec key;
    private final URI publicUrl;
    private final InstantSource clock;

    /// @param secret of the installation
    public DownloadLinks(byte[] secret, URI publicUrl, InstantSource clock) {
        this.key = new SecretKeySpec(mac(new SecretKeySpec(secret, HMAC), "download links"), HMAC);
        this.publicUrl = publicUrl;
        this.clock = clock;
    }

    /// @param until the link is no good after that, however new
    URI to(String export, Instant until) {
        var expires = Math.min(clock.instant().plus(VALID).getEpochSecond(), until.getEpochSecond());
        return URI.create("%s%s%s?expires=%d&signature=%s"
                .formatted(
                        publicUrl.toString().replaceAll("/+$", ""), PATH, export, expires, signature(export, expires)));
    }

    /// Whether this is the signature of a link that is still good.
    boolean isGood(String export, long expires, String signature) {
        var expected = signature(export, expires).getBytes(StandardCharsets.US_ASCII);
        return MessageDigest.isEqual(expected, signature.getBytes(StandardCharsets.UTF_8))
                && clock.instant().getEpochSecond() < expires;
    }

    private String signature(String export, long expires) {
        return HexFormat.of().formatHex(mac(key, export + " " + expires));
    }

    private static byte[] mac(SecretKeySpec key, String text) {
        try {
            var mac = Mac.getInstance(HMAC);
            mac.init(key);
            return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every Java platform has " + HMAC, e);
        }
    }
}
