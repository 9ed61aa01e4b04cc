package social.nova.http.oauth;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import social.nova.persistence.account.IdentityRepository.Identity;
import social.nova.protocols.common.ErrorCode;
import social.nova.protocols.user.IdentityProvider;

class IdTokensTest {
    private static final Instant NOW = Instant.parse("2025-10-25T10:30:45Z");
    private static final RSAKey KEY = key("one");
    private static final RSAKey NEXT = key("two");

    @AutoClose
    private final LocalServer google = new LocalServer();

    private final IdTokens tokens = new IdTokens(
            IdentityProvider.GOOGLE,
            TestProviders.at(google.address()).google(),
            Duration.ofSeconds(1),
            InstantSource.fixed(NOW),
            Runnable::run);

    @Test
    void tellsWhoseATokenIs() throws Exception {
        publish(KEY);

        var user = tokens.verify(token(KEY, claims -> claims), null)
                .toCompletableFuture()
                .get(30, TimeUnit.SECONDS);

        assertThat(user)
                .isEqualTo(new ProviderUser(
                        new Identity(IdentityProvider.GOOGLE, "42"),
                        Optional.of("alice@example.com"),
                        true,
                        NOW,
                        NOW.plusSeconds(60)));
    }

    @Test
    void asksNobodyForKeysWhereTheTokenIsNotForUsAnyway() {
        publish(KEY);

        for (var wrong : List.<UnaryOperator<JWTClaimsSet.Builder>>of(
                claims -> claims.issuer("https://evil.example.org"),
                claims -> claims.issuer(null),
                claims -> claims.audience("another"),
                claims -> claims.audience((String) null),
                claims -> claims.audience(List.of("another", "nova")).claim("azp", "another"),
                claims -> claims.expirationTime(Date.from(NOW)),
                claims -> claims.expirationTime(null),
                claims -> claims.issueTime(Date.from(NOW.plusSeconds(31))),
                claims -> claims.issueTime(null),
                claims -> claims.notBeforeTime(Date.from(NOW.plusSeconds(31))),
                claims -> claims.subject(null),
                claims -> claims.subject(" "),
                claims -> claims.subject("x".repeat(256)),
                claims -> claims.claim("email", 5))) {
            assertThat(refusal(token(KEY, wrong), null)).contains(ErrorCode.INVALID_TOKEN);
        }
        assertThat(google.asked()).isEmpty();
    }

    @Test
    void wantsTheNonceThatWasAskedFor() {
        publish(KEY);
        var raw = token(KEY, claims -> claims.claim("nonce", "n-1"));
        var hashed = token(
                KEY,
                claims -> claims.claim("nonce", "51aeea8ffa05d2620d35c87463465885e77df13171d5708746df1a9f36d47f35"));

        assertThat(refusal(raw, "n-1")).isEmpty();
        assertThat(refusal(raw, "n-2")).contains(ErrorCode.INVALID_TOKEN);
        assertThat(refusal(hashed, "n-1")).isEmpty();
        assertThat(refusal(hashed, "n-2")).contains(ErrorCode.INVALID_TOKEN);
        assertThat(refusal(token(KEY, claims -> claims), "n-1")).contains(ErrorCode.INVALID_TOKEN);
    }

    @Test
    void takesANewKeyAsSoonAsItIsUsed() {
        publish(KEY);
        assertThat(refusal(token(KEY, claims -> claims), null)).isEmpty();

        publish(NEXT);

        assertThat(refusal(token(NEXT, claims -> claims), null)).isEmpty();
        assertThat(refusal(token(KEY, claims -> claims), null)).contains(ErrorCode.INVALID_TOKEN);
    }

    @Test
    void doesNotAskForEveryKeyThatSomebodyMakesUp() {
        publish(KEY);
        assertThat(refusal(token(KEY, claims -> claims), null)).isEmpty();

        for (var n = 0; n < 20; n++) {
            assertThat(refusal(token(NEXT, claims -> claims), null)).contains(ErrorCode.INVALID_TOKEN);
        }

        assertThat(google.asked()).hasSizeLessThanOrEqualTo(3);
        assertThat(refusal(token(KEY, claims -> claims), null)).isEmpty();
    }

    @Test
    void goesOnWithTheKeysItHasWhileTheServiceIsAway() {
        publish(KEY);
        assertThat(refusal(token(KEY, claims -> claims), null)).isEmpty();

        google.close();

        assertThat(refusal(token(KEY, claims -> claims), null)).isEmpty();
        assertThat(refusal(token(NEXT, claims -> claims), null)).contains(ErrorCode.INVALID_TOKEN);
    }

    @Test
    void isAwayWhereTheServiceIsAndNoKeyIsKnown() {
        google.answer("/google/jwks", 500, "");
        for (var n = 0; n < 5; n++) {
            assertThat(refusal(token(KEY, claims -> claims), null)).contains(ErrorCode.SERVICE_UNAVAILABLE);
        }
        assertThat(google.asked()).hasSizeLessThanOrEqualTo(2);
    }

    @Test
    void isAwayWhereWhatItPublishesAreNoKeys() {
        google.answer("/google/jwks", 200, "<html>");
        assertThat(refusal(token(KEY, claims -> claims), null)).contains(ErrorCode.SERVICE_UNAVAILABLE);

        google.answer("/google/jwks", 200, "{\"keys\": [], \"x\": \"" + "x".repeat(100_000) + "\"}");
        assertThat(refusal(token(KEY, claims -> claims), null)).contains(ErrorCode.SERVICE_UNAVAILABLE);
    }

    private void publish(RSAKey key) {
        google.answer("/google/jwks", 200, new JWKSet(key).toString(true));
    }

    private String token(RSAKey key, UnaryOperator<JWTClaimsSet.Builder> change) {
        var claims = new JWTClaimsSet.Builder()
                .issuer(google.address() + "/google")
                .audience("nova")
                .subject("42")
                .issueTime(Date.from(NOW))
                .expirationTime(Date.from(NOW.plusSeconds(60)))
                .claim("email", "alice@example.com")
                .claim("email_verified", true);
        try {
            var header = new JWSHeader.Builder(JWSAlgorithm.RS256)
                    .keyID(key.getKeyID())
                    .build();
            var jwt = new SignedJWT(header, change.apply(claims).build());
            jwt.sign(new RSASSASigner(key));
            return jwt.serialize();
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    private Optional<ErrorCode> refusal(String token, @Nullable String nonce) {
        return ErrorCode.of(tokens.verify(token, nonce)
                .toCompletableFuture()
                .handle((_, failure) -> failure)
                .orTimeout(10, TimeUnit.SECONDS)
                .join());
    }

    private static RSAKey key(String id) {
        try {
            return new RSAKeyGenerator(2048).keyID(id).generate();
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }
}
