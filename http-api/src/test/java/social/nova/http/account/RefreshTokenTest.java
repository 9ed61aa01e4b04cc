package social.nova.http.account;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.SecureRandom;
import java.util.Base64;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import social.nova.persistence.user.DataKey;
import social.nova.persistence.user.TestDataKeys;
import social.nova.protocols.common.UserId;

class RefreshTokenTest {
    private static final UserId ALICE = new UserId("a11ce000-0000-4000-8000-000000000000");

    private static final String SESSION = UUID.randomUUID().toString();
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final DataKey KEY = TestDataKeys.fresh();

    @Test
    void isDifferentEveryTimeAndHashedAlike() {
        var first = RefreshToken.issue(KEY, ALICE, SESSION, RANDOM);
        var second = RefreshToken.issue(KEY, ALICE, SESSION, RANDOM);

        assertThat(first.value()).matches("[A-Za-z0-9_-]{86}").isNotEqualTo(second.value());
        assertThat(read(first.value()).hash()).isEqualTo(first.hash()).isNotEqualTo(second.hash());
        assertThat(first.hash()).doesNotContain(first.value());
        assertThat(first).hasToString("RefreshToken[***]");
    }

    @Test
    void namesItsUserAndItsSession() {
        var token = RefreshToken.issue(KEY, ALICE, SESSION, RANDOM);

        assertThat(RefreshToken.parse(token.value())).contains(token);
    }

    @Test
    void isToldFromWhatSomebodyMadeUp() {
        var token = RefreshToken.issue(KEY, ALICE, SESSION, RANDOM);
        var bytes = Base64.getUrlDecoder().decode(token.value());

        assertThat(token.wasIssued(KEY)).isTrue();
        assertThat(token.wasIssued(TestDataKeys.fresh()))
                .as("for somebody else")
                .isFalse();
        for (var n = 0; n < bytes.length; n++) {
            var forged = bytes.clone();
            forged[n] ^= 1;
            assertThat(read(Base64.getUrlEncoder().withoutPadding().encodeToString(forged))
                            .wasIssued(KEY))
                    .as("byte " + n)
                    .isFalse();
        }
    }

    @Test
    void hasOneSpelling() {
        var value = RefreshToken.issue(KEY, ALICE, SESSION, RANDOM).value();
        var last = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".indexOf(value.charAt(85));

        var other = value.substring(0, 85)
                + "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".charAt(last + 1);

        assertThat(RefreshToken.parse(other)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "x", "e30.e30.e30", "*"})
    void isNotWhatHasNotItsForm(String text) {
        assertThat(RefreshToken.parse(text)).isEmpty();
        assertThat(RefreshToken.parse(text + "*".repeat(86 - text.length()))).isEmpty();
    }

    private static RefreshToken read(String value) {
        return RefreshToken.parse(value).orElseThrow();
    }
}
