package social.nova.http.common;

import akka.http.javadsl.model.ContentTypes;
import akka.http.javadsl.model.HttpHeader;
import akka.http.javadsl.model.HttpResponse;
import akka.http.javadsl.model.StatusCode;
import akka.http.javadsl.model.StatusCodes;
import akka.http.javadsl.model.headers.HttpChallenge;
import akka.http.javadsl.model.headers.RawHeader;
import akka.http.javadsl.model.headers.RetryAfter;
import akka.http.javadsl.model.headers.WWWAuthenticate;
import akka.http.scaladsl.model.EntityStreamSizeException;
import akka.http.scaladsl.model.IllegalRequestException;
import akka.pattern.CircuitBreakerOpenException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
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
    private static final List<HttpHeader> RETRY = List.of(RetryAfter.create(1L));
    private static final List<HttpHeader> CHALLENGE =
            List.of(WWWAuthenticate.create(HttpChallenge.createOAuth2("nova")));
    private static final List<HttpHeader> UPGRADE =
            List.of(RawHeader.create("Upgrade", "websocket"), RawHeader.create("Sec-WebSocket-Version", "13"));

    private final InstantSource clock;

    public Errors(InstantSource clock) {
        this.clock = clock;
    }

    /// The body of every error.
    public record ErrorBody(
            String error, String message, @Nullable String details, Instant timestamp) {}

    /// The answer to a request refused for this reason.
    public HttpResponse response(ErrorCode code, @Nullable String details) {
        return response(StatusCodes.get(code.status()), code, details).addHeaders(headersOf(code));
    }

    // Always 400, whatever the code's own status is: a token from a mail that is no good is a bad request.
    private HttpResponse response(BadRequest bad) {
        return response(StatusCodes.BAD_REQUEST, bad.code(), bad.details());
    }

    private HttpResponse response(StatusCode status, ErrorCode code, @Nullable String details) {
        var body = new ErrorBody(code.name(), code.message(), details, clock.instant());
        return HttpResponse.create().withStatus(status).withEntity(ContentTypes.APPLICATION_JSON, Json.bytes(body));
    }

    // What HTTP wants beside the status, so that a client knows how to go on.
    private static List<HttpHeader> headersOf(ErrorCode code) {
        return switch (code) {
            case AUTH_REQUIRED, INVALID_TOKEN -> CHALLENGE;
            case DATABASE_ERROR, SERVICE_UNAVAILABLE -> RETRY;
            case UPGRADE_REQUIRED -> UPGRADE;
            default -> List.of();
        };
    }

    /// The answer to a failure of any kind; defects are logged here.
    public HttpResponse response(Throwable failure) {
        var cause = unwrap(failure);
        var code = ErrorCode.of(cause);
        if (code.isPresent()) {
            return response(code.get(), null);
        }
        return switch (cause) {
            case BadRequest bad -> response(bad);
            case RateLimited limited ->
                response(ErrorCode.RATE_LIMITED, null).addHeader(RetryAfter.create(limited.retryAfterSeconds()));
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
