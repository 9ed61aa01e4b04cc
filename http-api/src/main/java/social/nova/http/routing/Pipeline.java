package social.nova.http.routing;

import akka.actor.ActorSystem;
import akka.actor.ClassicActorSystemProvider;
import akka.http.javadsl.model.AttributeKeys;
import akka.http.javadsl.model.HttpMethod;
import akka.http.javadsl.model.HttpMethods;
import akka.http.javadsl.model.HttpRequest;
import akka.http.javadsl.model.HttpResponse;
import akka.http.javadsl.model.headers.Allow;
import akka.http.javadsl.model.headers.RawHeader;
import akka.stream.Materializer;
import akka.stream.SystemMaterializer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import social.nova.http.common.Authentication;
import social.nova.http.common.BadRequest;
import social.nova.http.common.Caller;
import social.nova.http.common.Errors;
import social.nova.http.common.Headers;
import social.nova.http.limit.RateLimits;
import social.nova.protocols.common.ErrorCode;
import social.nova.protocols.trace.Trace;

/// The way of every request of one port, from the table to the answer. Whatever fails on it, [Errors] answers.
public final class Pipeline {
    static final String REQUEST_ID = "X-Request-Id";
    private static final String TRACEPARENT = "traceparent";
    private static final Duration BODY_WITHIN = Duration.ofSeconds(10);
    private static final Duration ANSWER_WITHIN = Duration.ofSeconds(20);

    private final Router router;
    private final Authentication authentication;
    private final Errors errors;
    private final Policies policies;
    private final ActorSystem system;
    private final Materializer materializer;

    /// What holds for every request of a port, whatever its endpoint.
    public record Policies(RequestMeters meters, RateLimits limits, Cors cors, StandardHeaders headers) {}

    public Pipeline(
            List<Endpoint> endpoints,
            Authentication authentication,
            Errors errors,
            Policies policies,
            ClassicActorSystemProvider system) {
        this.router = new Router(endpoints);
        this.authentication = authentication;
        this.errors = errors;
        this.policies = policies;
        this.system = system.classicSystem();
        this.materializer = SystemMaterializer.get(system).materializer();
    }

    /// For a port that no browser has business with.
    public Pipeline(
            List<Endpoint> endpoints,
            Authentication authentication,
            Errors errors,
            RequestMeters meters,
            ClassicActorSystemProvider system) {
        this(
                endpoints,
                authentication,
                errors,
                new Policies(meters, RateLimits.none(), Cors.nobody(), StandardHeaders.withoutTransportSecurity()),
                system);
    }

    /// What a server of Akka HTTP is bound to, with [its settings][Servers#settings]. The stage never fails.
    public CompletionStage<HttpResponse> answer(HttpRequest request) {
        var exchange = new Exchange(request, trace(request));
        var body = new RequestBody(request, BODY_WITHIN, materializer);
        policies.meters().begun();
        return exchange.trace()
                .during(() -> inTime(() -> route(exchange, body)))
                .exceptionally(failure -> exchange.trace().during(() -> errors.response(failure)))
                .thenApply(answer -> exchange.trace().during(() -> answered(exchange, answer)))
                .thenCompose(body::settle);
    }

    private CompletionStage<HttpResponse> route(Exchange exchange, RequestBody body) {
        var request = exchange.request();
        var match = router.match(request.method(), segments(request));
        if (match instanceof Router.Found found) {
            exchange.leadsTo(found.endpoint());
        }
        var caller = attempt(() -> CompletableFuture.completedFuture(whoCalls(exchange)));
        return limited(exchange, caller, () -> switch (match) {
            case Router.Found found -> caller.thenCompose(known -> handle(exchange, found, known, body));
            case Router.OtherMethods(var allowed) -> CompletableFuture.completedFuture(otherMethods(request, allowed));
            case Router.Nothing _ -> CompletableFuture.failedFuture(ErrorCode.NOT_FOUND.failure());
        });
    }

    // What fails counts, too: who tries tokens or paths is limited by address.
    private CompletionStage<HttpResponse> limited(
            Exchange exchange,
            CompletableFuture<Optional<Caller>> caller,
            Supplier<CompletionStage<HttpResponse>> answer) {
        var traits = exchange.traits();
        if (!traits.limited() || policies.cors().isPreflight(exchange.request())) {
            return attempt(answer);
        }
        var known = caller.exceptionally(_ -> Optional.empty()).getNow(Optional.empty());
        return Trace.keeping(policies.limits().count(exchange.request(), known, traits.guarded()))
                .thenCompose(standing -> attempt(() -> {
                            standing.orRefuse();
                            return answer.get();
                        })
                        .exceptionally(failure -> exchange.trace().during(() -> errors.response(failure)))
                        .thenApply(standing::on));
    }

    private CompletionStage<HttpResponse> handle(
            Exchange exchange, Router.Found found, Optional<Caller> caller, RequestBody body) {
        var request = exchange.request();
        var endpoint = found.endpoint();
        refuseUpgrade(request, endpoint);
        var call = new Call(exchange, found.path(), caller, body, policies.limits());
        return exchange.trace()
                .during(() -> endpoint.handler().handle(call))
                .thenApply(answer -> Compression.on(request, answer))
                .thenApply(answer -> endpoint.traits().tagged() ? EntityTags.on(request, answer) : answer);
    }

    private HttpResponse answered(Exchange exchange, HttpResponse answer) {
        var status = answer.status().intValue();
        policies.meters().answered(exchange, status, exchange.age());
        AccessLog.answered(exchange, status);
        return policies.headers()
                .on(policies.cors().on(exchange.request(), answer))
                .addHeader(RawHeader.create(REQUEST_ID, exchange.trace().requestId()));
    }

    // What comes too late is nobody's: the client has been told 503 by then. Akka's timer costs little to set and to
    // cancel; that of Java's futures wakes its thread for either.
    private CompletableFuture<HttpResponse> inTime(Supplier<CompletionStage<HttpResponse>> answer) {
        var given = attempt(answer).<HttpResponse>thenApply(response -> response);
        if (given.isDone()) {
            return given;
        }
        var end = system.scheduler()
                .scheduleOnce(
                        ANSWER_WITHIN,
                        () -> given.completeExceptionally(new TimeoutException("no answer in time")),
                        system.dispatcher());
        return given.whenComplete((_, _) -> end.cancel());
    }

    private static <T> CompletableFuture<T> attempt(Supplier<? extends CompletionStage<T>> work) {
        try {
            return work.get().toCompletableFuture();
        } catch (RuntimeException failure) {
            return CompletableFuture.failedFuture(failure);
        }
    }

    // A client that wants a socket where there is none must not take what follows for one.
    private static void refuseUpgrade(HttpRequest request, Endpoint endpoint) {
        if (endpoint.access() != Access.SOCKET
                && request.getAttribute(AttributeKeys.webSocketUpgrade).isPresent()) {
            throw new BadRequest("This is no WebSocket endpoint");
        }
    }

    private static Trace trace(HttpRequest request) {
        return Trace.of(only(request, REQUEST_ID), only(request, TRACEPARENT), ThreadLocalRandom.current());
    }

    // Of several, nobody knows which one is meant.
    private static @Nullable String only(HttpRequest request, String name) {
        var values = Headers.values(request, name).toList();
        return values.size() == 1 ? values.getFirst() : null;
    }

    private Optional<Caller> whoCalls(Exchange exchange) {
        var caller = switch (exchange.access()) {
            case ANYONE -> Optional.<Caller>empty();
            case VIEWER -> authentication.callerIfAny(exchange.request());
            case USER -> Optional.of(authentication.caller(exchange.request()));
            case SOCKET -> Optional.of(authentication.socketCaller(exchange.request()));
        };
        caller.ifPresent(exchange::isFrom);
        return caller;
    }

    private HttpResponse otherMethods(HttpRequest request, Set<HttpMethod> allowed) {
        var asked = request.method().equals(HttpMethods.OPTIONS);
        var answer = (asked ? Answer.noContent() : errors.response(ErrorCode.METHOD_NOT_ALLOWED, null))
                .addHeader(Allow.create(allowed.toArray(HttpMethod[]::new)));
        return policies.cors().isPreflight(request) ? policies.cors().preflight(answer, allowed) : answer;
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
