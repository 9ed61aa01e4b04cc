package social.nova.cluster.metrics;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;

/// Counts what entities write to the journal and read from it, by entity type and outcome.
public final class JournalMeters {
    private static final Duration[] BUCKETS = {
        Duration.ofMillis(1),
        Duration.ofMillis(2),
        Duration.ofMillis(5),
        Duration.ofMillis(10),
        Duration.ofMillis(25),
        Duration.ofMillis(50),
        Duration.ofMillis(100),
        Duration.ofMillis(500),
        Duration.ofSeconds(1),
        Duration.ofSeconds(5)
    };

    private final MeterRegistry registry;
    private final ConcurrentHashMap<Labels, Timer> timers = new ConcurrentHashMap<>();

    private record Labels(String name, String description, String entity, boolean failed) {}

    JournalMeters(MeterRegistry registry) {
        this.registry = registry;
    }

    void written(String persistenceId, long since, boolean failed) {
        record(
                "nova.journal.writes",
                "Writes to the journal, and the time to their commit",
                persistenceId,
                since,
                failed);
    }

    void replayed(String persistenceId, long since, boolean failed) {
        record("nova.journal.replays", "Recoveries, and the time to read their events", persistenceId, since, failed);
    }

    private void record(String name, String description, String persistenceId, long since, boolean failed) {
        var bar = persistenceId.indexOf('|');
        var entity = bar < 0 ? "none" : persistenceId.substring(0, bar);
        timers.computeIfAbsent(new Labels(name, description, entity, failed), this::timer)
                .record(Duration.ofNanos(System.nanoTime() - since));
    }

    private Timer timer(Labels labels) {
        return Timer.builder(labels.name())
                .description(labels.description())
                .tag("entity", labels.entity())
                .tag("outcome", labels.failed() ? "failed" : "done")
                .serviceLevelObjectives(BUCKETS)
                .register(registry);
    }
}
