package social.nova.deploy.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class BackoffTest {

    @Test
    void firstRestartIsImmediateAndLaterOnesWaitLongerUpToThirtySeconds() {
        var delays = Stream.iterate(Backoff.NONE, backoff -> backoff.afterEnd(Duration.ZERO))
                .skip(1)
                .limit(9)
                .map(backoff -> backoff.delay().toSeconds());

        assertThat(delays).containsExactly(0L, 1L, 2L, 4L, 8L, 16L, 30L, 30L, 30L);
    }

    @Test
    void minuteOfReadinessIsAFreshStart() {
        var failedOften = new Backoff(7);

        assertThat(failedOften.afterEnd(Duration.ofSeconds(60)).delay()).isZero();
        assertThat(failedOften.afterEnd(Duration.ofSeconds(59)).delay()).isEqualTo(Duration.ofSeconds(30));
    }
}
