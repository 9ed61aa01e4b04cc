package social.nova.http.common;

import java.time.Duration;

/// A request too many: 429, with the time until one may be tried again.
public final class RateLimited extends RuntimeException {
    private final Duration retryAfter;

    public RateLimited(Duration retryAfter) {
        super("Too many requests");
        this.retryAfter = retryAfter;
    }

    /// In whole seconds, at least one.
    public long retryAfterSeconds() {
        return Math.max(1, retryAfter.plusMillis(999).toSeconds());
    }

    /// An expected answer, not a defect: nobody reads where it came from.
    @Override
    public Throwable fillInStackTrace() {
        return this;
    }
}
