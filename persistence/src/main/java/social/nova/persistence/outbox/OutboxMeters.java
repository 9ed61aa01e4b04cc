package social.nova.persistence.outbox;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;
import social.nova.persistence.common.Database;
import social.nova.persistence.outbox.Outbox.Waiting;

/// The outbox in figures: what waits in it, as [#measure] last found it on any node, and what this node's relay did.
///
/// What waits is unknown (NaN) until it was measured, and while PostgreSQL is away.
public final class OutboxMeters {
    private final Outbox outbox;
    private final InstantSource clock;
    private final Counter relayed;
    private final Counter failures;
    private volatile @Nullable Waiting waiting;

    public OutboxMeters(MeterRegistry registry, Database database, InstantSource clock) {
        this.outbox = new Outbox(database);
        this.clock = clock;
        Gauge.builder("nova.outbox.waiting", this, OutboxMeters::entries)
                .description("Events in the outbox that Kafka has not taken, up to 10,000")
                .register(registry);
        Gauge.builder("nova.outbox.oldest", this, OutboxMeters::age)
                .description("Age of the oldest event in the outbox")
                .baseUnit("seconds")
                .register(registry);
        this.relayed = Counter.builder("nova.outbox.relayed")
                .description("Events of the outbox that Kafka has taken from this node")
                .register(registry);
        this.failures = Counter.builder("nova.outbox.failures")
                .description("Batches that this node could not relay; they are tried again")
                .register(registry);
    }

    /// Looks again. To be called every few seconds.
    public void measure() {
        outbox.waiting().whenComplete((found, failure) -> waiting = failure == null ? found : null);
    }

    void relayed(int entries) {
        relayed.increment(entries);
    }

    void failed() {
        failures.increment();
    }

    private double entries() {
        var now = waiting;
        return now == null ? Double.NaN : now.entries();
    }

    private double age() {
        var now = waiting;
        if (now == null) {
            return Double.NaN;
        }
        var oldest = now.oldest();
        return oldest == null
                ? 0
                : Math.max(0, Duration.between(oldest, clock.instant()).toMillis() / 1_000.0);
    }
}
