package social.nova.http.account;

import static akka.http.javadsl.server.Directives.complete;
import static akka.http.javadsl.server.Directives.concat;
import static akka.http.javadsl.server.Directives.entity;
import static akka.http.javadsl.server.Directives.get;
import static akka.http.javadsl.server.Directives.onSuccess;
import static akka.http.javadsl.server.Directives.path;
import static akka.http.javadsl.server.Directives.pathPrefix;
import static akka.http.javadsl.server.Directives.post;
import static akka.http.javadsl.server.Directives.reject;
import static akka.http.javadsl.server.Directives.respondWithHeader;
import static akka.http.javadsl.server.PathMatchers.segment;
import static java.util.Objects.requireNonNull;

import akka.http.javadsl.model.ContentTypes;
import akka.http.javadsl.model.HttpEntities;
import akka.http.javadsl.model.StatusCodes;
import akka.http.javadsl.model.headers.CacheControl;
import akka.http.javadsl.model.headers.CacheDirectives;
import akka.http.javadsl.server.Route;
import org.jspecify.annotations.Nullable;
import social.nova.http.common.BadRequest;
import social.nova.http.common.Json;
import social.nova.http.common.Validation;
import social.nova.protocols.common.UserId;

/// `/api/v1/auth` and everything below it, and the keys that verify our tokens.
public final class AccountRoutes {
    private static final long JWKS_MAX_AGE_SECONDS = 300;

    private final Registration registration;
    private final Login login;
    private final EmailVerification verification;
    private final TokenKeys tokenKeys;
    private final boolean production;

    /// @param production whether what is only for trying things out is shut
    public AccountRoutes(
            Registration registration,
            Login login,
            EmailVerification verification,
            TokenKeys tokenKeys,
            boolean production) {
        this.registration = registration;
        this.login = login;
        this.verification = verification;
        this.tokenKeys = tokenKeys;
        this.production = production;
    }

    public Route routes() {
        return concat(
                pathPrefix(
                        segment("api").slash("v1").slash("auth"),
                        () -> concat(
                                path(
                                        "register",
                                        () -> post(() -> entity(Json.as(RegisterRequest.class), this::register))),
                                path("login", () -> post(() -> entity(Json.as(LoginRequest.class), this::login))),
                                production
                                        ? reject()
                                        : path(
                                                "dev-verify",
                                                () -> post(() ->
                                                        entity(Json.as(DevVerifyRequest.class), this::devVerify))))),
                path(segment(".well-known").slash("jwks.json"), () -> get(this::jwks)));
    }

    // POST /api/v1/auth/register
    private Route register(RegisterRequest body) {
        AccountRules.checkNewAccount(body.email(), body.username(), body.password());
        return onSuccess(
                registration.register(
 requireNonNull(body.email()), requireNonNull(body.username()), requireNonNull(body.password())),
                account -> complete(
                        StatusCodes.CREATED,
                        new RegisterResponse(
                                account.user(),
                                account.email(),
                                account.username(),
                                "Registration successful. Please verify your email."),
                        Json.marshaller()));
    }

    // POST /api/v1/auth/login
    private Route login(LoginRequest body) {
        new Validation()
                .check(body.email() != null, "email", "is required")
                .check(body.password() != null, "password", "is required")
                .orRefuse();
        return onSuccess(
                login.login(requireNonNull(body.email()), requireNonNull(body.password())),
                tokens -> respondWithHeader(
                        CacheControl.create(CacheDirectives.NO_STORE),
                        () -> complete(StatusCodes.OK, tokens, Json.marshaller())));
    }

    // POST /api/v1/auth/dev-verify
    private Route devVerify(DevVerifyRequest body) {
        var user = body.userId();
        var email = body.email();
        if (user == null && email == null) {
            throw new BadRequest("user_id or email: one of them is required");
        }
        var verified = user != null ? verification.verify(user) : verification.verify(requireNonNull(email));
        return onSuccess(
                verified,
                _ -> complete(
                        StatusCodes.OK, new EmailVerified("Email verified successfully", true), Json.marshaller()));
    }

    // GET /.well-known/jwks.json
    private Route jwks() {
        return respondWithHeader(
                CacheControl.create(CacheDirectives.PUBLIC, CacheDirectives.MAX_AGE(JWKS_MAX_AGE_SECONDS)),
                () -> complete(StatusCodes.OK, HttpEntities.create(ContentTypes.APPLICATION_JSON, tokenKeys.jwks())));
    }

    record RegisterRequest(
            @Nullable String email,
            @Nullable String username,
            @Nullable String password) {
        @Override
        public String toString() {
            return "RegisterRequest[***]";
        }
    }

    record RegisterResponse(UserId id, String email, String username, String message) {}

    record LoginRequest(@Nullable String email, @Nullable String password) {
        @Override
        public String toString() {
            return "LoginRequest[***]";
        }
    }

    record DevVerifyRequest(
            @Nullable UserId userId, @Nullable String email) {}

    record EmailVerified(String message, boolean emailVerified) {}
}
