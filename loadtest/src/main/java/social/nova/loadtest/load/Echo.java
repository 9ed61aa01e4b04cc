package social.nova.loadtest.load;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import social.nova.loadtest.common.Await;
import social.nova.loadtest.peer.Server;

/// Sockets that each send a frame in turn, evenly in time, and all of whose room get one for it.
public final class Echo implements AutoCloseable {
    private static final Duration LAST_ANSWERS = Duration.ofSeconds(10);
    private static final String PING = "{\"type\":\"ping\"}";

    private final SocketFleet fleet = new SocketFleet();
    private final AtomicLong answered = new AtomicLong();
    private final int roomSize;
    private final String frame;

    private Echo(int roomSize, String frame) {
        this.roomSize = roomSize;
        this.frame = frame;
    }

    /// @param roomSize how many share a room; 1 where everybody only hears from the server
    public static Echo connect(Server server, int sockets, int roomSize) {
        return connect(server, sockets, roomSize, PING);
    }

    /// One whose frames have this text.
    public static Echo connect(Server server, int sockets, int roomSize, String frame) {
        var echo = new Echo(roomSize, frame);
        echo.fleet.open(
                IntStream.range(0, sockets)
                        .mapToObj(n -> server.door(n, n / roomSize))
                        .toList(),
                (_, _) -> echo.answered.incrementAndGet());
        return echo;
    }

    /// Sends `rate` frames a second for a while, waits until each has reached its whole room, and gives how many it
    /// sent.
    ///
    /// @throws IllegalStateException if one does not arrive, or too many do
    public long run(int rate, Duration time) {
        var before = answered.get();
        var sent = new AtomicLong();
        var start = System.nanoTime();
        try (var _ = fleet.everyMillisecond(() -> {
            var due = (System.nanoTime() - start) * rate / 1_000_000_000L;
            while (sent.get() < due) {
                fleet.send((int) (sent.getAndIncrement() % fleet.size()), frame);
            }
        })) {
            Await.pause(time);
        }
        Await.until("the last frames to arrive", LAST_ANSWERS, () -> answered.get() - before >= sent.get() * roomSize);
        var arrived = answered.get() - before;
        if (arrived != sent.get() * roomSize || fleet.lost() > 0) {
            throw new IllegalStateException("%d frames were sent to %d each, %d arrived, %d sockets were lost"
                    .formatted(sent.get(), roomSize, arrived, fleet.lost()));
        }
        return sent.get();
    }

    @Override
    public void close() {
        fleet.close();
    }
}
