package social.nova.http.routing;

import akka.http.javadsl.model.HttpRequest;
import akka.japi.Pair;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;
import social.nova.http.common.BadRequest;
import social.nova.http.common.Caller;
import social.nova.http.common.Json;
import social.nova.http.limit.RateLimits;
import social.nova.http.routing.Endpoint.NamesAccount;
import social.nova.protocols.common.UserId;
import social.nova.protocols.trace.Trace;

/// One request, found in the table: what its handler may ask of it.
public final class Call {
    private static final int MAX_PARAMETERS = 64;

    // What decoding puts where bytes are no character.
    private static final char REPLACEMENT = '\uFFFD';

    private final HttpRequest request;
    private final Trace trace;
    private final Map<String, String> path;
    private final Optional<Caller> caller;
    private final RequestBody body;
    private final RateLimits limits;

    Call(Exchange exchange, Map<String, String> path, Optional<Caller> caller, RequestBody body, RateLimits limits) {
        this.request = exchange.request();
        this.trace = exchange.trace();
        this.path = path;
        this.caller = caller;
        this.body = body;
        this.limits = limits;
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

    /// Who sent it; there for every endpoint that is not open to everybody.
    public Caller caller() {
        return caller.orElseThrow(() -> new IllegalStateException("This endpoint is open to anyone: " + request));
    }

    /// Who looks at what is open to [everybody][Access#VIEWER], if they say so.
    public Optional<UserId> viewer() {
        return caller.map(Caller::user);
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
    ///
    /// @throws BadRequest if they are not UTF-8, or more than anyone needs
    public Map<String, String> query() {
        var parameters = request.getUri().query().toList();
        if (parameters.size() > MAX_PARAMETERS) {
            throw new BadRequest("The query may have at most " + MAX_PARAMETERS + " parameters");
        }
        if (parameters.stream().anyMatch(pair -> (pair.first() + pair.second()).indexOf(REPLACEMENT) >= 0)) {
            throw new BadRequest("The query is not valid UTF-8");
        }
        return parameters.stream()
                .collect(Collectors.toMap(Pair::first, Pair::second, (_, last) -> last, LinkedHashMap::new));
    }

    /// The JSON body; fails as [social.nova.http.common.BadRequest] when it is none or does not fit `type`.
    public <T> CompletionStage<T> body(Class<T> type) {
        return Trace.keeping(body.json(Json.MAX_BODY))
                .thenApply(bytes -> Json.read(bytes.toArrayUnsafe(), type))
                .thenCompose(this::guarded);
    }

    /// The same for a body that may be left out: nothing if it is.
    public <T> CompletionStage<Optional<T>> optionalBody(Class<T> type) {
        return Trace.keeping(body.json(Json.MAX_BODY))
                .thenApply(bytes ->
                        bytes.isEmpty() ? Optional.empty() : Optional.of(Json.read(bytes.toArrayUnsafe(), type)));
    }

    private <T> CompletionStage<T> guarded(T body) {
        var account = body instanceof NamesAccount named ? named.account() : null;
        return account == null
                ? CompletableFuture.completedStage(body)
                : Trace.keeping(limits.countTry(account)).thenApply(standing -> {
                    standing.orRefuse();
                    return body;
                });
    }
}
