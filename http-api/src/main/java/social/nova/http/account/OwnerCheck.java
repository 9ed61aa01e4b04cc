package social.nova.http.account;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BiFunction;
import social.nova.http.user.Users;
import social.nova.protocols.common.ErrorCode;
import social.nova.protocols.common.Sealed;
import social.nova.protocols.common.UserId;
import social.nova.protocols.user.UserAccount;

/// Has a signed-in user prove once more that they are not just somebody at their device: by their password or,
/// where they have none, by a token that a service they sign in with has just given them.
public final class OwnerCheck {
    private final CurrentPassword passwords;
    private final Users users;
    private final BiFunction<UserId, OwnerProof.ProviderToken, CompletionStage<Boolean>> providers;

    /// @param providers tells whether a token proves that somebody is this user
    public OwnerCheck(
            CurrentPassword passwords,
            Users users,
            BiFunction<UserId, OwnerProof.ProviderToken, CompletionStage<Boolean>> providers) {
        this.passwords = passwords;
        this.users = users;
        this.providers = providers;
    }

    /// By which password, as it is kept, if the user has one. Fails as [#checkPassword], and with
    /// `INVALID_CREDENTIALS` if a token proves nothing, or there is a password to be shown in its place.
    CompletionStage<Optional<Sealed>> check(UserId user, OwnerProof proof) {
        return switch (proof) {
            case OwnerProof.Password(var password) ->
                checkPassword(user, password).thenApply(Optional::of);
            case OwnerProof.ProviderToken token ->
                users.<UserAccount.Credentials>ask(user, UserAccount.GetCredentials::new)
                        .thenCompose(credentials -> credentials.passwordHash() == null
                                ? providers.apply(user, token)
                                : CompletableFuture.completedStage(false))
                        .thenApply(OwnerCheck::requireProof);
        };
    }

    /// Which password this is, as it is kept. Fails with `INVALID_CREDENTIALS` if it is not the user's, with
    /// `NO_PASSWORD` if they have none, and with `ACCOUNT_LOCKED` after too many tries.
    CompletionStage<Sealed> checkPassword(UserId user, String password) {
        return passwords.check(user, password);
    }

    private static Optional<Sealed> requireProof(boolean proved) {
        if (!proved) {
            throw ErrorCode.INVALID_CREDENTIALS.failure();
        }
        return Optional.empty();
    }
}
