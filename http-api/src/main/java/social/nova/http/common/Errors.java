package social.nova.http.common;

import static akka.http.javadsl.server.Directives.complete;
import static akka.http.javadsl.server.Directives.extractRequest;

import akka.http.javadsl.model.ContentTypes;
import akka.http.javadsl.model.HttpMethod;
import akka.http.javadsl.model.HttpResponse;
import akka.http.javadsl.model.StatusCode;
import akka.http.javadsl.model.StatusCodes;
import akka.http.javadsl.model.headers.Allow;
import akka.http.javadsl.model.headers.HttpChallenge;
import akka.http.javadsl.model.headers.RetryAfter;
import akka.http.javadsl.model.headers.WWWAuthenticate;
import akka.http.javadsl.server.AuthorizationFailedRejection;
import akka.http.javadsl.server.CircuitBreakerOpenRejection;
import akka.http.javadsl.server.ExceptionHandler;
import akka.http.javadsl.server.ExpectedWebSocketRequestRejection;
import akka.http.javadsl.server.MalformedHeaderRejection;
import akka.http.javadsl.server.MalformedQueryParamRejection;
import akka.http.javadsl.server.MalformedRequestContentRejection;
import akka.http.javadsl.server.MethodRejection;
import akka.http.javadsl.server.MissingQueryParamRejection;
import akka.http.javadsl.server.Rejection;
import akka.http.javadsl.server.RejectionHandler;
import akka.http.javadsl.server.RequestEntityExpectedRejection;
import akka.http.javadsl.server.Route;
import akka.http.javadsl.server.UnsupportedRequestContentTypeRejection;
import akka.http.javadsl.server.ValidationRejection;
import akka.http.scaladsl.model.EntityStreamSizeException;
import akka.http.scaladsl.model.IllegalRequestException;
import akka.pattern.CircuitBreakerOpenException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import social.nova.protocols.common.ErrorCode;

/// The one place that makes `{"error", "message", "details", "timestamp"}`, for every failure of every route.
///
/// Three kinds of failure come here: a *refusal* carries an [ErrorCode]; something *away* (an ask that timed out, an
/// open circuit) is 503 with `Retry-After`, its outcome unknown; everything else is a *defect*, 500, logged with all
/// there is to know and told to nobody.
public final class Errors {
    private static final Logger LOG = LoggerFactory.getLogger(Errors.class);
    private static final long RETRY_AFTER_SECONDS = 1;
    private static final Set<ErrorCode> CHALLENGED = Set.of(ErrorCode.AUTH_REQUIRED, ErrorCode.INVALID_TOKEN);

    private final InstantSource clock;

    public Errors(InstantSource clock) {
        this.clock = clock;
    }

    /// The body of every error.
    public record ErrorBody(
            String error, String message, @Nullable String details, Instant timestamp) {}

    /// Makes `routes` answer every failure in this form, unknown paths included. To be put around all routes of a port.
    public Route seal(Route routes) {
        return routes.seal(rejectionHandler(), exceptionHandler());
    }

    /// The answer to a request refused for this reason.
    public HttpResponse response(ErrorCode code, @Nullable String details) {
        var response = response(StatusCodes.get(code.status()), code, details);
        if (code.status() == StatusCodes.SERVICE_UNAVAILABLE.intValue()) {
            return response.addHeader(RetryAfter.create(RETRY_AFTER_SECONDS));
        }
        return CHALLENGED.contains(code)
                ? response.addHeader(WWWAuthenticate.create(HttpChallenge.createOAuth2("nova")))
                : response;
    }

    /// The answer to a failure of any kind; defects are logged here.
    public HttpResponse response(Throwable failure) {
        var cause = unwrap(failure);
        var code = ErrorCode.of(cause);
        if (code.isPresent()) {
            return response(code.get(), null);
        }
        return switch (cause) {
            case BadRequest bad -> response(bad.code(), bad.details());
            case EntityStreamSizeException _ -> response(ErrorCode.PAYLOAD_TOO_LARGE, null);
            case IllegalRequestException _ -> response(ErrorCode.VALIDATION_ERROR, null);
            case TimeoutException away -> unavailable(away);
            case CircuitBreakerOpenException away -> unavailable(away);
            default -> {
                LOG.error("A request failed by a defect", cause);
                yield response(ErrorCode.INTERNAL_ERROR, null);
            }
        };
    }

    /// The code of a failure that is told by other means than an HTTP answer; defects are logged here.
    public static ErrorCode codeOf(Throwable failure) {
        var cause = unwrap(failure);
        return ErrorCode.of(cause).orElseGet(() -> switch (cause) {
            case BadRequest bad -> bad.code();
            case TimeoutException _, CircuitBreakerOpenException _ -> ErrorCode.SERVICE_UNAVAILABLE;
            default -> {
                LOG.error("A call failed by a defect", cause);
                yield ErrorCode.INTERNAL_ERROR;
            }
        });
    }

    public ExceptionHandler exceptionHandler() {
        return ExceptionHandler.newBuilder()
                .matchAny(failure -> complete(response(failure)))
                .build();
    }

    // The first handler in this list whose rejection is there decides: the nearer a route came to matching, the
    // earlier.
    public RejectionHandler rejectionHandler() {
        return RejectionHandler.newBuilder()
                .handle(MalformedRequestContentRejection.class, r -> unreadable(Optional.of(r.getCause())))
                .handle(ValidationRejection.class, r -> unreadable(r.getCause()))
                .handle(RequestEntityExpectedRejection.class, _ -> invalid("A body is required"))
                .handle(UnsupportedRequestContentTypeRejection.class, _ -> refuse(ErrorCode.UNSUPPORTED_MEDIA_TYPE))
                .handle(
                        MalformedQueryParamRejection.class,
                        r -> invalid(r.parameterName() + ": "
                                + r.getCause()
                                        .filter(BadRequest.class::isInstance)
                                        .map(Throwable::getMessage)
                                        .orElse("is not valid")))
                .handle(MissingQueryParamRejection.class, r -> invalid(r.parameterName() + ": is required"))
                .handle(MalformedHeaderRejection.class, r -> invalid("Header " + r.headerName() + ": is not valid"))
                .handle(ExpectedWebSocketRequestRejection.class, _ -> invalid("This is a WebSocket endpoint"))
                .handle(AuthorizationFailedRejection.class, _ -> refuse(ErrorCode.FORBIDDEN))
                .handle(CircuitBreakerOpenRejection.class, _ -> refuse(ErrorCode.SERVICE_UNAVAILABLE))
                .handleAll(MethodRejection.class, this::methodNotAllowed)
                .handle(Rejection.class, _ -> refuse(ErrorCode.VALIDATION_ERROR))
                .handleNotFound(extractRequest(_ -> refuse(ErrorCode.NOT_FOUND)))
                .build();
    }

    /// For failures with a status that no code of ours has, such as a request line that is too long.
    HttpResponse response(StatusCode status, ErrorCode code, @Nullable String details) {
        var body = new ErrorBody(code.name(), code.message(), details, clock.instant());
        return HttpResponse.create().withStatus(status).withEntity(ContentTypes.APPLICATION_JSON, Json.bytes(body));
    }

    private Route unreadable(Optional<Throwable> cause) {
        return cause.map(failure -> {
                    var known = unwrap(failure);
                    return known instanceof BadRequest
                                    || known instanceof EntityStreamSizeException
                                    || ErrorCode.of(known).isPresent()
                            ? complete(response(known))
                            : refuse(ErrorCode.VALIDATION_ERROR);
                })
                .orElseGet(() -> refuse(ErrorCode.VALIDATION_ERROR));
    }

    private Route methodNotAllowed(List<MethodRejection> rejections) {
        var allowed =
                rejections.stream().map(MethodRejection::supported).distinct().toArray(HttpMethod[]::new);
        return complete(response(ErrorCode.METHOD_NOT_ALLOWED, null).addHeader(Allow.create(allowed)));
    }

    private Route invalid(String details) {
        return complete(response(ErrorCode.VALIDATION_ERROR, details));
    }

    private Route refuse(ErrorCode code) {
        return complete(response(code, null));
    }

    private HttpResponse unavailable(Throwable away) {
        LOG.warn("A request ended without an answer: {}", away.getMessage());
        return response(ErrorCode.SERVICE_UNAVAILABLE, null);
    }

    private static Throwable unwrap(Throwable failure) {
        return (failure instanceof CompletionException || failure instanceof ExecutionException)
                        && failure.getCause() != null
                ? unwrap(failure.getCause())
                : failure;
    }
}
