package social.nova.http.common;

import static akka.http.javadsl.server.Directives.failWith;
import static akka.http.javadsl.server.Directives.optionalHeaderValueByName;

import akka.http.javadsl.server.Route;
import java.util.Optional;
import java.util.function.Function;
import social.nova.protocols.common.ErrorCode;

/// Lets through who shows a valid access token, as `Authorization: Bearer …`.
public final class Authentication {
    private static final String SCHEME = "Bearer ";

    private final Function<String, Optional<Caller>> tokens;

    /// @param tokens tells who a token stands for, or nothing if it is not valid; called by many threads at once
    public Authentication(Function<String, Optional<Caller>> tokens) {
        this.tokens = tokens;
    }

    /// Runs `inner` for the caller; without a token 401 `AUTH_REQUIRED`, with a bad one 401 `INVALID_TOKEN`.
    public Route authenticated(Function<Caller, Route> inner) {
        return optionalHeaderValueByName("Authorization", header -> {
            if (header.isEmpty()) {
                return failWith(ErrorCode.AUTH_REQUIRED.failure());
            }
            return header.flatMap(Authentication::bearerToken)
                    .flatMap(this::verify)
                    .map(inner)
                    .orElseGet(() -> failWith(ErrorCode.INVALID_TOKEN.failure()));
        });
    }

    /// Who this token stands for, or nothing if it is not valid. For handshakes that carry it elsewhere.
    public Optional<Caller> verify(String token) {
        return tokens.apply(token);
    }

    /// The token in an `Authorization` header, or nothing for another scheme.
    public static Optional<String> bearerToken(String header) {
        return header.regionMatches(true, 0, SCHEME, 0, SCHEME.length())
                ? Optional.of(header.substring(SCHEME.length()).strip())
                : Optional.empty();
    }
}
