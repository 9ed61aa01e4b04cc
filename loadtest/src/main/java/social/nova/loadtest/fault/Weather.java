package social.nova.loadtest.fault;

import java.time.Duration;

/// How a network behaves for the bytes of a proxy's connections, in both directions unless it says otherwise.
///
/// Nothing here loses bytes of a connection that lives on: TCP would not either. What is held back arrives when the
/// weather changes.
public sealed interface Weather {
    Weather CLEAR = new Clear();

    record Clear() implements Weather {}

    /// Every piece arrives later, by the latency and up to the jitter more; their order is kept.
    record Slow(Duration latency, Duration jitter) implements Weather {}

    /// So many bytes a second, in each direction of each connection.
    record Throttled(int bytesPerSecond) implements Weather {}

    /// Connections are accepted and stay open; nothing arrives.
    record BlackHole() implements Weather {}

    /// One direction is silent, the other works.
    record HalfOpen(Direction silent) implements Weather {}

    /// Nobody listens: open connections are reset, new ones refused.
    record Refusing() implements Weather {}

    /// The next piece of each connection arrives only half; then the connection ends in order.
    record Truncating() implements Weather {}

    /// Each connection is reset once so many bytes have gone to the client since it was opened.
    record CuttingAfter(long bytes) implements Weather {}

    /// Each connection to PostgreSQL of this application is reset when the server has committed a transaction and
    /// before the client hears of it: the outcome is unknown to it.
    ///
    /// @param oneIn so many commits, at random
    record CuttingAfterCommit(String application, int oneIn) implements Weather {}

    enum Direction {
        TO_SERVER,
        TO_CLIENT
    }
}
