package social.nova.http.routing;

import akka.http.javadsl.model.HttpRequest;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import social.nova.http.common.Caller;
import social.nova.protocols.trace.Trace;

/// One request on its way through the [Pipeline], and what has been found out about it so far.
///
/// Each step hands it to the next; two threads never have it at once.
final class Exchange {
    private final HttpRequest request;
    private final long begunAt = System.nanoTime();
    private Trace trace;
    private @Nullable Endpoint endpoint;

    Exchange(HttpRequest request, Trace trace) {
        this.request = request;
        this.trace = trace;
    }

    HttpRequest request() {
        return request;
    }

    Trace trace() {
        return trace;
    }

    /// The path as the table of routes has it; nothing if the table does not have it.
    Optional<String> path() {
        return Optional.ofNullable(endpoint).map(Endpoint::path);
    }

    /// Who may call what it leads to; for what the table does not have, anyone.
    Access access() {
        return endpoint == null ? Access.ANYONE : endpoint.access();
    }

    Endpoint.Traits traits() {
        return endpoint == null ? Endpoint.Traits.USUAL : endpoint.traits();
    }

    Duration age() {
        return Duration.ofNanos(System.nanoTime() - begunAt);
    }

    void leadsTo(Endpoint endpoint) {
        this.endpoint = endpoint;
    }

    void isFrom(Caller caller) {
        trace = trace.by(caller.user());
    }
}
