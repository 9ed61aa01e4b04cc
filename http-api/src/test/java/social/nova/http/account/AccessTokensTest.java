package social.nova.http.account;

import static org.assertj.core.api.Assertions.assertThat;

import com.auth0.jwt.JWT;
import com.auth0.jwt.JWTCreator;
import com.auth0.jwt.algorithms.Algorithm;
import java.nio.charset.StandardCharsets;
import java.security.interfaces.RSAPrivateKey;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.Map;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import social.nova.http.common.Caller;
import social.nova.protocols.common.UserId;

class AccessTokensTest {
    private static final UserId ALICE = new UserId("a11ce000-0000-4000-8000-000000000000");
    private static final Instant NOW = Instant.parse("2025-10-25T10:30:45Z");
    private static final Duration EXPIRY = Duration.ofMinutes(15);
    private static final TokenKeys KEYS = TestKeys.tokenKeys();
    private static final Algorithm OURS = Algorithm.RSA256(null, (RSAPrivateKey) TestKeys.OURS.getPrivate());

    private final AccessTokens tokens = at(NOW);

    @Test
    void knowsWhomItsTokensStandFor() {
        assertThat(tokens.verify(tokens.issue(ALICE, "s1")))
                .contains(
                        new Caller(ALICE, "s1", NOW.plus(EXPIRY), KEYS.signing().id()));
    }

    @Test
    void claimsWhatTheReferenceSays() {
        var token = JWT.decode(tokens.issue(ALICE, "s1"));

        assertThat(token.getAlgorithm()).isEqualTo("RS256");
        assertThat(token.getType()).isEqualTo("at+jwt");
        assertThat(token.getKeyId()).isEqualTo(KEYS.signing().id());
        assertThat(token.getSubject()).isEqualTo(ALICE.value());
        assertThat(token.getIssuer()).isEqualTo("nova-auth-service");
        assertThat(token.getAudience()).containsExactly("nova-app");
        assertThat(token.getIssuedAtAsInstant()).isEqualTo(NOW);
        assertThat(token.getExpiresAtAsInstant()).isEqualTo(NOW.plus(EXPIRY));
        assertThat(token.getId())
                .isNotEqualTo(JWT.decode(tokens.issue(ALICE, "s1")).getId());
    }

    @Test
    void aTokenExpires() {
        var token = tokens.issue(ALICE, "s1");

        assertThat(at(NOW.plus(EXPIRY).minusSeconds(1)).verify(token)).isPresent();
        assertThat(at(NOW.plus(EXPIRY)).verify(token)).isEmpty();
    }

    @Test
    void anotherNodesClockMayBeALittleAheadAndNoMore() {
        var token = tokens.issue(ALICE, "s1");

        assertThat(at(NOW.minusSeconds(20)).verify(token)).isPresent();
        assertThat(at(NOW.minusSeconds(60)).verify(token)).isEmpty();
    }

    @Test
    void takesWhatIsSignedAndClaimedAsItShouldBe() {
        assertThat(tokens.verify(signed(UnaryOperator.identity()))).isPresent();
    }

    @Test
    void refusesWrongOrMissingClaims() {
        assertRefused(token -> token.withIssuer("someone-else"));
        assertRefused(token -> token.withIssuer((String) null));
        assertRefused(token -> token.withAudience("another-app"));
        assertRefused(token -> token.withAudience((String[]) null));
        assertRefused(token -> token.withSubject("alice"));
        assertRefused(token -> token.withSubject(null));
        assertRefused(token -> token.withExpiresAt((Instant) null));
        assertRefused(token -> token.withExpiresAt(NOW.minusSeconds(1)));
        assertRefused(token -> token.withIssuedAt((Instant) null));
        assertRefused(token -> token.withNotBefore(NOW.plusSeconds(60)));
        assertRefused(token -> token.withClaim("sid", (String) null));
        assertRefused(token -> token.withClaim("sid", 5));
    }

    // A node of another setting may have issued it.
    @Test
    void takesTokensThatLiveForUpToADayAndNoneThatClaimMore() {
        var day = NOW.plus(Duration.ofDays(1));

        assertThat(tokens.verify(signed(token -> token.withExpiresAt(day)))).isPresent();
        assertRefused(token -> token.withExpiresAt(day.plusSeconds(1)));
        assertRefused(token -> token.withExpiresAt(NOW.plusSeconds(10_000_000_000L)));
        assertRefused(token -> token.withIssuedAt(NOW.minusSeconds(60)).withExpiresAt(day));
    }

    @Test
    void refusesWrongHeaders() {
        assertRefused(token -> token.withHeader(Map.of("typ", "JWT")));
        assertRefused(token -> token.withHeader(Map.of("crit", new String[] {"x"})));
        assertRefused(token -> token.withKeyId("unknown"));
        assertRefused(token -> token.withKeyId(null));
    }

    @Test
    void refusesOtherAlgorithms() {
        var publicKey = TestKeys.OURS.getPublic().getEncoded();
        var publicPem = TestKeys.pem("PUBLIC KEY", publicKey).getBytes(StandardCharsets.US_ASCII);

        assertThat(tokens.verify(claims().sign(Algorithm.none()))).isEmpty();
        assertThat(tokens.verify(claims().sign(Algorithm.HMAC256(publicKey)))).isEmpty();
        assertThat(tokens.verify(claims().sign(Algorithm.HMAC256(publicPem)))).isEmpty();
        assertThat(tokens.verify(claims().sign(Algorithm.RSA512(null, (RSAPrivateKey) TestKeys.OURS.getPrivate()))))
                .isEmpty();
    }

    // 256 bytes end in a character of which only four bits mean something.
    @Test
    void refusesAnotherSpellingOfTheSameToken() {
        var token = tokens.issue(ALICE, "s1");
        var alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
        var last = alphabet.indexOf(token.charAt(token.length() - 1));

        assertThat(tokens.verify(token + "==")).isEmpty();
        assertThat(tokens.verify(token.substring(0, token.length() - 1) + alphabet.charAt(last ^ 1)))
                .isEmpty();
    }

    @Test
    void refusesAnotherKeyUnderOurKeyId() {
        var forged = claims().sign(Algorithm.RSA256(null, (RSAPrivateKey) TestKeys.ANOTHER.getPrivate()));

        assertThat(tokens.verify(forged)).isEmpty();
    }

    @Test
    void refusesAChangedPayload() {
        var parts = tokens.issue(ALICE, "s1").split("\\.", -1);
        var payload = new String(Base64.getUrlDecoder().decode(parts[1]), StandardCharsets.UTF_8);
        var changed = Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(payload.replace("a11ce", "b0b00").getBytes(StandardCharsets.UTF_8));

        assertThat(tokens.verify(parts[0] + "." + changed + "." + parts[2])).isEmpty();
        assertThat(tokens.verify(parts[0] + "." + parts[1] + ".")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ".", "..", "a.b.c", "a.b", "e30.e30.", "\u0000", "e30.e30.e30.e30"})
    void refusesWhatIsNoToken(String text) {
        assertThat(tokens.verify(text)).isEmpty();
    }

    @Test
    void refusesWhatIsTooLongWithoutReadingIt() {
        assertThat(tokens.verify("a".repeat(1_000_000))).isEmpty();
    }

    private static AccessTokens at(Instant now) {
        return new AccessTokens(KEYS, EXPIRY, InstantSource.fixed(now), UUID::randomUUID);
    }

    private void assertRefused(UnaryOperator<JWTCreator.Builder> change) {
        assertThat(tokens.verify(signed(change))).isEmpty();
    }

    private static String signed(UnaryOperator<JWTCreator.Builder> change) {
        return change.apply(claims()).sign(OURS);
    }

    private static JWTCreator.Builder claims() {
        return JWT.create()
                .withHeader(Map.of("typ", "at+jwt"))
                .withKeyId(KEYS.signing().id())
                .withIssuer("nova-auth-service")
                .withAudience("nova-app")
                .withSubject(ALICE.value())
                .withIssuedAt(NOW)
                .withExpiresAt(NOW.plusSeconds(60))
                .withClaim("sid", "s1");
    }
}
