package social.nova.http.limit;

import io.github.bucket4j.BucketConfiguration;
import java.time.Duration;

/// So many requests in a window that begins with the first of them.
///
/// @param name what is limited
/// @param requests in one window
/// @param exact whether not one more may be let through, whatever it costs
record Limit(String name, long requests, Duration window, boolean exact) {
    private static final int TOLERANCE = 10;

    /// The same for one of so many nodes that each count alone.
    Limit shareOf(int nodes) {
        return new Limit(name, Math.max(1, Math.ceilDiv(requests, Math.max(1, nodes))), window, exact);
    }

    /// Requests that one of so many nodes may let through before the others know: all of them together a tenth.
    long ahead(int nodes) {
        return exact ? 0 : requests / TOLERANCE / Math.max(1, nodes);
    }

    BucketConfiguration bucket() {
        return BucketConfiguration.builder()
                .addLimit(limit -> limit.capacity(requests).refillIntervally(requests, window))
                .build();
    }
}
