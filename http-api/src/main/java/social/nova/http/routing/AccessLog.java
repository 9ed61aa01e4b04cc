package social.nova.http.routing;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/// One line per request: the path as the table of routes has it, without what varies in it and without its query, where
/// tokens may be. Who sent it and under which id is in the line's context. Probes that went well are at DEBUG.
final class AccessLog {
    private static final Logger LOG = LoggerFactory.getLogger("social.nova.access");

    private AccessLog() {}

    static void answered(Exchange exchange, int status) {
        var path = exchange.path().orElse("none");
        LOG.atLevel(status < 400 && isProbe(path) ? Level.DEBUG : Level.INFO)
                .addKeyValue("method", exchange.request().method().value())
                .addKeyValue("path", path)
                .addKeyValue("status", status)
                .addKeyValue("duration_ms", exchange.age().toMillis())
                .log("request");
    }

    // Asked for every few seconds by what watches this node.
    static boolean isProbe(String path) {
        return path.equals("/metrics") || path.startsWith("/health") || path.startsWith("/api/v1/health");
    }
}
