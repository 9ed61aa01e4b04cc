package social.nova.http.realtime;

import java.time.Duration;

/// Limits and times of every socket of a kind.
///
/// @param maxMessageBytes the longest text taken from a client, all fragments together; longer ones close with 1009
/// @param maxQueuedBytes bytes that may wait for a slow reader; beyond, the socket closes with 1013
/// @param maxQueuedFrames frames that may wait, likewise
/// @param window texts handed over and not yet [handled][Socket#handled]; at this number the client is not read on
/// @param pingInterval time between the server's pings
/// @param idleTimeout the socket closes when nothing at all, not even a pong, came for so long
/// @param stallTimeout the socket closes when frames wait and the client took nothing for so long
/// @param messageTimeout the longest time from the first to the last byte of one message
/// @param closeTimeout how long a close handshake may take before the connection is cut
public record SocketSettings(
        int maxMessageBytes,
        int maxQueuedBytes,
        int maxQueuedFrames,
        int window,
        Duration pingInterval,
        Duration idleTimeout,
        Duration stallTimeout,
        Duration messageTimeout,
        Duration closeTimeout) {

    /// The largest bound on a message or a queue: lengths stay far from an `int`'s end.
    static final int MAX_BYTES = 1 << 28;

    public static final SocketSettings DEFAULTS = new SocketSettings(
            128 * 1024,
            256 * 1024,
            1_024,
            32,
            Duration.ofSeconds(30),
            Duration.ofSeconds(75),
            Duration.ofSeconds(10),
            Duration.ofSeconds(10),
            Duration.ofSeconds(3));

    public SocketSettings {
        within("maxMessageBytes", maxMessageBytes, MAX_BYTES);
        within("maxQueuedBytes", maxQueuedBytes, MAX_BYTES);
        within("maxQueuedFrames", maxQueuedFrames, 1 << 20);
        within("window", window, 1 << 20);
        positive("pingInterval", pingInterval);
        positive("idleTimeout", idleTimeout);
        positive("stallTimeout", stallTimeout);
        positive("messageTimeout", messageTimeout);
        positive("closeTimeout", closeTimeout);
        if (idleTimeout.compareTo(pingInterval) <= 0) {
            throw new IllegalArgumentException("idleTimeout must be longer than pingInterval: a quiet client is heard"
                    + " only by its pongs, but " + idleTimeout + " <= " + pingInterval);
        }
    }

    private static void within(String name, int value, int max) {
        if (value < 1 || value > max) {
            throw new IllegalArgumentException(name + " must be from 1 to " + max + ", not " + value);
        }
    }

    private static void positive(String name, Duration value) {
        if (!value.isPositive()) {
            throw new IllegalArgumentException(name + " must be positive, not " + value);
        }
    }
}
