package social.nova.protocols.common;

import akka.pattern.StatusReply;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Why a request was refused. The constant's name is what clients see in the `error` field.
public enum ErrorCode {
    VALIDATION_ERROR(400, "The request is not valid"),
    AUTH_REQUIRED(401, "An access token is required"),
    INVALID_TOKEN(401, "The token is malformed, expired or revoked"),
    INVALID_CREDENTIALS(401, "E-mail or password is wrong"),
    INVALID_CODE(401, "The code is wrong or was used before"),
    LAST_WAY_IN(400, "There would be no way left to sign in; set a password first"),
    NO_PASSWORD(400, "This account has no password; show a token of a linked service, or set a password first"),
    INVALID_PASSWORD(400, "The password does not meet the requirements"),
    EMAIL_NOT_VERIFIED(403, "The e-mail address is not verified yet"),
    ACCOUNT_LOCKED(403, "Too many failed attempts; try again later"),
    FORBIDDEN(403, "You may not do this"),
    NOT_CONVERSATION_MEMBER(403, "You are not a member of this conversation"),
    NOT_FOUND(404, "There is nothing here"),
    USER_NOT_FOUND(404, "No such user"),
    CONVERSATION_NOT_FOUND(404, "No such conversation"),
    MESSAGE_NOT_FOUND(404, "No such message"),
    METHOD_NOT_ALLOWED(405, "This method is not supported here"),
    REQUEST_TIMEOUT(408, "The request did not arrive in time"),
    CONFLICT(409, "This contradicts what is already there"),
    EMAIL_TAKEN(409, "This e-mail address is already registered"),
    USERNAME_TAKEN(409, "This username is already taken"),
    PAYLOAD_TOO_LARGE(413, "The request body is too large"),
    URI_TOO_LONG(414, "The address is too long"),
    UNSUPPORTED_MEDIA_TYPE(415, "This media type is not supported here"),
    UPGRADE_REQUIRED(426, "This is a WebSocket endpoint, version 13"),
    RATE_LIMITED(429, "Too many requests"),
    HEADERS_TOO_LARGE(431, "The headers are too many or too large"),
    INTERNAL_ERROR(500, "Something went wrong on our side"),
    DATABASE_ERROR(503, "The database cannot be reached; try again"),
    SERVICE_UNAVAILABLE(503, "This is not available right now; try again");

    private static final Map<String, ErrorCode> BY_NAME =
            Stream.of(values()).collect(Collectors.toUnmodifiableMap(ErrorCode::name, Function.identity()));

    private final int status;
    private final String message;

    ErrorCode(int status, String message) {
        this.status = status;
        this.message = message;
    }

    /// The HTTP status that goes with this code.
    public int status() {
        return status;
    }

    /// A sentence for people, safe to show to anyone.
    public String message() {
        return message;
    }

    /// An entity's answer that refuses a command for this reason.
    public <T> StatusReply<T> refusal() {
        return StatusReply.error(failure());
    }

    /// The same as a failure, for a stage that ends in this refusal; equal to what asking an entity fails with.
    public StatusReply.ErrorMessage failure() {
        return new StatusReply.ErrorMessage(name());
    }

    /// The code that a failed ask carries, also after stages have wrapped it, or nothing if the failure is a defect.
    public static Optional<ErrorCode> of(@Nullable Throwable failure) {
        return switch (failure) {
            case null -> Optional.empty();
            case StatusReply.ErrorMessage refusal -> Optional.ofNullable(BY_NAME.get(refusal.getMessage()));
            case CompletionException wrapped -> of(wrapped.getCause());
            default -> Optional.empty();
        };
    }
}
