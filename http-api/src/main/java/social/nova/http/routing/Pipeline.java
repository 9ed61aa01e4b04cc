package social.nova.http.routing;

import akka.actor.ClassicActorSystemProvider;
import akka.http.javadsl.model.HttpMethod;
import akka.http.javadsl.model.HttpRequest;
import akka.http.javadsl.model.HttpResponse;
import akka.http.javadsl.model.headers.Allow;
import akka.stream.Materializer;
import akka.stream.SystemMaterializer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import social.nova.http.common.Authentication;
import social.nova.http.common.Caller;
import social.nova.http.common.Errors;
import social.nova.protocols.common.ErrorCode;

/// The way of every request of one port, from the table to the answer. Whatever fails on it, [Errors] answers.
public final class Pipeline {
    private final Router router;
    private final Authentication authentication;
    private final Errors errors;
    private final Materializer materializer;

    public Pipeline(
            List<Endpoint> endpoints, Authentication authentication, Errors errors, ClassicActorSystemProvider system) {
        this.router = new Router(endpoints);
        this.authentication = authentication;
        this.errors = errors;
        this.materializer = SystemMaterializer.get(system).materializer();
    }

    /// What a server of Akka HTTP is bound to. The stage never fails.
    public CompletionStage<HttpResponse> answer(HttpRequest request) {
        CompletionStage<HttpResponse> answer;
        try {
            answer = switch (router.match(request.method(), segments(request))) {
                case Router.Found found -> handle(request, found);
                case Router.OtherMethods other -> CompletableFuture.completedFuture(methodNotAllowed(other));
                case Router.Nothing _ -> CompletableFuture.failedFuture(ErrorCode.NOT_FOUND.failure());
            };
        } catch (RuntimeException failure) {
            answer = CompletableFuture.failedFuture(failure);
        }
        return answer.exceptionally(errors::response);
    }

    private CompletionStage<HttpResponse> handle(HttpRequest request, Router.Found found) {
        var endpoint = found.endpoint();
        return endpoint.handler()
                .handle(new Call(request, found.path(), caller(request, endpoint.access()), materializer));
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
