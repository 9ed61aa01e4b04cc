package social.nova.http.limit;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/// Remembers that something is away, so that not everybody has to find out by waiting.
///
/// Open after a few failures in a row; from then on somebody is let through now and then to look, until one success
/// closes it.
final class Breaker {
    private static final int FAILURES = 3;

    private final Duration lookEvery;
    private final LongSupplier nanoTime;
    private final AtomicInteger failures = new AtomicInteger();
    private final AtomicLong nextLook = new AtomicLong();

    /// @param nanoTime as [System#nanoTime]
    Breaker(Duration lookEvery, LongSupplier nanoTime) {
        this.lookEvery = lookEvery;
        this.nanoTime = nanoTime;
    }

    boolean isOpen() {
        return failures.get() >= FAILURES;
    }

    /// Whether the caller is the one to look; of many at once, one is.
    boolean mayLook() {
        var due = nextLook.get();
        var now = nanoTime.getAsLong();
        return now - due >= 0 && nextLook.compareAndSet(due, now + lookEvery.toNanos());
    }

    void succeeded() {
        failures.set(0);
    }

    void failed() {
        if (failures.updateAndGet(count -> Math.min(count + 1, FAILURES)) >= FAILURES) {
            nextLook.compareAndSet(nextLook.get(), nanoTime.getAsLong() + lookEvery.toNanos());
        }
    }
}
