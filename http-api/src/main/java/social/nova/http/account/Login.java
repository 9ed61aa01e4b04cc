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
import social.nova.protocols.common.Sealed;
import social.nova.protocols.common.UserId;
import social.nova.protocols.user.UserAccount;

/// Checks a password and lets in who knows it.
///
/// An unknown address and a wrong password are alike in answer and in work: a hash is computed for both. Only who knows
/// the password learns that the address is not verified yet.
///
/// A hash of less cost than new ones is renewed, as only here there is something to hash.
public final class Login {
    private final AccountRepository accounts;
    private final DataKeys keys;
    private final PasswordHashing hashing;
    private final Users users;
    private final Entrance entrance;

    public Login(AccountRepository accounts, DataKeys keys, PasswordHashing hashing, Users users, Entrance entrance) {
        this.accounts = accounts;
        this.keys = keys;
        this.hashing = hashing;
        this.users = users;
        this.entrance = entrance;
    }

    /// @param password what the hash was opened from
    private record Known(UserId user, Sealed password, String passwordHash, boolean emailVerified) {}

    /// Fails with `INVALID_CREDENTIALS`, or with `EMAIL_NOT_VERIFIED` if the password was right.
    public CompletionStage<Entry> login(String email, String password, Device device) {
        return find(email)
                .thenCompose(found -> found.map(known -> enter(known, password, device))
                        .orElseGet(() -> hashing.verifyAgainstNothing(password).thenCompose(_ -> refused())));
    }

    private CompletionStage<Entry> enter(Known known, String password, Device device) {
        return hashing.verify(password, known.passwordHash()).thenCompose(right -> {
            if (!right) {
                return refused();
            }
            return known.emailVerified()
                    ? entrance.enter(known.user(), known.password(), device)
                            .thenCompose(entry -> renew(known, password).thenApply(_ -> entry))
                    : CompletableFuture.failedStage(ErrorCode.EMAIL_NOT_VERIFIED.failure());
        });
    }

    // Where others wait to be let in, or if it fails, the next login does it.
    private CompletionStage<Done> renew(Known known, String password) {
        return hashing.isCheap(known.passwordHash()) && hashing.waiting() == 0
                ? hashing.hash(password)
                        .thenCombine(
                                keys.of(known.user()),
                                (hash, key) -> PersonalField.PASSWORD_HASH.seal(key, known.user(), hash))
                        .<Done>thenCompose(hash -> users.ask(
                                known.user(),
                                replyTo -> new UserAccount.RenewPasswordHash(known.password(), hash, replyTo)))
                        .exceptionally(_ -> Done.getInstance())
                : CompletableFuture.completedStage(Done.getInstance());
    }

    private CompletionStage<Optional<Known>> find(String email) {
        return AccountRules.isEmail(email)
                ? accounts.findByEmail(email)
                        .thenCompose(holder -> holder.map(this::credentials)
                                .orElseGet(() -> CompletableFuture.completedStage(Optional.empty())))
                : CompletableFuture.completedStage(Optional.empty());
    }

    // A row may be a reservation whose entity never came to be: nobody, then. Nor can who has no password log in by
    // one.
    private CompletionStage<Optional<Known>> credentials(UserId user) {
        return users.<UserAccount.Credentials>ask(user, UserAccount.GetCredentials::new)
                .thenCombine(
                        keys.of(user),
                        (credentials, key) -> Optional.ofNullable(credentials.passwordHash())
                                .map(hash -> new Known(
                                        user,
                                        hash,
                                        PersonalField.PASSWORD_HASH.open(key, user, hash),
                                        credentials.emailVerified())))
                .exceptionallyCompose(failure -> ErrorCode.of(failure)
                                .filter(ErrorCode.USER_NOT_FOUND::equals)
                                .isPresent()
                        ? CompletableFuture.completedStage(Optional.empty())
                        : CompletableFuture.failedStage(failure));
    }

    private static CompletionStage<Entry> refused() {
        return CompletableFuture.failedStage(ErrorCode.INVALID_CREDENTIALS.failure());
    }
}
