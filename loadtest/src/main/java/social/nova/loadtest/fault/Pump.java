package social.nova.loadtest.fault;

import java.io.IOException;
import java.net.Socket;
import java.util.Arrays;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import social.nova.loadtest.fault.Weather.Direction;

/// One direction of one connection: a thread that reads, a bounded queue, a thread that writes when the weather lets
/// it.
final class Pump {
    /// Pieces in the queue.
    static final int HELD = 64;

    private static final int PIECE = 16 * 1_024;
    private static final byte[] END = {};
    private static final int STEPS_A_SECOND = 20;

    private final FaultProxy proxy;
    private final ProxiedConnection connection;
    private final Direction direction;
    private final Socket from;
    private final Socket to;
    private final BlockingQueue<Piece> held = new ArrayBlockingQueue<>(HELD);
    private long written;

    /// Not to be written before it is due, in [System#nanoTime].
    private static final class Piece {
        private final byte[] bytes;
        private final long due;

        private Piece(byte[] bytes, long due) {
            this.bytes = bytes;
            this.due = due;
        }
    }

    Pump(FaultProxy proxy, ProxiedConnection connection, Direction direction, Socket from, Socket to) {
        this.proxy = proxy;
        this.connection = connection;
        this.direction = direction;
        this.from = from;
        this.to = to;
    }

    void start() {
        var writer = Thread.ofVirtual().start(this::write);
        Thread.ofVirtual().start(() -> read(writer));
    }

    private void read(Thread writer) {
        var buffer = new byte[PIECE];
        var due = System.nanoTime();
        try {
            var in = from.getInputStream();
            for (var read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                due = Math.max(due, System.nanoTime() + delay());
                held.put(new Piece(Arrays.copyOf(buffer, read), due));
            }
            held.put(new Piece(END, due));
        } catch (IOException reset) {
            connection.reset();
            writer.interrupt();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private long delay() {
        return proxy.weather() instanceof Weather.Slow(var latency, var jitter)
                ? latency.toNanos() + (long) (jitter.toNanos() * proxy.chance())
                : 0;
    }

    private void write() {
        try {
            while (true) {
                var piece = held.take();
                TimeUnit.NANOSECONDS.sleep(piece.due - System.nanoTime());
                awaitPassage();
                if (piece.bytes.length == 0) {
                    to.shutdownOutput();
                    connection.directionEnded();
                    return;
                }
                if (!pass(piece.bytes)) {
                    return;
                }
            }
        } catch (IOException reset) {
            connection.reset();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void awaitPassage() throws InterruptedException {
        while (true) {
            var weather = proxy.weather();
            var silent = switch (weather) {
                case Weather.BlackHole _ -> true;
                case Weather.HalfOpen(var quiet) -> quiet == direction;
                case Weather.Clear _,
                        Weather.Slow _,
                        Weather.Throttled _,
                        Weather.Refusing _,
                        Weather.Truncating _,
                        Weather.CuttingAfter _,
                        Weather.CuttingAfterCommit _ -> false;
            };
            if (!silent) {
                return;
            }
            proxy.awaitChangeOf(weather);
        }
    }

    /// Whether the connection lives on.
    private boolean pass(byte[] piece) throws IOException, InterruptedException {
        var weather = proxy.weather();
        if (direction == Direction.TO_SERVER) {
            connection.toServer(piece, weather);
        } else if (connection.cutsAnswer()) {
            connection.reset();
            return false;
        }
        return switch (weather) {
            case Weather.Truncating _ -> {
                forward(piece, piece.length / 2);
                connection.close();
                yield false;
            }
            case Weather.CuttingAfter(var bytes)
            when direction == Direction.TO_CLIENT && written + piece.length > bytes -> {
                forward(piece, (int) Math.max(0, bytes - written));
                connection.reset();
                yield false;
            }
            case Weather.Throttled(var bytesPerSecond) -> {
                var step = Math.max(1, bytesPerSecond / STEPS_A_SECOND);
                for (var at = 0; at < piece.length; at += step) {
                    var now = Math.min(step, piece.length - at);
                    to.getOutputStream().write(piece, at, now);
                    TimeUnit.NANOSECONDS.sleep(now * 1_000_000_000L / bytesPerSecond);
                }
                written += piece.length;
                yield true;
            }
            case Weather.Clear _,
                    Weather.Slow _,
                    Weather.BlackHole _,
                    Weather.HalfOpen _,
                    Weather.Refusing _,
                    Weather.CuttingAfter _,
                    Weather.CuttingAfterCommit _ -> {
                forward(piece, piece.length);
                yield true;
            }
        };
    }

    private void forward(byte[] piece, int length) throws IOException {
        to.getOutputStream().write(piece, 0, length);
        written += length;
    }
}
