package social.nova.http.routing;

import akka.http.javadsl.model.HttpMethod;
import akka.http.javadsl.model.HttpMethods;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/// Counts the requests of a node, by method, path as the table of routes has it, and status.
///
/// Nothing that a client can invent becomes a label: paths outside of the table are `none`, unusual methods `OTHER`.
public final class RequestMeters {
    private static final String NO_PATH = "none";
    private static final Set<HttpMethod> USUAL = Set.of(
            HttpMethods.GET,
            HttpMethods.HEAD,
            HttpMethods.POST,
            HttpMethods.PUT,
            HttpMethods.PATCH,
            HttpMethods.DELETE,
            HttpMethods.OPTIONS);
    private static final Duration[] BUCKETS = {
        Duration.ofMillis(5),
        Duration.ofMillis(10),
        Duration.ofMillis(25),
        Duration.ofMillis(50),
        Duration.ofMillis(100),
        Duration.ofMillis(250),
        Duration.ofMillis(500),
        Duration.ofSeconds(1),
        Duration.ofMillis(2_500),
        Duration.ofSeconds(5),
        Duration.ofSeconds(10)
    };

    private final MeterRegistry registry;
    private final AtomicInteger inFlight = new AtomicInteger();
    private final ConcurrentHashMap<Labels, Timer> timers = new ConcurrentHashMap<>();

    private record Labels(String method, String path, int status) {}

    public RequestMeters(MeterRegistry registry) {
        this.registry = registry;
        Gauge.builder("nova.http.requests.in.flight", inFlight, AtomicInteger::get)
                .description("Requests that are being answered")
                .register(registry);
    }

    void begun() {
        inFlight.incrementAndGet();
    }

    void answered(Exchange exchange, int status, Duration time) {
        inFlight.decrementAndGet();
        var method = exchange.request().method();
        var labels = new Labels(
                USUAL.contains(method) ? method.value() : "OTHER",
                exchange.path().orElse(NO_PATH),
                status);
        timers.computeIfAbsent(labels, this::timer).record(time);
    }

    private Timer timer(Labels labels) {
        return Timer.builder("nova.http.requests")
                .description("Requests answered, and the time from their headers to the answer's")
                .tag("method", labels.method())
                .tag("path", labels.path())
                .tag("status", Integer.toString(labels.status()))
                .serviceLevelObjectives(BUCKETS)
                .register(registry);
    }
}
