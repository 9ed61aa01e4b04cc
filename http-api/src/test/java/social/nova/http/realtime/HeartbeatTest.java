package social.nova.http.realtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class HeartbeatTest {

    private final Heartbeat heartbeat = new Heartbeat(SocketSettings.DEFAULTS, at(0));

    @Test
    void pingsOncePerInterval() {
        assertThat(heartbeat.isPingDue(at(29))).isFalse();
        assertThat(heartbeat.isPingDue(at(30))).isTrue();
        assertThat(heartbeat.isPingDue(at(31))).isFalse();
        assertThat(heartbeat.untilNext(at(31))).isEqualTo(Duration.ofSeconds(29));
    }

    @Test
    void givesUpAfterTheIdleTimeoutToTheSecond() {
        heartbeat.isPingDue(at(30));
        heartbeat.isPingDue(at(60));

        assertThat(heartbeat.untilNext(at(60))).isEqualTo(Duration.ofSeconds(15));
        assertThat(heartbeat.isIdle(at(74))).isFalse();
        assertThat(heartbeat.isIdle(at(75))).isTrue();
    }

    @Test
    void countsFromTheLastThingHeard() {
        heartbeat.heard(at(60));

        assertThat(heartbeat.isIdle(at(134))).isFalse();
        assertThat(heartbeat.isIdle(at(135))).isTrue();
    }

    /// Starts near the clock's overflow: `nanoTime` may be anything.
    private static long at(long seconds) {
        return Long.MAX_VALUE - 5_000_000_000L + Duration.ofSeconds(seconds).toNanos();
    }
}
