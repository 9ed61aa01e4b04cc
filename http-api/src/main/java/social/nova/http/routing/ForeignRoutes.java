package social.nova.http.routing;

import akka.actor.ClassicActorSystemProvider;
import akka.http.javadsl.model.HttpRequest;
import akka.http.javadsl.model.HttpResponse;
import akka.http.javadsl.server.Route;
import akka.japi.function.Function;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import social.nova.http.common.Errors;
import social.nova.protocols.common.ErrorCode;

/// Routes that a library brings, on a port of ours: what they refuse, or fail at, gets the form of every other error.
/// What a [Pipeline] among them answers is left as it is.
public final class ForeignRoutes {
    private final Function<HttpRequest, CompletionStage<HttpResponse>> routes;
    private final Errors errors;

    public ForeignRoutes(Route routes, Errors errors, ClassicActorSystemProvider system) {
        this.routes = routes.function(system);
        this.errors = errors;
    }

    /// What a server is [bound][Servers#bind] to. The stage never fails.
    public CompletionStage<HttpResponse> answer(HttpRequest request) {
        return attempt(request).handle((answer, failure) -> failure == null ? ours(answer) : failed(failure));
    }

    private CompletionStage<HttpResponse> attempt(HttpRequest request) {
        try {
            return routes.apply(request);
        } catch (Exception failure) {
            return CompletableFuture.failedStage(failure);
        }
    }

    private HttpResponse ours(HttpResponse answer) {
        if (answer.status().isSuccess() || answer.getHeader(Pipeline.REQUEST_ID).isPresent()) {
            return answer;
        }
        // What the answer says beside its body, as Allow, holds in our form too.
        var refusal = errors.response(codeOf(answer.status().intValue()), null);
        return ParsingErrors.MODULE$.complete(refusal.addHeaders(answer.getHeaders()));
    }

    private HttpResponse failed(Throwable failure) {
        return ParsingErrors.MODULE$.complete(errors.response(failure));
    }

    private static ErrorCode codeOf(int status) {
        return switch (status) {
            case 403 -> ErrorCode.FORBIDDEN;
            case 404 -> ErrorCode.NOT_FOUND;
            case 405, 501 -> ErrorCode.METHOD_NOT_ALLOWED;
            case 413 -> ErrorCode.PAYLOAD_TOO_LARGE;
            case 415 -> ErrorCode.UNSUPPORTED_MEDIA_TYPE;
            case 503 -> ErrorCode.SERVICE_UNAVAILABLE;
            default -> status >= 500 ? ErrorCode.INTERNAL_ERROR : ErrorCode.VALIDATION_ERROR;
        };
    }
}
