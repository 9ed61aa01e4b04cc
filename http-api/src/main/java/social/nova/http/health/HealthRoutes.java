package social.nova.http.health;

import static social.nova.http.routing.Access.ANYONE;

import akka.http.javadsl.model.HttpResponse;
import akka.http.javadsl.model.StatusCodes;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
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
        var backends = health.backends();
        var body = new HealthBody(
                !backends.database() ? "unhealthy" : backends.redis() ? "healthy" : "degraded",
                version,
                connected(backends.database()),
                connected(backends.redis()),
                clock.instant());
        return answer(backends.database(), body);
    }

    private CompletionStage<HttpResponse> ready(Call call) {
        var ready = health.ready();
        return answer(ready, new ProbeBody(ready ? "ready" : "not ready"));
    }

    // That this is answered is the answer; a restart cures no backend.
    private CompletionStage<HttpResponse> live(Call call) {
        return answer(true, new ProbeBody("alive"));
    }

    private static CompletionStage<HttpResponse> answer(boolean well, Object body) {
        var status = well ? StatusCodes.OK : StatusCodes.SERVICE_UNAVAILABLE;
        return CompletableFuture.completedStage(Answer.json(status, body));
    }

    private static String connected(boolean connected) {
        return connected ? "connected" : "disconnected";
    }

    record HealthBody(String status, String version, String database, String redis, Instant timestamp) {}

    record ProbeBody(String status) {}
}
