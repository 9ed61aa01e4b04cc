package social.nova.http.oauth;

import static java.util.Objects.requireNonNull;
import static social.nova.http.routing.Access.ANYONE;
import static social.nova.http.routing.Access.USER;

import akka.http.javadsl.model.HttpResponse;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import social.nova.http.account.Device;
import social.nova.http.account.Entrance;
import social.nova.http.account.Entry;
import social.nova.http.account.OwnerProof;
import social.nova.http.common.BadRequest;
import social.nova.http.common.Validation;
import social.nova.http.routing.Answer;
import social.nova.http.routing.Call;
import social.nova.http.routing.Endpoint;
import social.nova.protocols.common.ErrorCode;
import social.nova.protocols.user.IdentityProvider;

/// `/api/v1/auth/oauth` and everything below it.
public final class OAuthRoutes {
    private final Identities identities;
    private final Entrance entrance;

    public OAuthRoutes(Identities identities, Entrance entrance) {
        this.identities = identities;
        this.entrance = entrance;
    }

    public List<Endpoint> endpoints() {
        return List.of(
                Endpoint.post("/api/v1/auth/oauth/authorize", ANYONE, TokenRequest.class, this::authorize)
                        .guarded(),
                Endpoint.post("/api/v1/auth/oauth/link", USER, TokenRequest.class, this::link)
                        .guarded(),
                Endpoint.get("/api/v1/auth/oauth/link", USER, this::show),
                Endpoint.delete("/api/v1/auth/oauth/link/{provider}", USER, this::unlink));
    }

    private CompletionStage<HttpResponse> authorize(Call call, TokenRequest body) {
        var provider = body.checked();
        return identities
                .authorize(provider, requireNonNull(body.token()), body.nonce())
                .thenCompose(user -> entrance.enter(user, null, Device.of(call.request())))
                .thenApply(Entry::answer)
                .exceptionallyCompose(failure -> CompletableFuture.failedStage(
                        isUnknown(failure) ? ErrorCode.INVALID_TOKEN.failure() : failure));
    }

    // Somebody who is being erased at this moment.
    private static boolean isUnknown(Throwable failure) {
        return ErrorCode.of(failure).filter(ErrorCode.USER_NOT_FOUND::equals).isPresent();
    }

    private CompletionStage<HttpResponse> link(Call call, TokenRequest body) {
        var provider = body.checked();
        return identities
                .link(call.caller().user(), provider, requireNonNull(body.token()), body.nonce())
                .thenApply(_ -> Answer.ok(new Linked("Provider linked successfully", provider.id())));
    }

    private CompletionStage<HttpResponse> show(Call call) {
        return identities
                .of(call.caller().user())
                .thenApply(linked -> Answer.ok(new Links(linked.entrySet().stream()
                        .map(each -> new Link(each.getKey().id(), each.getValue()))
                        .sorted(Comparator.comparing(Link::linkedAt).reversed())
                        .toList())));
    }

    private CompletionStage<HttpResponse> unlink(Call call) {
        var provider = IdentityProvider.of(call.path("provider")).orElseThrow(OAuthRoutes::unknown);
        return identities.unlink(call.caller().user(), provider).thenApply(_ -> Answer.noContent());
    }

    private static BadRequest unknown() {
        return new BadRequest("provider: apple, google or facebook");
    }

    /// @param nonce that the token was asked for with, if it was
    record TokenRequest(
            @Nullable String provider,
            @Nullable String token,
            @Nullable String nonce) {

        IdentityProvider checked() {
            new Validation()
                    .check(provider != null, "provider", "is required")
                    .check(token != null && !token.isBlank(), "token", "is required")
                    .check(
                            nonce == null || (!nonce.isBlank() && nonce.length() <= OwnerProof.MAX_NONCE),
                            "nonce",
                            "at most " + OwnerProof.MAX_NONCE + " characters, or not given")
                    .orRefuse();
            return IdentityProvider.of(requireNonNull(provider)).orElseThrow(OAuthRoutes::unknown);
        }

        @Override
        public String toString() {
            return "TokenRequest[***]";
        }
    }

    record Linked(String message, String provider) {}

    /// @param providers the newest first
    record Links(List<Link> providers) {}

    record Link(String provider, Instant linkedAt) {}
}
