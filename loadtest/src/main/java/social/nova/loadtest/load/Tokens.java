package social.nova.loadtest.load;

import com.auth0.jwt.JWT;
import com.auth0.jwt.algorithms.Algorithm;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.interfaces.RSAPrivateKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import java.util.UUID;
import social.nova.loadtest.client.Web;
import social.nova.loadtest.run.NovaRun;

/// Access tokens signed with the key that a development installation made for itself: ten thousand users need not log
/// in, which would measure nothing but Argon2id.
public final class Tokens {
    private static final long VALID_SECONDS = 3_600;

    private final Algorithm signing;
    private final String keyId;

    private Tokens(Algorithm signing, String keyId) {
        this.signing = signing;
        this.keyId = keyId;
    }

    /// For this run, whose launcher keeps the key among its data.
    public static Tokens of(NovaRun run) {
        var jwks = Web.get("http://" + run.nodes().getFirst().api() + "/.well-known/jwks.json", "");
        var keyId = jwks.body().path("keys").path(0).path("kid").asText();
        return new Tokens(Algorithm.RSA256(null, key(run.data().resolve("secrets/jwt-private-key.pem"))), keyId);
    }

    /// @param user a UUID; whether it has an account, no handshake asks
    public String of(String user) {
        var now = Instant.now();
        return JWT.create()
                .withHeader(Map.of("typ", "at+jwt"))
                .withKeyId(keyId)
                .withIssuer("nova-auth-service")
                .withAudience("nova-app")
                .withSubject(user)
                .withIssuedAt(now)
                .withExpiresAt(now.plusSeconds(VALID_SECONDS))
                .withJWTId(UUID.randomUUID().toString())
                .withClaim("sid", UUID.randomUUID().toString())
                .sign(signing);
    }

    private static RSAPrivateKey key(Path pem) {
        try {
            var base64 = Files.readString(pem).replaceAll("-----[A-Z ]+-----|\\s", "");
            var spec = new PKCS8EncodedKeySpec(Base64.getDecoder().decode(base64));
            return (RSAPrivateKey) KeyFactory.getInstance("RSA").generatePrivate(spec);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(pem + " holds no RSA key", e);
        }
    }
}
