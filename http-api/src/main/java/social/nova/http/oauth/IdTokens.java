package social.nova.http.oauth;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.KeySourceException;
import com.nimbusds.jose.jwk.JWKMatcher;
import com.nimbusds.jose.jwk.JWKSelector;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.jwk.source.JWKSourceBuilder;
import com.nimbusds.jose.proc.BadJOSEException;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jose.util.DefaultResourceRetriever;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import com.nimbusds.jwt.proc.DefaultJWTProcessor;
import java.net.MalformedURLException;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Date;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import social.nova.http.common.OAuthSettings;
import social.nova.persistence.account.IdentityRepository.Identity;
import social.nova.protocols.common.ErrorCode;
import social.nova.protocols.trace.Trace;
import social.nova.protocols.user.IdentityProvider;

/// The ID tokens of one service: JWTs signed by keys that it publishes.
///
/// What can be seen without a key is checked first, so that nonsense asks nobody for keys. Keys are kept for ten
/// minutes, for an hour while the service is away, and asked for again when a token names an unknown one, but twice in
/// five seconds at most: who sends made-up key ids cannot make us a nuisance.
final class IdTokens {
    private static final Duration KEYS_KEPT = Duration.ofMinutes(10);
    private static final Duration KEYS_KEPT_IN_NEED = Duration.ofHours(1);
    private static final Duration KEYS_ASKED_AGAIN = Duration.ofSeconds(5);
    private static final int MAX_KEYS_BYTES = 64 * 1024;
    private static final int MAX_TOKEN = 8_192;
    private static final int MAX_SUBJECT = 255;

    /// How far the service's clock may be off.
    private static final Duration CLOCK_SKEW = Duration.ofSeconds(30);

    private final IdentityProvider provider;
    private final OAuthSettings.Issuer issuer;
    private final Duration timeout;
    private final InstantSource clock;
    private final Executor threads;
    private final JWKSource<SecurityContext> keys;
    private final DefaultJWTProcessor<SecurityContext> signatures = new DefaultJWTProcessor<>();

    /// @param threads may wait
    IdTokens(
            IdentityProvider provider,
            OAuthSettings.Issuer issuer,
            Duration timeout,
            InstantSource clock,
            Executor threads) {
        this.provider = provider;
        this.issuer = issuer;
        this.timeout = timeout;
        this.clock = clock;
        this.threads = threads;
        this.keys = keys(issuer, timeout);
        // The algorithm is ours to say, never the token's. Claims are checked here, by the node's clock.
        signatures.setJWSKeySelector(new JWSVerificationKeySelector<>(JWSAlgorithm.RS256, keys));
        signatures.setJWTClaimsSetVerifier((_, _) -> {});
    }

    /// Who a token is of; fails with `INVALID_TOKEN` if it is not meant for us, over, or not the service's at all, and
    /// with `SERVICE_UNAVAILABLE` if the service's keys cannot be had.
    ///
    /// @param nonce that the token must carry, if one is given
    CompletionStage<ProviderUser> verify(String token, @Nullable String nonce) {
        try {
            if (token.length() > MAX_TOKEN) {
                return invalid();
            }
            var jwt = SignedJWT.parse(token);
            var user = read(jwt.getJWTClaimsSet(), nonce);
            return user.isEmpty() || !JWSAlgorithm.RS256.equals(jwt.getHeader().getAlgorithm())
                    ? invalid()
                    : Trace.keeping(CompletableFuture.supplyAsync(() -> signed(jwt, user.get()), threads)
                            .orTimeout(timeout.toMillis(), TimeUnit.MILLISECONDS));
        } catch (ParseException | IllegalArgumentException noToken) {
            return invalid();
        }
    }

    private ProviderUser signed(SignedJWT jwt, ProviderUser user) {
        try {
            signatures.process(jwt, null);
            return user;
        } catch (KeySourceException unavailable) {
            // Of a known service with a key that it does not have, or nothing is known at all.
            throw (hasKeys() ? ErrorCode.INVALID_TOKEN : ErrorCode.SERVICE_UNAVAILABLE).failure();
        } catch (BadJOSEException | JOSEException refused) {
            throw ErrorCode.INVALID_TOKEN.failure();
        }
    }

    private boolean hasKeys() {
        try {
            return !keys.get(new JWKSelector(new JWKMatcher.Builder().build()), null)
                    .isEmpty();
        } catch (KeySourceException away) {
            return false;
        }
    }

    private Optional<ProviderUser> read(JWTClaimsSet claims, @Nullable String nonce) throws ParseException {
        var subject = claims.getSubject();
        var sound = claims.getIssuer() != null
                && issuer.names().contains(claims.getIssuer())
                && isForUs(claims)
                && isTimely(claims)
                && subject != null
                && !subject.isBlank()
                && subject.length() <= MAX_SUBJECT
                && (nonce == null || Nonces.isThatOf(nonce, claims.getStringClaim("nonce")));
        return sound
                ? Optional.of(new ProviderUser(
                        new Identity(provider, subject),
                        Optional.ofNullable(claims.getStringClaim("email")),
                        isVerified(claims.getClaim("email_verified")),
                        claims.getIssueTime().toInstant(),
                        claims.getExpirationTime().toInstant()))
                : Optional.empty();
    }

    // A token for several is ours only if we asked for it.
    private boolean isForUs(JWTClaimsSet claims) throws ParseException {
        var party = claims.getStringClaim("azp");
        return claims.getAudience().stream().anyMatch(issuer.clientIds()::contains)
                && (claims.getAudience().size() == 1
                        || party == null
                        || issuer.clientIds().contains(party));
    }

    private boolean isTimely(JWTClaimsSet claims) {
        var now = clock.instant();
        var soon = now.plus(CLOCK_SKEW);
        return claims.getExpirationTime() != null
                && claims.getExpirationTime().toInstant().isAfter(now)
                && isBefore(claims.getIssueTime(), soon)
                && (claims.getNotBeforeTime() == null || isBefore(claims.getNotBeforeTime(), soon));
    }

    private static boolean isBefore(@Nullable Date time, Instant then) {
        return time != null && time.toInstant().isBefore(then);
    }

    // Apple writes it as a text.
    private boolean isVerified(@Nullable Object claim) {
        return claim == null ? issuer.emailsVerified() : Boolean.TRUE.equals(claim) || "true".equals(claim);
    }

    private static JWKSource<SecurityContext> keys(OAuthSettings.Issuer issuer, Duration timeout) {
        try {
            var millis = Math.toIntExact(timeout.toMillis());
            return JWKSourceBuilder.create(
                            issuer.jwks().toURL(), new DefaultResourceRetriever(millis, millis, MAX_KEYS_BYTES))
                    .cache(KEYS_KEPT.toMillis(), millis)
                    .refreshAheadCache(false)
                    .rateLimited(KEYS_ASKED_AGAIN.toMillis())
                    .retrying(false)
                    .outageTolerant(KEYS_KEPT_IN_NEED.toMillis())
                    .build();
        } catch (MalformedURLException e) {
            throw new IllegalArgumentException("Settings have checked the address", e);
        }
    }

    private static CompletionStage<ProviderUser> invalid() {
        return CompletableFuture.failedStage(ErrorCode.INVALID_TOKEN.failure());
    }
}
