package social.nova.http.account;

import com.auth0.jwt.JWT;
import com.auth0.jwt.JWTVerifier;
import com.auth0.jwt.algorithms.Algorithm;
import com.auth0.jwt.exceptions.JWTVerificationException;
import com.auth0.jwt.interfaces.DecodedJWT;
import java.time.Duration;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import social.nova.http.common.Caller;
import social.nova.http.common.HttpSettings;
import social.nova.protocols.common.UserId;

/// Signs access tokens and tells whom a token stands for.
///
/// A token is an RFC 9068 JWT: RS256, `typ` is `at+jwt`, `kid` names one of our keys. Anything else is refused before
/// its signature is looked at, `alg: none` and HMAC under a public key above all. Thread-safe; nothing is looked up.
public final class AccessTokens {
    private static final String ISSUER = "nova-auth-service";
    private static final String AUDIENCE = "nova-app";
    private static final String TYPE = "at+jwt";
    private static final String SESSION = "sid";
    private static final int MAX_LENGTH = 4_096;

    /// How far ahead the clock of the node that signed may be.
    private static final long CLOCK_SKEW_SECONDS = 30;

    private final Duration expiry;
    private final InstantSource clock;
    private final Supplier<UUID> uuids;
    private final TokenKeys keys;
    private final Map<String, JWTVerifier> verifiers = new ConcurrentHashMap<>();

    public AccessTokens(TokenKeys keys, Duration expiry, InstantSource clock, Supplier<UUID> uuids) {
        this.expiry = expiry;
        this.clock = clock;
        this.uuids = uuids;
        this.keys = keys;
    }

    /// A token for this user and login session, valid from now for [#expiry()].
    public String issue(UserId user, String session) {
        var now = clock.instant();
        var key = keys.signing();
        return JWT.create()
                .withHeader(Map.of("typ", TYPE))
                .withKeyId(key.id())
                .withIssuer(ISSUER)
                .withAudience(AUDIENCE)
                .withSubject(user.value())
                .withIssuedAt(now)
                .withExpiresAt(now.plus(expiry))
                .withJWTId(uuids.get().toString())
                .withClaim(SESSION, session)
                .sign(Algorithm.RSA256(null, key.privateKey()));
    }

    /// How long an issued token is valid.
    public Duration expiry() {
        return expiry;
    }

    /// Whom this token stands for, or nothing if it is not one of ours, was changed, or has expired.
    public Optional<Caller> verify(String token) {
        if (token.length() > MAX_LENGTH || !TokenForm.isOurs(token)) {
            return Optional.empty();
        }
        try {
            var decoded = JWT.decode(token);
            var key = Optional.ofNullable(decoded.getKeyId()).flatMap(keys::verifying);
            if (key.isEmpty() || !hasOurForm(decoded)) {
                return Optional.empty();
            }
            verifier(key.get()).verify(decoded);
            return Optional.of(new Caller(
                    new UserId(decoded.getSubject()),
                    decoded.getClaim(SESSION).asString(),
                    decoded.getExpiresAtAsInstant(),
                    key.get().id()));
        } catch (JWTVerificationException | IllegalArgumentException refused) {
            return Optional.empty();
        }
    }

    // No "crit": RFC 7515 has a token refused that demands what its reader does not know, and we know nothing more.
    private static boolean hasOurForm(DecodedJWT token) {
        return TYPE.equalsIgnoreCase(token.getType())
                && token.getHeaderClaim("crit").isMissing()
                && token.getSubject() != null
                && token.getExpiresAt() != null
                && token.getIssuedAt() != null
                && !livesTooLong(token)
                && token.getClaim(SESSION).asString() != null;
    }

    // Who has got hold of a key makes no token for years. Against the longest that can be set, not against [#expiry()]:
    // while nodes are restarted with another setting, each must take the other's tokens.
    private static boolean livesTooLong(DecodedJWT token) {
        return token.getExpiresAtAsInstant()
                .isAfter(token.getIssuedAtAsInstant().plus(HttpSettings.LONGEST_ACCESS_EXPIRY));
    }

    // The algorithm is the key's, never the token's: java-jwt refuses a token that names another.
    private JWTVerifier verifier(TokenKey key) {
        return verifiers.computeIfAbsent(key.id(), _ -> {
            var checks = JWT.require(Algorithm.RSA256(key.publicKey(), null))
                    .withIssuer(ISSUER)
                    .withAudience(AUDIENCE)
                    .acceptIssuedAt(CLOCK_SKEW_SECONDS);
            return ((JWTVerifier.BaseVerification) checks).build(clock.withZone(ZoneOffset.UTC));
        });
    }
}
