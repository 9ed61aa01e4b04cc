package social.nova.cluster.metrics;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import social.nova.persistence.projection.ProjectionLag;
import social.nova.persistence.projection.ProjectionLag.Lag;

/// How far a projection is behind, as [#measure] last found it. Unknown (NaN) until then, and while PostgreSQL is away.
public final class ProjectionMeters {
    private final ProjectionLag lag;
    private final InstantSource clock;
    private volatile Map<String, Lag> measured = Map.of();

    public ProjectionMeters(MeterRegistry registry, ProjectionLag lag, InstantSource clock) {
        this.lag = lag;
        this.clock = clock;
        for (var slice : lag.tags()) {
            Gauge.builder("nova.projection.lag.events", this, now -> now.events(slice))
                    .description("Events in the journal that the projection has not applied, up to 10,000")
                    .tag("projection", lag.projection())
                    .tag("slice", slice)
                    .register(registry);
            Gauge.builder("nova.projection.lag", this, now -> now.seconds(slice))
                    .description("Age of the oldest event that the projection has not applied")
                    .baseUnit("seconds")
                    .tag("projection", lag.projection())
                    .tag("slice", slice)
                    .register(registry);
        }
    }

    /// Looks again. To be called every few seconds.
    public void measure() {
        lag.measure().whenComplete((found, failure) -> measured = failure == null ? found : Map.of());
    }

    private double events(String slice) {
        var now = measured.get(slice);
        return now == null ? Double.NaN : now.events();
    }

    private double seconds(String slice) {
        var now = measured.get(slice);
        if (now == null) {
            return Double.NaN;
        }
        var oldest = now.oldest();
        return oldest == null
                ? 0
                : Math.max(0, Duration.between(oldest, clock.instant()).toMillis() / 1_000.0);
    }
}
