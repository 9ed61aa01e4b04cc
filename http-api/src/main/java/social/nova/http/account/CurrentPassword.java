package social.nova.http.account;

import akka.Done;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import social.nova.http.user.Users;
import social.nova.persistence.account.AccountRepository;
import social.nova.persistence.user.DataKeys;
import social.nova.persistence.user.PersonalField;
import social.nova.protocols.common.ErrorCode;
import social.nova.protocols.common.UserId;
import social.nova.protocols.user.UserAccount;

/// Has a signed-in user prove once more that they are not just somebody at their device. Failures count as those of
/// logins do.
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

    /// Fails with `INVALID_CREDENTIALS` if this is not the user's password, or they have none; with `ACCOUNT_LOCKED`
    /// after too many tries.
    public CompletionStage<Done> check(UserId user, String password) {
        return accounts.emailOf(user)
                .thenCompose(email -> email.map(address -> lockout.attempt(address, () -> compare(user, password)))
                        .orElseGet(() -> CompletableFuture.failedStage(ErrorCode.USER_NOT_FOUND.failure())));
    }

    private CompletionStage<Done> compare(UserId user, String password) {
        return users.<UserAccount.Credentials>ask(user, UserAccount.GetCredentials::new)
                .thenCombine(
                        keys.of(user),
                        (credentials, key) -> Optional.ofNullable(credentials.passwordHash())
                                .map(hash -> PersonalField.PASSWORD_HASH.open(key, user, hash)))
                .thenCompose(hash -> hash.map(known -> hashing.verify(password, known))
                        .orElseGet(() -> hashing.verifyAgainstNothing(password)))
                .thenApply(right -> {
                    if (!right) {
                        throw ErrorCode.INVALID_CREDENTIALS.failure();
                    }
                    return Done.getInstance();
                });
    }
}
