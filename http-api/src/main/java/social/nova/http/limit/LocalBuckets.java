package social.nova.http.limit;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.ConsumptionProbe;
import java.time.Duration;

/// Buckets of this node alone. When there are too many, those least used are forgotten: their owners start afresh.
final class LocalBuckets {
    private final Cache<String, Bucket> buckets;

    /// @param most buckets kept
    /// @param window after which a bucket nobody takes from is full again and can be forgotten
    LocalBuckets(int most, Duration window) {
        this.buckets = Caffeine.newBuilder()
                .maximumSize(most)
                .expireAfterAccess(window)
                .build();
    }

    ConsumptionProbe take(String name, Limit limit) {
        return buckets.get(name, _ -> bucket(limit)).tryConsumeAndReturnRemaining(1);
    }

    long size() {
        buckets.cleanUp();
        return buckets.estimatedSize();
    }

    private static Bucket bucket(Limit limit) {
        return Bucket.builder()
                .addLimit(bandwidth ->
                        bandwidth.capacity(limit.requests()).refillIntervally(limit.requests(), limit.window()))
                .build();
    }
}
