package social.nova.http.account;

import akka.Done;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import social.nova.http.common.BadRequest;
import social.nova.http.user.Users;
import social.nova.persistence.account.AccountRepository;
import social.nova.persistence.mail.MailPurpose;
import social.nova.persistence.user.DataKeys;
import social.nova.persistence.user.PersonalField;
import social.nova.protocols.common.ErrorCode;
import social.nova.protocols.common.Sealed;
import social.nova.protocols.common.UserId;
import social.nova.protocols.user.UserAccount;
import social.nova.protocols.user.UserSessions;

/// Gives an account another password, ends its sessions, and voids the links in its mails.
///
///     links void ─▶ UserAccount.ChangePassword ─▶ sessions ended everywhere ─▶ links void once more
///
/// Whoever knew the old password may have asked for links. They are voided before, so that a node that dies leaves
/// none, and after, for those that were asked for meanwhile, and for the one that led here, which may be good again
/// until then.
public final class PasswordChange {
    private static final Set<MailPurpose> FOLLOWED = Set.of(MailPurpose.RESET_PASSWORD);

    private final DataKeys keys;
    private final PasswordHashing hashing;
    private final Users users;
    private final Sessions sessions;
    private final AccountRepository accounts;

    public PasswordChange(
            DataKeys keys, PasswordHashing hashing, Users users, Sessions sessions, AccountRepository accounts) {
        this.keys = keys;
        this.hashing = hashing;
        this.users = users;
        this.sessions = sessions;
        this.accounts = accounts;
    }

    /// Changes the password of a user who has proved to be them. Fails with `INVALID_PASSWORD` if it is the one they
    /// have, and with `INVALID_CREDENTIALS` if that was changed meanwhile.
    ///
    /// @param current which password proved it, nothing if it was something else
    /// @param except a session that goes on, or nothing
    public CompletionStage<Done> change(
            UserId user, String password, @Nullable Sealed current, @Nullable String except) {
        return looked(user, current)
                .thenCompose(known -> hashed(user, password, known)
                        .thenCompose(hash -> accounts.voidLinks(user, FOLLOWED)
                                .thenCompose(_ -> users.<UserSessions.Ended>ask(
                                        user,
                                        replyTo -> new UserAccount.ChangePassword(
                                                hash, known.orElse(null), except, sessions.tokensUntil(), replyTo)))))
                .thenCompose(ended -> sessions.revoke(ended.sessions()))
                .thenCompose(_ -> accounts.voidLinks(user));
    }

    // The password that is to be replaced, and no other that comes while the new one waits to be hashed.
    private CompletionStage<Optional<Sealed>> looked(UserId user, @Nullable Sealed current) {
        return current != null
                ? CompletableFuture.completedStage(Optional.of(current))
                : users.<UserAccount.Credentials>ask(user, UserAccount.GetCredentials::new)
                        .thenApply(credentials -> Optional.ofNullable(credentials.passwordHash()));
    }

    private CompletionStage<Sealed> hashed(UserId user, String password, Optional<Sealed> known) {
        return isCurrent(user, password, known)
                .thenCompose(same -> same ? CompletableFuture.failedStage(theSame()) : hashing.hash(password))
                .thenCombine(keys.of(user), (hash, key) -> PersonalField.PASSWORD_HASH.seal(key, user, hash));
    }

    private CompletionStage<Boolean> isCurrent(UserId user, String password, Optional<Sealed> known) {
        return keys.of(user)
                .thenApply(key -> known.map(hash -> PersonalField.PASSWORD_HASH.open(key, user, hash)))
                .thenCompose(hash -> hash.map(one -> hashing.verify(password, one))
                        .orElseGet(() -> hashing.verifyAgainstNothing(password)));
    }

    private static BadRequest theSame() {
        return new BadRequest(ErrorCode.INVALID_PASSWORD, "password: not the one you have");
    }
}
