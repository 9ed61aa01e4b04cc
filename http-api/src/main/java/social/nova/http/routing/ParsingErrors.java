package social.nova.http.routing;

import akka.event.LoggingAdapter;
import akka.http.ParsingErrorHandler;
import akka.http.javadsl.model.DateTime;
import akka.http.javadsl.model.HttpEntity;
import akka.http.javadsl.model.HttpResponse;
import akka.http.javadsl.model.headers.Connection;
import akka.http.javadsl.model.headers.Date;
import akka.http.javadsl.model.headers.RawHeader;
import akka.http.scaladsl.model.ErrorInfo;
import akka.http.scaladsl.model.StatusCode;
import akka.http.scaladsl.settings.ServerSettings;
import akka.util.ByteString;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.concurrent.ThreadLocalRandom;
import social.nova.http.common.Errors;
import social.nova.protocols.common.ErrorCode;
import social.nova.protocols.trace.Trace;

/// Gives requests that are not even HTTP (a broken request line, headers that are too large) the form of every other
/// error. Such requests reach no [Pipeline], so their `X-Request-Id` is always a new one.
///
/// Named in `akka.http.server.parsing.error-handler`; Akka finds the one instance in [#MODULE$].
public final class ParsingErrors extends ParsingErrorHandler {
    public static final ParsingErrors MODULE$ = new ParsingErrors();

    private final Errors errors = new Errors(InstantSource.system());
    private final StandardHeaders headers = StandardHeaders.withoutTransportSecurity();

    private ParsingErrors() {}

    @Override
    public HttpResponse handle(StatusCode status, ErrorInfo info, LoggingAdapter log, ServerSettings settings) {
        log.debug("Illegal request: {}", info.formatPretty());
        var answer = errors.response(codeOf(status.intValue(), info.summary()), null);
        return complete(status.intValue() == 501 ? answer.addHeader(Router.ALLOW_ANY) : answer);
    }

    /// The same where there is no HTTP to render it: the bytes of an answer after which the connection ends.
    static ByteString rendered(ErrorCode code) {
        var answer = MODULE$.complete(MODULE$.errors.response(code, null))
                .addHeader(Date.create(DateTime.now()))
                .addHeader(Connection.create("close"));
        var body = ((HttpEntity.Strict) answer.entity()).getData();
        var head = new StringBuilder(
                "HTTP/1.1 %d %s\r\n".formatted(code.status(), answer.status().reason()));
        answer.getHeaders()
                .forEach(header -> head.append(header.name())
                        .append(": ")
                        .append(header.value())
                        .append("\r\n"));
        head.append("Content-Type: application/json\r\nContent-Length: %d\r\n\r\n".formatted(body.size()));
        return ByteString.fromString(head.toString(), StandardCharsets.ISO_8859_1)
                .concat(body);
    }

    /// Gives an answer what a [Pipeline] would have given it.
    HttpResponse complete(HttpResponse answer) {
        return headers.on(answer).addHeader(RawHeader.create(Pipeline.REQUEST_ID, newId()));
    }

    private static String newId() {
        return Trace.of(null, null, ThreadLocalRandom.current()).requestId();
    }

    // Whatever a client sends, it is the client's mistake: Akka's 501 (a method nobody knows), 505 and 422 are none of
    // the statuses our clients expect.
    private static ErrorCode codeOf(int status, String summary) {
        return switch (status) {
            case 413 -> ErrorCode.PAYLOAD_TOO_LARGE;
            case 414 -> ErrorCode.URI_TOO_LONG;
            case 431 -> ErrorCode.HEADERS_TOO_LARGE;
            case 501 -> ErrorCode.METHOD_NOT_ALLOWED;
            default -> summary.endsWith(" headers") ? ErrorCode.HEADERS_TOO_LARGE : ErrorCode.VALIDATION_ERROR;
        };
    }
}
