package social.nova.http.account;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class KeyRotationTest {
    @Test
    void noTimeThatItTellsIsNegative() {
        assertThat(KeyRotation.told(Duration.ofSeconds(60))).isEqualTo("signs access tokens in PT1M");
        assertThat(KeyRotation.told(Duration.ofMinutes(-3))).isEqualTo("has signed access tokens for PT3M");
        assertThat(KeyRotation.told(Duration.ZERO)).isEqualTo("has signed access tokens for PT0S");
    }
}
