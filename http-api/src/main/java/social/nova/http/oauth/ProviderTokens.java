package social.nova.http.oauth;

import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import social.nova.http.common.OAuthSettings;
import social.nova.persistence.account.IdentityRepository;
import social.nova.protocols.common.ErrorCode;
import social.nova.protocols.user.IdentityProvider;

/// Tells who a token of any service is of.
public final class ProviderTokens {
    private static final Duration FRESH = Duration.ofMinutes(5);

    private final IdTokens apple;
    private final IdTokens google;
    private final IdTokens facebook;
    private final FacebookTokens facebookAccess;
    private final IdentityRepository nonces;
    private final InstantSource clock;

    /// @param threads may wait
    public ProviderTokens(OAuthSettings settings, IdentityRepository nonces, InstantSource clock, Executor threads) {
        this.nonces = nonces;
        this.clock = clock;
        var timeout = settings.timeout();
        this.apple = new IdTokens(IdentityProvider.APPLE, settings.apple(), timeout, clock, threads);
        this.google = new IdTokens(IdentityProvider.GOOGLE, settings.google(), timeout, clock, threads);
        this.facebook = new IdTokens(IdentityProvider.FACEBOOK, settings.facebook(), timeout, clock, threads);
        this.facebookAccess = new FacebookTokens(settings, clock);
    }

    /// Fails with `INVALID_TOKEN` if the token is not good, and with `SERVICE_UNAVAILABLE` if the service is away.
    ///
    /// @param nonce that the token must carry, if one is given; each is good once
    CompletionStage<ProviderUser> verify(IdentityProvider provider, String token, @Nullable String nonce) {
        var user = switch (provider) {
            case APPLE -> apple.verify(token, nonce);
            case GOOGLE -> google.verify(token, nonce);
            case FACEBOOK -> facebook(token, nonce);
        };
        return nonce == null ? user : user.thenCompose(known -> once(known, nonce));
    }

    /// The same for a token that the service has given within the last minutes, so that whoever shows it was
    /// asked by the service just now. An access token does not say when that was.
    CompletionStage<ProviderUser> verifyFresh(IdentityProvider provider, String token, @Nullable String nonce) {
        return verify(provider, token, nonce).thenApply(user -> {
            if (user.issuedAt().isBefore(clock.instant().minus(FRESH))) {
                throw ErrorCode.INVALID_TOKEN.failure();
            }
            return user;
        });
    }

    // Three parts are an ID token; an access token carries no nonce.
    private CompletionStage<ProviderUser> facebook(String token, @Nullable String nonce) {
        if (token.chars().filter(letter -> letter == '.').count() == 2) {
            return facebook.verify(token, nonce);
        }
        return nonce == null
                ? facebookAccess.verify(token)
                : CompletableFuture.failedStage(ErrorCode.INVALID_TOKEN.failure());
    }

    private CompletionStage<ProviderUser> once(ProviderUser user, String nonce) {
        return nonces.use(Nonces.digest(user.identity().provider(), nonce), user.expiresAt())
                .thenApply(first -> {
                    if (!first) {
                        throw ErrorCode.INVALID_TOKEN.failure();
                    }
                    return user;
                });
    }
}
