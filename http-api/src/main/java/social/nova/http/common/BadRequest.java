package social.nova.http.common;

import social.nova.protocols.common.ErrorCode;

/// A request that cannot be understood or breaks a rule of its form: 400, with a text that helps its author.
///
/// Refusals by an entity need no text and are no exceptions of ours; see [ErrorCode#failure()].
public final class BadRequest extends IllegalArgumentException {
    private final ErrorCode code;
    private final String details;

    /// @param details shown to the client: never a class name, SQL or a driver's text
    public BadRequest(String details) {
        this(ErrorCode.VALIDATION_ERROR, details);
    }

    /// @param code a code of status 400
    public BadRequest(ErrorCode code, String details) {
        super(details);
        this.code = code;
        this.details = details;
    }

    public ErrorCode code() {
        return code;
    }

    public String details() {
        return details;
    }

    /// An expected answer, not a defect: nobody reads where it came from.
    @Override
    public Throwable fillInStackTrace() {
        return this;
    }
}
