package social.nova.http.routing;

import akka.actor.ClassicActorSystemProvider;
import akka.http.javadsl.model.HttpHeader;
import akka.http.javadsl.model.HttpMethod;
import akka.http.javadsl.model.HttpRequest;
import akka.http.javadsl.model.HttpResponse;
import akka.http.javadsl.model.headers.Allow;
import akka.http.javadsl.model.headers.RawHeader;
import akka.stream.Materializer;
import akka.stream.SystemMaterializer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import social.nova.http.common.Authentication;
import social.nova.http.common.Caller;
import social.nova.http.common.Errors;
import social.nova.protocols.common.ErrorCode;
import social.nova.protocols.trace.Trace;

/// The way of every request of one port, from the table to the answer. Whatever fails on it, [Errors] answers.
public final class Pipeline {
    private static final String REQUEST_ID = "X-Request-Id";
    private static final String TRACEPARENT = "traceparent";

    private final Router router;
    private final Authentication authentication;
    private final Errors errors;
    private final RequestMeters meters;
    private final Materializer materializer;

    public Pipeline(
            List<Endpoint> endpoints,
            Authentication authentication,
            Errors errors,
            RequestMeters meters,
            ClassicActorSystemProvider system) {
        this.router = new Router(endpoints);
        this.authentication = authentication;
        this.errors = errors;
        this.meters = meters;
        this.materializer = SystemMaterializer.get(system).materializer();
    }

    /// What a server of Akka HTTP is bound to. The stage never fails.
    public CompletionStage<HttpResponse> answer(HttpRequest request) {
        var exchange = new Exchange(request, trace(request));
        meters.begun();
        return exchange.trace()
                .during(() -> attempt(exchange))
                .exceptionally(failure -> exchange.trace().during(() -> errors.response(failure)))
                .thenApply(response -> exchange.trace().during(() -> answered(exchange, response)));
    }

    private CompletionStage<HttpResponse> attempt(Exchange exchange) {
        try {
            var request = exchange.request();
            return switch (router.match(request.method(), segments(request))) {
                case Router.Found found -> handle(exchange, found);
                case Router.OtherMethods other -> CompletableFuture.completedFuture(methodNotAllowed(other));
                case Router.Nothing _ -> CompletableFuture.failedFuture(ErrorCode.NOT_FOUND.failure());
            };
        } catch (RuntimeException failure) {
            return CompletableFuture.failedFuture(failure);
        }
    }

    private CompletionStage<HttpResponse> handle(Exchange exchange, Router.Found found) {
        var endpoint = found.endpoint();
        exchange.leadsTo(endpoint);
        var caller = caller(exchange.request(), endpoint.access());
        caller.ifPresent(exchange::isFrom);
        var call = new Call(exchange.request(), exchange.trace(), found.path(), caller, materializer);
        return exchange.trace().during(() -> endpoint.handler().handle(call));
    }

    private HttpResponse answered(Exchange exchange, HttpResponse response) {
        var status = response.status().intValue();
        meters.answered(exchange, status, exchange.age());
        AccessLog.answered(exchange, status);
        return response.addHeader(RawHeader.create(REQUEST_ID, exchange.trace().requestId()));
    }

    private static Trace trace(HttpRequest request) {
        return Trace.of(header(request, REQUEST_ID), header(request, TRACEPARENT), ThreadLocalRandom.current());
    }

    private static @Nullable String header(HttpRequest request, String name) {
        return request.getHeader(name).map(HttpHeader::value).orElse(null);
    }

    private Optional<Caller> caller(HttpRequest request, Access access) {
        return switch (access) {
            case ANYONE -> Optional.empty();
            case USER -> Optional.of(authentication.caller(request));
            case SOCKET -> Optional.of(authentication.socketCaller(request));
        };
    }

    private HttpResponse methodNotAllowed(Router.OtherMethods other) {
        return errors.response(ErrorCode.METHOD_NOT_ALLOWED, null)
                .addHeader(Allow.create(other.allowed().toArray(HttpMethod[]::new)));
    }

    // Split before it was decoded: an encoded slash stays inside its segment. A trailing slash ends in an empty one.
    private static List<String> segments(HttpRequest request) {
        var segments = new ArrayList<String>();
        for (var path = request.getUri().asScala().path(); path.startsWithSlash(); ) {
            var rest = path.tail();
            if (rest.startsWithSegment()) {
                segments.add((String) rest.head());
                path = rest.tail();
            } else {
                segments.add("");
                path = rest;
            }
        }
        return segments;
    }
}
