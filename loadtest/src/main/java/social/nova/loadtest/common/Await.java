package social.nova.loadtest.common;

import java.time.Duration;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/// Waiting for something that other processes do.
public final class Await {
    private static final Duration POLL = Duration.ofMillis(100);

    private Await() {}

    /// @param what completes the sentence "waited in vain for …"
    /// @throws IllegalStateException when it has not come about in time
    public static void until(String what, Duration limit, BooleanSupplier condition) {
        found(what, limit, () -> condition.getAsBoolean() ? Optional.of(true) : Optional.empty());
    }

    /// Looks again and again until there is something.
    ///
    /// @throws IllegalStateException when there is nothing in time
    public static <T> T found(String what, Duration limit, Supplier<Optional<T>> look) {
        var deadline = System.nanoTime() + limit.toNanos();
        while (true) {
            var found = look.get();
            if (found.isPresent()) {
                return found.get();
            }
            if (System.nanoTime() - deadline > 0) {
                throw new IllegalStateException("waited %d s in vain for %s".formatted(limit.toSeconds(), what));
            }
            pause(POLL);
        }
    }

    /// @throws IllegalStateException when this thread is interrupted
    public static void pause(Duration time) {
        try {
            Thread.sleep(time);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }
}
