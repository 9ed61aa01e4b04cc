package social.nova.http.limit;

import io.github.bucket4j.BucketConfiguration;
import java.time.Duration;

/// So many requests in a window that begins with the first of them.
///
/// @param name what is limited
/// @param requests in one window
record Limit(String name, long requests, Duration window) {

    /// The same for one of so many nodes that each count alone.
    Limit shareOf(int nodes) {
        return new Limit(name, Math.max(1, Math.ceilDiv(requests, Math.max(1, nodes))), window);
    }

    BucketConfiguration bucket() {
        return BucketConfiguration.builder()
                .addLimit(limit -> limit.capacity(requests).refillIntervally(requests, window))
                .build();
    }
}
