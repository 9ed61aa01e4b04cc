package social.nova.http.realtime;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;

/// Counts what the hubs of a node are told, what they have to pull, and what they pass on to sockets.
public final class HubMeters {
    private final AtomicInteger open = new AtomicInteger();
    private final AtomicInteger attached = new AtomicInteger();
    private final Map<Told, Counter> told = new EnumMap<>(Told.class);
    private final Map<Way, Counter> changes = new EnumMap<>(Way.class);
    private final Counter passed;
    private final Counter passedBytes;
    private final Counter passedOver;
    private final Counter notKept;
    private final Counter pulls;
    private final Counter pullsFailed;
    private final Counter refusals;

    /// What a conversation says to a hub.
    enum Told {
        CHANGE,
        HEAD,
        TYPING
    }

    /// How a change came to a hub.
    enum Way {
        TOLD,
        PULL
    }

    public HubMeters(MeterRegistry registry) {
        gauge(registry, "nova.hubs.open", "Hubs of this node", open);
        gauge(registry, "nova.hub.sockets", "Sockets attached to hubs, once for each conversation", attached);
        for (var what : Told.values()) {
            told.put(
                    what,
                    Counter.builder("nova.hub.told")
                            .description("What conversations told hubs")
                            .tag("what", label(what))
                            .register(registry));
        }
        for (var way : Way.values()) {
            changes.put(
                    way,
                    Counter.builder("nova.hub.changes")
                            .description("Changes that hubs passed on, once for all sockets, by how they came")
                            .tag("way", label(way))
                            .register(registry));
        }
        this.passed = counter(registry, "nova.hub.passed", "Changes passed to sockets, once for each");
        this.passedBytes = counter(registry, "nova.hub.passed.bytes", "Bytes of the frames passed to sockets");
        this.passedOver = counter(registry, "nova.hub.passed.over", "Changes not passed to a socket with enough to do");
        this.notKept = counter(registry, "nova.hub.not.kept", "Changes told during a pull for which there was no room");
        this.pulls = pulls(registry, "done");
        this.pullsFailed = pulls(registry, "failed");
        this.refusals = counter(registry, "nova.hub.refusals", "Sockets refused because there are too many hubs");
    }

    /// @param hubs there are now
    void open(int hubs) {
        open.set(hubs);
    }

    /// @param more sockets than before, or less where negative
    void attached(int more) {
        attached.addAndGet(more);
    }

    void told(Told what) {
        count(told, what);
    }

    /// A change is passed on.
    void changed(Way way) {
        count(changes, way);
    }

    /// A socket took so many changes.
    ///
    /// @param bytes of all their frames
    void passed(int changes, int bytes) {
        passed.increment(changes);
        passedBytes.increment(bytes);
    }

    /// A socket had too much to do for so many changes.
    void passedOver(int changes) {
        passedOver.increment(changes);
    }

    void notKept() {
        notKept.increment();
    }

    void pulled() {
        pulls.increment();
    }

    void pullFailed() {
        pullsFailed.increment();
    }

    void refused() {
        refusals.increment();
    }

    private static <K extends Enum<K>> void count(Map<K, Counter> counters, K key) {
        Objects.requireNonNull(counters.get(key)).increment();
    }

    private static String label(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }

    private static void gauge(MeterRegistry registry, String name, String description, AtomicInteger value) {
        Gauge.builder(name, value, AtomicInteger::get).description(description).register(registry);
    }

    private static Counter counter(MeterRegistry registry, String name, String description) {
        return Counter.builder(name).description(description).register(registry);
    }

    private static Counter pulls(MeterRegistry registry, String outcome) {
        return Counter.builder("nova.hub.pulls")
                .description("Questions of hubs for what is missing")
                .tag("outcome", outcome)
                .register(registry);
    }
}
