package social.nova.loadtest.load;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import social.nova.loadtest.common.Await;
import social.nova.loadtest.peer.Server;

/// Sockets that each send a small frame in turn, evenly in time, and get one back for it.
public final class Echo implements AutoCloseable {
    private static final Duration LAST_ANSWERS = Duration.ofSeconds(10);
    private static final String PING = "{\"type\":\"ping\"}";

    private final SocketFleet fleet = new SocketFleet();
    private final AtomicLong answered = new AtomicLong();

    public static Echo connect(Server server, int sockets) {
        var echo = new Echo();
        echo.fleet.open(
                IntStream.range(0, sockets).mapToObj(server::door).toList(), (_, _) -> echo.answered.incrementAndGet());
        return echo;
    }

    /// Sends `rate` frames a second for a while, waits for the last answer, and gives how many came.
    ///
    /// @throws IllegalStateException if one does not come back
    public long run(int rate, Duration time) {
        var before = answered.get();
        var sent = new AtomicLong();
        var start = System.nanoTime();
        try (var _ = fleet.everyMillisecond(() -> {
            var due = (System.nanoTime() - start) * rate / 1_000_000_000L;
            while (sent.get() < due) {
                fleet.send((int) (sent.getAndIncrement() % fleet.size()), PING);
            }
        })) {
            Await.pause(time);
        }
        Await.until("the last frames to come back", LAST_ANSWERS, () -> answered.get() - before >= sent.get());
        return answered.get() - before;
    }

    @Override
    public void close() {
        fleet.close();
    }
}
