package social.nova.http.account;

import akka.Done;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import social.nova.http.user.Users;
import social.nova.persistence.account.AccountRepository;
import social.nova.persistence.mail.MailKind;
import social.nova.persistence.mail.Mails;
import social.nova.protocols.common.ErrorCode;
import social.nova.protocols.common.UserId;
import social.nova.protocols.user.UserAccount;

/// Notes that an e-mail address is its user's own. Repeating it changes nothing.
public final class EmailVerification {
    private final AccountRepository accounts;
    private final Users users;
    private final Mails mails;

    public EmailVerification(AccountRepository accounts, Users users, Mails mails) {
        this.accounts = accounts;
        this.users = users;
        this.mails = mails;
    }

    /// Fails with `USER_NOT_FOUND` if nobody has this id.
    public CompletionStage<Done> verify(UserId user) {
        return users.ask(user, UserAccount.VerifyEmail::new);
    }

    /// Fails with `USER_NOT_FOUND` if nobody has this address.
    public CompletionStage<Done> verify(String email) {
        return find(email).thenCompose(holder -> holder.map(this::verify).orElseGet(EmailVerification::unknown));
    }

    /// Has another mail sent to this address, if somebody has it who has not verified it yet.
    public CompletionStage<Done> mailAgain(String email) {
        return find(email)
                .thenCompose(holder -> holder.map(this::mailUnlessVerified)
                        .orElseGet(() -> CompletableFuture.completedStage(Done.getInstance())));
    }

    private CompletionStage<Done> mailUnlessVerified(UserId user) {
        return users.<UserAccount.Credentials>ask(user, UserAccount.GetCredentials::new)
                .thenCompose(credentials -> credentials.emailVerified()
                        ? CompletableFuture.completedStage(Done.getInstance())
                        : mails.sendToOwner(user, MailKind.VERIFY_EMAIL))
                // A reservation whose entity never came to be.
                .exceptionallyCompose(failure -> ErrorCode.of(failure)
                                .filter(ErrorCode.USER_NOT_FOUND::equals)
                                .isPresent()
                        ? CompletableFuture.completedStage(Done.getInstance())
                        : CompletableFuture.failedStage(failure));
    }

    private CompletionStage<Optional<UserId>> find(String email) {
        return AccountRules.isEmail(email)
                ? accounts.findByEmail(email)
                : CompletableFuture.completedStage(Optional.empty());
    }

    private static CompletionStage<Done> unknown() {
        return CompletableFuture.failedStage(ErrorCode.USER_NOT_FOUND.failure());
    }
}
