package social.nova.http.health;

import static akka.http.javadsl.server.Directives.complete;
import static akka.http.javadsl.server.Directives.concat;
import static akka.http.javadsl.server.Directives.get;
import static akka.http.javadsl.server.Directives.path;
import static akka.http.javadsl.server.Directives.pathEnd;
import static akka.http.javadsl.server.Directives.pathPrefix;

import akka.http.javadsl.model.StatusCode;
import akka.http.javadsl.model.StatusCodes;
import akka.http.javadsl.server.Route;
import java.time.Instant;
import java.time.InstantSource;
import social.nova.http.common.Json;

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

    public Route routes() {
        return pathPrefix(
                "health",
                () -> concat(
                        pathEnd(() -> get(this::status)),
                        path("ready", () -> get(this::ready)),
                        path("live", () -> get(this::live))));
    }

    // GET /health
    private Route status() {
        var backends = health.backends();
        var body = new HealthBody(
                !backends.database() ? "unhealthy" : backends.redis() ? "healthy" : "degraded",
                version,
                connected(backends.database()),
                connected(backends.redis()),
                clock.instant());
        return answer(backends.database(), body);
    }

    // GET /health/ready
    private Route ready() {
        var ready = health.ready();
        return answer(ready, new ProbeBody(ready ? "ready" : "not ready"));
    }

    // GET /health/live: that this is answered is the answer; a restart cures no backend.
    private Route live() {
        return answer(true, new ProbeBody("alive"));
    }

    private static Route answer(boolean well, Object body) {
        StatusCode status = well ? StatusCodes.OK : StatusCodes.SERVICE_UNAVAILABLE;
        return complete(status, body, Json.marshaller());
    }

    private static String connected(boolean connected) {
        return connected ? "connected" : "disconnected";
    }

    record HealthBody(String status, String version, String database, String redis, Instant timestamp) {}

    record ProbeBody(String status) {}
}
