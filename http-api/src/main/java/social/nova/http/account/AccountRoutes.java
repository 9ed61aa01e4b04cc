package social.nova.http.account;

import static java.util.Objects.requireNonNull;
import static social.nova.http.routing.Access.ANYONE;

import akka.http.javadsl.model.ContentTypes;
import akka.http.javadsl.model.HttpResponse;
import akka.http.javadsl.model.headers.CacheControl;
import akka.http.javadsl.model.headers.CacheDirectives;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import social.nova.http.common.Validation;
import social.nova.http.routing.Answer;
import social.nova.http.routing.Call;
import social.nova.http.routing.Endpoint;
import social.nova.protocols.common.UserId;

/// `/api/v1/auth` and everything below it, and the keys that verify our tokens.
public final class AccountRoutes {
    private static final long JWKS_MAX_AGE_SECONDS = 300;

    private final Registration registration;
    private final Login login;
    private final LoginGuard guard;
    private final TokenKeys tokenKeys;

    public AccountRoutes(Registration registration, Login login, LoginGuard guard, TokenKeys tokenKeys) {
        this.registration = registration;
        this.login = login;
        this.guard = guard;
        this.tokenKeys = tokenKeys;
    }

    public List<Endpoint> endpoints() {
        return List.of(
                Endpoint.post("/api/v1/auth/register", ANYONE, RegisterRequest.class, this::register)
                        .guarded(),
                Endpoint.post("/api/v1/auth/login", ANYONE, LoginRequest.class, this::login)
                        .guarded(),
                Endpoint.get("/.well-known/jwks.json", ANYONE, this::jwks)
                        .tagged()
                        .unlimited());
    }

    private CompletionStage<HttpResponse> register(Call call, RegisterRequest body) {
        AccountRules.checkNewAccount(body.email(), body.username(), body.password());
        return registration
                .register(
                        requireNonNull(body.email()), requireNonNull(body.username()), requireNonNull(body.password()))
                .thenApply(account -> Answer.created(new RegisterResponse(
                        account.user(),
                        account.email(),
                        account.username(),
                        "Registration successful. Please verify your email.")));
    }

    private CompletionStage<HttpResponse> login(Call call, LoginRequest body) {
        new Validation()
                .check(body.email() != null, "email", "is required")
                .check(body.password() != null, "password", "is required")
                .orRefuse();
        var email = requireNonNull(body.email());
        var password = requireNonNull(body.password());
        return guard.attempt(email, () -> login.login(email, password, Device.of(call.request())))
                .thenApply(Entry::answer);
    }

    private CompletionStage<HttpResponse> jwks(Call call) {
        var cached = CacheControl.create(CacheDirectives.PUBLIC, CacheDirectives.MAX_AGE(JWKS_MAX_AGE_SECONDS));
        return CompletableFuture.completedStage(HttpResponse.create()
                .withEntity(ContentTypes.APPLICATION_JSON, tokenKeys.jwks())
                .addHeader(cached));
    }

    record RegisterRequest(
            @Nullable String email,
            @Nullable String username,
            @Nullable String password) implements Endpoint.NamesAccount {
        @Override
        public @Nullable String account() {
            return email;
        }

        @Override
        public String toString() {
            return "RegisterRequest[***]";
        }
    }

    record RegisterResponse(UserId id, String email, String username, String message) {}

    record LoginRequest(@Nullable String email, @Nullable String password) implements Endpoint.NamesAccount {
        @Override
        public @Nullable String account() {
            return email;
        }

        @Override
        public String toString() {
            return "LoginRequest[***]";
        }
    }
}
