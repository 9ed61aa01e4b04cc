package social.nova.http.account;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.SecureRandom;
import org.junit.jupiter.api.Test;
import social.nova.protocols.common.UserId;

class RefreshTokenTest {
    private static final UserId ALICE = new UserId("a11ce000-0000-4000-8000-000000000000");

    @Test
    void isDifferentEveryTimeAndHashedAlike() {
        var random = new SecureRandom();
        var first = RefreshToken.issue(ALICE, random);
        var second = RefreshToken.issue(ALICE, random);

        assertThat(first.value()).matches("[A-Za-z0-9_-]{64}").isNotEqualTo(second.value());
        assertThat(first.hash())
                .isEqualTo(new RefreshToken(first.value()).hash())
                .isNotEqualTo(second.hash());
        assertThat(first.hash()).doesNotContain(first.value());
        assertThat(first).hasToString("RefreshToken[***]");
    }
}
