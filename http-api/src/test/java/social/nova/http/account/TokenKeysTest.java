package social.nova.http.account;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import java.text.ParseException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class TokenKeysTest {
    private static final Duration EXPIRY = Duration.ofMinutes(15);
    private static final Duration SOON = Duration.ofSeconds(10);
    private static final TokenKey FIRST = TokenKey.parse(TestKeys.pkcs8(TestKeys.OURS.getPrivate()));
    private static final TokenKey SECOND = TokenKey.parse(TestKeys.pkcs8(TestKeys.ANOTHER.getPrivate()));

    // Close to where the clock of nanoseconds wraps around.
    private final AtomicLong now = new AtomicLong(Long.MAX_VALUE - 1_000);
    private final TokenKeys keys = new TokenKeys(FIRST, EXPIRY, now::get);

    @Test
    void publishesTheFirstKeyWithoutItsSecret() throws Exception {
        assertThat(keys.signing()).isEqualTo(FIRST);
        var published = JWKSet.parse(keys.jwks()).getKeys();
        assertThat(published).singleElement().satisfies(key -> {
            assertThat(key.getKeyID()).isEqualTo(FIRST.id());
            assertThat(key.isPrivate()).isFalse();
            assertThat(key.getAlgorithm()).hasToString("RS256");
            assertThat(key.getKeyUse()).hasToString("sig");
        });
    }

    @Test
    void aKeyIsPublishedBeforeItSigns() throws Exception {
        keys.add(SECOND, SOON, false);

        assertThat(keys.signing()).isEqualTo(FIRST);
        assertThat(published()).containsExactly(FIRST.id(), SECOND.id());

        pass(SOON);
        assertThat(keys.signing()).isEqualTo(SECOND);
    }

    @Test
    void aKeyVerifiesUntilItsLastTokenHasExpired() throws Exception {
        keys.add(SECOND, SOON, false);
        pass(SOON.plus(EXPIRY).minusNanos(1));
        assertThat(keys.verifying(FIRST.id())).contains(FIRST);

        pass(Duration.ofNanos(1));

        assertThat(keys.verifying(FIRST.id())).isEmpty();
        assertThat(published()).containsExactly(SECOND.id());
    }

    @Test
    void aKeyInWrongHandsIsReplacedAtOnce() throws Exception {
        keys.add(SECOND, SOON, true);
        assertThat(keys.verifying(FIRST.id())).isPresent();

        pass(SOON);

        assertThat(keys.verifying(FIRST.id())).isEmpty();
        assertThat(published()).containsExactly(SECOND.id());
    }

    @Test
    void acceptsTokensOfThoseKeysThatVerify() {
        keys.add(SECOND, SOON, true);
        assertThat(keys.accepted()).containsExactlyInAnyOrder(FIRST.id(), SECOND.id());

        pass(SOON);

        assertThat(keys.accepted()).containsExactly(SECOND.id());
    }

    @Test
    void aNodeThatStartsLaterKnowsWhichKeySigns() throws Exception {
        var third = TokenKey.generate();
        keys.add(third, Duration.ofMinutes(-1), false);
        keys.add(SECOND, Duration.ofMinutes(-20), false);

        assertThat(keys.signing()).isEqualTo(third);
        assertThat(published()).containsExactly(SECOND.id(), third.id());
    }

    @Test
    void knowsAKeyOnce() {
        keys.add(SECOND, SOON, false);
        keys.add(SECOND, Duration.ofHours(1), true);
        keys.add(FIRST, Duration.ZERO, true);

        pass(SOON);

        assertThat(keys.known()).containsExactlyInAnyOrder(FIRST.id(), SECOND.id());
        assertThat(keys.signing()).isEqualTo(SECOND);
    }

    private void pass(Duration time) {
        now.addAndGet(time.toNanos());
    }

    private List<String> published() throws ParseException {
        return JWKSet.parse(keys.jwks()).getKeys().stream().map(JWK::getKeyID).toList();
    }
}
