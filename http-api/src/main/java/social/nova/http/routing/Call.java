package social.nova.http.routing;

import akka.http.javadsl.model.HttpRequest;
import akka.stream.Materializer;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import social.nova.http.common.Caller;
import social.nova.http.common.Json;
import social.nova.protocols.trace.Trace;

/// One request, found in the table: what its handler may ask of it.
public final class Call {
    private final HttpRequest request;
    private final Trace trace;
    private final Map<String, String> path;
    private final Optional<Caller> caller;
    private final Materializer materializer;

    Call(
            HttpRequest request,
            Trace trace,
            Map<String, String> path,
            Optional<Caller> caller,
            Materializer materializer) {
        this.request = request;
        this.trace = trace;
        this.path = path;
        this.caller = caller;
        this.materializer = materializer;
    }

    public HttpRequest request() {
        return request;
    }

    /// What the request is called in logs, here and wherever it leads; the client is told it as `X-Request-Id`.
    public String requestId() {
        return trace.requestId();
    }

    /// What connects all that is done for the request.
    public Trace trace() {
        return trace;
    }

    /// Who sent it; there for every endpoint that is not for [anyone][Access#ANYONE].
    public Caller caller() {
        return caller.orElseThrow(() -> new IllegalStateException("This endpoint is open to anyone: " + request));
    }

    /// The segment that stands for this name in the endpoint's path, decoded.
    public String path(String name) {
        var segment = path.get(name);
        if (segment == null) {
            throw new IllegalArgumentException("No {" + name + "} in the path of " + request);
        }
        return segment;
    }

    /// The parameters of the query; of one given twice, the last.
    public Map<String, String> query() {
        return request.getUri().query().toMap();
    }

    /// The JSON body; fails as [social.nova.http.common.BadRequest] when it is none or does not fit `type`.
    public <T> CompletionStage<T> body(Class<T> type) {
        return Trace.keeping(Json.as(type).unmarshal(request.entity(), materializer));
    }
}
