package social.nova.http.limit;

import akka.http.javadsl.model.HttpResponse;
import akka.http.javadsl.model.headers.RawHeader;
import io.github.bucket4j.ConsumptionProbe;
import java.time.Duration;
import java.util.List;
import social.nova.http.common.RateLimited;

/// Where a client stands with a limit after a request was counted.
///
/// @param requests in one window
/// @param remaining of them
/// @param allowed whether this one was within the limit
/// @param reset until the window ends
public record Standing(long requests, long remaining, boolean allowed, Duration reset) {
    /// Of whom nothing is counted.
    public static final Standing UNLIMITED = new Standing(Long.MAX_VALUE, Long.MAX_VALUE, true, Duration.ZERO);

    static Standing of(Limit limit, ConsumptionProbe probe) {
        var reset = probe.isConsumed() ? probe.getNanosToWaitForReset() : probe.getNanosToWaitForRefill();
        return new Standing(limit.requests(), probe.getRemainingTokens(), probe.isConsumed(), Duration.ofNanos(reset));
    }

    /// The one of two that a client meets first.
    Standing stricter(Standing other) {
        if (allowed != other.allowed) {
            return allowed ? other : this;
        }
        return remaining <= other.remaining ? this : other;
    }

    /// @throws RateLimited unless the request was within the limit
    public void orRefuse() {
        if (!allowed) {
            throw new RateLimited(reset);
        }
    }

    /// The answer that tells its reader how many requests are left.
    public HttpResponse on(HttpResponse answer) {
        if (equals(UNLIMITED)) {
            return answer;
        }
        return answer.addHeaders(List.of(
                RawHeader.create("RateLimit-Limit", Long.toString(requests)),
                RawHeader.create("RateLimit-Remaining", Long.toString(remaining)),
                RawHeader.create(
                        "RateLimit-Reset", Long.toString(reset.plusMillis(999).toSeconds()))));
    }
}
