package social.nova.http.health;

import static social.nova.http.routing.Access.ANYONE;

import akka.http.javadsl.model.HttpResponse;
import akka.http.javadsl.model.StatusCodes;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import social.nova.http.routing.Answer;
import social.nova.http.routing.Call;
import social.nova.http.routing.Endpoint;

/// `/health` and below, the same on every port.
public final class HealthRoutes {
    private final Health health;
    private final String version;
    private final InstantSource clock;

    public HealthRoutes(Health health, String version, InstantSource clock) {
        this.health = health;
        this.version = version;
        this.clock = clock;
    }

    public List<Endpoint> endpoints() {
        return List.of(
                Endpoint.get("/health", ANYONE, this::status).unlimited(),
                Endpoint.get("/health/ready", ANYONE, this::ready).unlimited(),
                Endpoint.get("/health/live", ANYONE, this::live).unlimited());
    }

    private CompletionStage<HttpResponse> status(Call call) {
        var well = health.isWell();
        var body = new LinkedHashMap<String, Object>();
        body.put("status", !well ? "unhealthy" : health.isDegraded() ? "degraded" : "healthy");
        body.put("version", version);
        for (var probe : health.probes()) {
            body.put(probe.name(), connected(probe.finding()));
        }
        body.put("timestamp", clock.instant());
        return answer(well, body);
    }

    private CompletionStage<HttpResponse> ready(Call call) {
        var checks = new LinkedHashMap<String, Check>();
        for (var probe : health.probes()) {
            checks.put(probe.name(), Check.of(probe));
        }
        var ready = health.ready();
        return answer(
                ready,
                new ReadyBody(
                        ready ? "ready" : "not ready", health.phase().name().toLowerCase(Locale.ROOT), checks));
    }

    // That this is answered is the answer; a restart cures no backend.
    private CompletionStage<HttpResponse> live(Call call) {
        return answer(true, Map.of("status", "alive"));
    }

    private static CompletionStage<HttpResponse> answer(boolean well, Object body) {
        var status = well ? StatusCodes.OK : StatusCodes.SERVICE_UNAVAILABLE;
        return CompletableFuture.completedStage(Answer.json(status, body));
    }

    private static String connected(Probe.Finding finding) {
        return finding.well() ? "connected" : "disconnected";
    }

    record ReadyBody(String status, String phase, Map<String, Check> checks) {}

    /// @param required whether the node is not ready without it
    record Check(String status, Instant since, boolean required) {
        static Check of(Probe probe) {
            var finding = probe.finding();
            return new Check(connected(finding), finding.since(), probe.weight() == Probe.Weight.REQUIRED);
        }
    }
}
