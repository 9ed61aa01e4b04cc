package social.nova.http.realtime;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/// Counts a node's messaging sockets, why they end, the texts that pass through them, and how changes came to them.
///
/// Of codes that clients close with, only those of RFC 6455 become labels: there are two thousand others.
public final class SocketMeters {
    private static final Set<Integer> KNOWN =
            Set.of(1000, 1001, 1002, 1003, 1005, 1006, 1007, 1008, 1009, 1011, 1012, 1013);

    private final MeterRegistry registry;
    private final AtomicInteger open = new AtomicInteger();
    private final Counter opened;
    private final Counter received;
    private final Counter sent;
    private final Counter sentBytes;
    private final Map<Way, Counter> changes = new EnumMap<>(Way.class);
    private final ConcurrentHashMap<String, Counter> closed = new ConcurrentHashMap<>();

    /// How a change of a conversation came to a socket.
    enum Way {
        SESSION,
        HUB,
        PULL
    }

    public SocketMeters(MeterRegistry registry) {
        this.registry = registry;
        Gauge.builder("nova.sockets.open", open, AtomicInteger::get)
                .description("Open messaging sockets")
                .register(registry);
        this.opened = counter("nova.sockets.opened", "Messaging sockets opened");
        this.received = counter("nova.socket.received", "Texts that clients sent");
        this.sent = counter("nova.socket.sent", "Frames queued for clients");
        for (var way : Way.values()) {
            changes.put(
                    way,
                    Counter.builder("nova.socket.changes")
                            .description("Changes of conversations queued for clients, by how they came")
                            .tag("way", way.name().toLowerCase(Locale.ROOT))
                            .register(registry));
        }
        this.sentBytes = counter("nova.socket.sent.bytes", "Bytes of the frames queued for clients");
    }

    /// The same socket, counted as open until its listener hears of the end.
    Socket counting(Socket socket) {
        open.incrementAndGet();
        opened.increment();
        return new Socket() {
            @Override
            public boolean send(Frame frame) {
                var taken = socket.send(frame);
                if (taken) {
                    sent.increment();
                    sentBytes.increment(frame.size());
                }
                return taken;
            }

            @Override
            public boolean hasRoom() {
                return socket.hasRoom();
            }

            @Override
            public void handled() {
                socket.handled();
            }

            @Override
            public void probe() {
                socket.probe();
            }

            @Override
            public void close(CloseCode code, String reason) {
                socket.close(code, reason);
            }
        };
    }

    void received() {
        received.increment();
    }

    /// A change is sent to a client.
    void changed(Way way) {
        Objects.requireNonNull(changes.get(way)).increment();
    }

    void closed(Closed end) {
        open.decrementAndGet();
        var code =
                KNOWN.contains(end.code().value()) ? Integer.toString(end.code().value()) : "other";
        var by = end.by().name().toLowerCase(Locale.ROOT);
        closed.computeIfAbsent(by + code, _ -> closed(by, code)).increment();
    }

    private Counter closed(String by, String code) {
        return Counter.builder("nova.sockets.closed")
                .description("Messaging sockets that ended, by whose decision and close code")
                .tag("by", by)
                .tag("code", code)
                .register(registry);
    }

    private Counter counter(String name, String description) {
        return Counter.builder(name).description(description).register(registry);
    }
}
