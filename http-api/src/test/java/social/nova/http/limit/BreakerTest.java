package social.nova.http.limit;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class BreakerTest {
    private final AtomicLong now = new AtomicLong(-5);
    private final Breaker breaker = new Breaker(Duration.ofSeconds(1), now::get);

    @Test
    void opensAfterAFewFailuresInARow() {
        breaker.failed();
        breaker.failed();
        breaker.succeeded();
        breaker.failed();
        breaker.failed();
        assertThat(breaker.isOpen()).isFalse();

        breaker.failed();

        assertThat(breaker.isOpen()).isTrue();
    }

    @Test
    void letsOneLookEverySecond() {
        open();
        assertThat(breaker.mayLook()).isFalse();

        now.addAndGet(Duration.ofSeconds(1).toNanos());

        assertThat(breaker.mayLook()).isTrue();
        assertThat(breaker.mayLook()).isFalse();
    }

    @Test
    void closesWhenALookSucceeds() {
        open();

        breaker.succeeded();

        assertThat(breaker.isOpen()).isFalse();
    }

    private void open() {
        breaker.failed();
        breaker.failed();
        breaker.failed();
    }
}
