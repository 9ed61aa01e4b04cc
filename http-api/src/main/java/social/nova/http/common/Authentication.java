package social.nova.http.common;

import akka.http.javadsl.model.HttpRequest;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import social.nova.protocols.common.ErrorCode;

/// Tells who sent a request, by the access token it shows.
///
/// Every method fails with [ErrorCode#AUTH_REQUIRED] where no token is shown, and with [ErrorCode#INVALID_TOKEN]
/// where a bad one is.
public final class Authentication {
    /// What a browser offers beside its token when it opens a socket: `nova.bearer, <token>`.
    public static final String SUBPROTOCOL = "nova.bearer";

    private static final String SCHEME = "Bearer ";

    private final Function<String, Optional<Caller>> tokens;

    /// @param tokens tells who a token stands for, or nothing if it is not valid; called by many threads at once
    public Authentication(Function<String, Optional<Caller>> tokens) {
        this.tokens = tokens;
    }

    /// By `Authorization: Bearer …`.
    public Caller caller(HttpRequest request) {
        var shown = Headers.values(request, "Authorization").toList();
        if (shown.isEmpty()) {
            throw ErrorCode.AUTH_REQUIRED.failure();
        }
        // Of two, a proxy in front might have read the other one.
        return Optional.of(shown)
                .filter(headers -> headers.size() == 1)
                .flatMap(headers -> bearerToken(headers.getFirst()))
                .flatMap(tokens)
                .orElseThrow(ErrorCode.INVALID_TOKEN::failure);
    }

    /// The same where no token is needed: nobody, if none is shown.
    public Optional<Caller> callerIfAny(HttpRequest request) {
        return Headers.values(request, "Authorization").findAny().map(_ -> caller(request));
    }

    /// The same for a socket: the token may also be the `token` parameter or come as a subprotocol.
    public Caller socketCaller(HttpRequest request) {
        if (Headers.values(request, "Authorization").findAny().isPresent()) {
            return caller(request);
        }
        var token = request.getUri().query().get("token").or(() -> offeredToken(request));
        return token.map(tokens)
                .orElseThrow(ErrorCode.AUTH_REQUIRED::failure)
                .orElseThrow(ErrorCode.INVALID_TOKEN::failure);
    }

    private static Optional<String> offeredToken(HttpRequest request) {
        var offered = subprotocols(request);
        return offered.size() == 2 && offered.getFirst().equals(SUBPROTOCOL)
                ? Optional.of(offered.getLast())
                : Optional.empty();
    }

    /// The subprotocols a handshake offers, in order.
    public static List<String> subprotocols(HttpRequest request) {
        return Headers.list(request, "Sec-WebSocket-Protocol").toList();
    }

    private static Optional<String> bearerToken(String header) {
        return header.regionMatches(true, 0, SCHEME, 0, SCHEME.length())
                ? Optional.of(header.substring(SCHEME.length()).strip())
                : Optional.empty();
    }
}
