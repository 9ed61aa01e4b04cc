package social.nova.cluster.metrics;

import akka.actor.ActorSystem;
import akka.actor.setup.Setup;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import social.nova.http.routing.RequestMeters;

/// Everything this node counts with, made once; each feature is handed its own part.
///
/// Part of the actor system's set-up, because what Akka itself makes by name (a journal, a route of management) can be
/// handed nothing else.
public final class Meters extends Setup {
    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final RequestMeters requests = new RequestMeters(registry);
    private final JournalMeters journal = new JournalMeters(registry);

    /// Those that the system was made with.
    ///
    /// @throws IllegalStateException if it was made without
    public static Meters of(ActorSystem system) {
        return system.settings()
                .setup()
                .get(Meters.class)
                .orElseThrow(() -> new IllegalStateException("This actor system was made without meters"));
    }

    public PrometheusMeterRegistry registry() {
        return registry;
    }

    public RequestMeters requests() {
        return requests;
    }

    JournalMeters journal() {
        return journal;
    }
}
