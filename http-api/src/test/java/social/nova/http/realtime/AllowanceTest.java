package social.nova.http.realtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class AllowanceTest {
    private static final Instant START = Instant.parse("2025-10-25T10:30:45Z");

    private final Allowance allowance = new Allowance(3, Duration.ofSeconds(1));

    @Test
    void thereIsSoMuchAtOnceAndOneMoreAfterEachPause() {
        assertThat(allowance.take(2, START)).isTrue();
        assertThat(allowance.take(2, START)).isFalse();
        assertThat(allowance.take(1, START)).isTrue();
        assertThat(allowance.take(1, START.plusMillis(999))).isFalse();
        assertThat(allowance.take(1, START.plusMillis(1_500))).isTrue();
        assertThat(allowance.take(1, START.plusMillis(1_999))).isFalse();
        assertThat(allowance.take(1, START.plusMillis(2_000))).isTrue();
    }

    @Test
    void neverMoreThanThatIsSavedUp() {
        assertThat(allowance.take(3, START)).isTrue();

        assertThat(allowance.take(4, START.plusSeconds(1_000))).isFalse();
        assertThat(allowance.take(3, START.plusSeconds(1_000))).isTrue();
        assertThat(allowance.take(1, START.plusSeconds(1_000))).isFalse();
    }

    @Test
    void aClockThatGoesBackAndForthGivesNothing() {
        assertThat(allowance.take(3, START)).isTrue();

        assertThat(allowance.take(1, START.minusSeconds(60))).isFalse();
        assertThat(allowance.take(1, START)).isFalse();
        assertThat(allowance.take(1, START.plusSeconds(1))).isTrue();
    }
}
