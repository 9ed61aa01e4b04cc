package social.nova.http.common;

import akka.event.LoggingAdapter;
import akka.http.ParsingErrorHandler;
import akka.http.javadsl.model.HttpResponse;
import akka.http.scaladsl.model.ErrorInfo;
import akka.http.scaladsl.model.StatusCode;
import akka.http.scaladsl.settings.ServerSettings;
import java.time.InstantSource;
import social.nova.protocols.common.ErrorCode;

/// Gives requests that are not even HTTP (a broken request line, headers that are too large) the form of every other
/// error. Such requests reach no route.
///
/// Named in `akka.http.server.parsing.error-handler`; Akka finds the one instance in [#MODULE$].
public final class ParsingErrors extends ParsingErrorHandler {
    public static final ParsingErrors MODULE$ = new ParsingErrors();

    private final Errors errors = new Errors(InstantSource.system());

    private ParsingErrors() {}

    @Override
    public HttpResponse handle(StatusCode status, ErrorInfo info, LoggingAdapter log, ServerSettings settings) {
        log.debug("Illegal request: {}", info.formatPretty());
        var code = status.intValue() == ErrorCode.PAYLOAD_TOO_LARGE.status()
                ? ErrorCode.PAYLOAD_TOO_LARGE
                : ErrorCode.VALIDATION_ERROR;
        return errors.response(status, code, null);
    }
}
