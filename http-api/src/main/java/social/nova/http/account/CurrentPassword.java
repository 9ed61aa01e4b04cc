package social.nova.http.account;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import social.nova.http.user.Users;
import social.nova.persistence.account.AccountRepository;
import social.nova.persistence.user.DataKeys;
import social.nova.persistence.user.PersonalField;
import social.nova.protocols.common.ErrorCode;
import social.nova.protocols.common.Sealed;
import social.nova.protocols.common.UserId;
import social.nova.protocols.user.UserAccount;

/// Compares a password with the one that a signed-in user has. Failures count as those of logins do.
public final class CurrentPassword {
    private final AccountRepository accounts;
    private final Users users;
    private final DataKeys keys;
    private final PasswordHashing hashing;
    private final Lockout lockout;

    public CurrentPassword(
            AccountRepository accounts, Users users, DataKeys keys, PasswordHashing hashing, Lockout lockout) {
        this.accounts = accounts;
        this.users = users;
        this.keys = keys;
        this.hashing = hashing;
        this.lockout = lockout;
    }

    /// Which password this is, as it is kept; fails as [OwnerCheck#checkPassword] says.
    CompletionStage<Sealed> check(UserId user, String password) {
        return accounts.emailOf(user)
                .thenCompose(email -> email.map(address -> lockout.attempt(address, () -> compare(user, password)))
                        .orElseGet(() -> CompletableFuture.failedStage(ErrorCode.USER_NOT_FOUND.failure())));
    }

    private CompletionStage<Sealed> compare(UserId user, String password) {
        return users.<UserAccount.Credentials>ask(user, UserAccount.GetCredentials::new)
                .thenCompose(credentials -> {
                    var kept = credentials.passwordHash();
                    return kept == null
                            ? CompletableFuture.failedStage(ErrorCode.NO_PASSWORD.failure())
                            : keys.of(user)
                                    .thenCompose(key ->
                                            hashing.verify(password, PersonalField.PASSWORD_HASH.open(key, user, kept)))
                                    .thenCompose(right -> right ? CompletableFuture.completedStage(kept) : refused());
                });
    }

    private static CompletionStage<Sealed> refused() {
        return CompletableFuture.failedStage(ErrorCode.INVALID_CREDENTIALS.failure());
    }
}
