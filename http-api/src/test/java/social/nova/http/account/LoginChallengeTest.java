package social.nova.http.account;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.SecureRandom;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import social.nova.protocols.common.UserId;

class LoginChallengeTest {
    private static final SecureRandom RANDOM = new SecureRandom();

    private final UserId alice = UserId.of(UUID.randomUUID());
    private final LoginChallenge challenge = LoginChallenge.issue(alice, RANDOM);

    @Test
    void namesItsUserAndNoTwoAreAlike() {
        assertThat(LoginChallenge.parse(challenge.value())).contains(challenge);
        assertThat(LoginChallenge.parse(challenge.value()).orElseThrow().user()).isEqualTo(alice);
        assertThat(LoginChallenge.issue(alice, RANDOM).digest()).isNotEqualTo(challenge.digest());
        assertThat(challenge).hasToString("LoginChallenge[***]");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "x", "81e1119e-0000-8000-8000-000000000000", "{session_id}"})
    void isNothingElse(String text) {
        assertThat(LoginChallenge.parse(text)).isEmpty();
        assertThat(LoginChallenge.parse("=".repeat(64))).isEmpty();
        assertThat(LoginChallenge.parse("A".repeat(63) + "!")).isEmpty();
    }
}
