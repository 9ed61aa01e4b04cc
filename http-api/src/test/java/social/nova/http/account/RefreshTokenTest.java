package social.nova.http.account;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.SecureRandom;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import social.nova.protocols.common.UserId;

class RefreshTokenTest {
    private static final UserId ALICE = new UserId("a11ce000-0000-4000-8000-000000000000");

    private static final String SESSION = UUID.randomUUID().toString();
    private static final SecureRandom RANDOM = new SecureRandom();

    @Test
    void isDifferentEveryTimeAndHashedAlike() {
        var first = RefreshToken.issue(ALICE, SESSION, RANDOM);
        var second = RefreshToken.issue(ALICE, SESSION, RANDOM);

        assertThat(first.value()).matches("[A-Za-z0-9_-]{86}").isNotEqualTo(second.value());
        assertThat(RefreshToken.parse(first.value()).orElseThrow().hash())
                .isEqualTo(first.hash())
                .isNotEqualTo(second.hash());
        assertThat(first.hash()).doesNotContain(first.value());
        assertThat(first).hasToString("RefreshToken[***]");
    }

    @Test
    void namesItsUserAndItsSession() {
        var token = RefreshToken.issue(ALICE, SESSION, RANDOM);

        assertThat(RefreshToken.parse(token.value())).contains(token);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "x", "e30.e30.e30", "*"})
    void isNotWhatHasNotItsForm(String text) {
        assertThat(RefreshToken.parse(text)).isEmpty();
        assertThat(RefreshToken.parse(text + "*".repeat(86 - text.length()))).isEmpty();
    }
}
