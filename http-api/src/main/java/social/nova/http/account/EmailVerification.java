package social.nova.http.account;

import akka.Done;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import social.nova.http.user.Users;
import social.nova.persistence.account.AccountRepository;
import social.nova.protocols.common.ErrorCode;
import social.nova.protocols.common.UserId;
import social.nova.protocols.user.UserAccount;

/// Notes that an e-mail address is its user's own. Repeating it changes nothing.
public final class EmailVerification {
    private final AccountRepository accounts;
    private final Users users;

    public EmailVerification(AccountRepository accounts, Users users) {
        this.accounts = accounts;
        this.users = users;
    }

    /// Fails with `USER_NOT_FOUND` if nobody has this id.
    public CompletionStage<Done> verify(UserId user) {
        return users.ask(user, UserAccount.VerifyEmail::new);
    }

    /// Fails with `USER_NOT_FOUND` if nobody has this address.
    public CompletionStage<Done> verify(String email) {
        return AccountRules.isEmail(email)
                ? accounts.findByEmail(email)
                        .thenCompose(holder -> holder.map(this::verify).orElseGet(EmailVerification::unknown))
                : unknown();
    }

    private static CompletionStage<Done> unknown() {
        return CompletableFuture.failedStage(ErrorCode.USER_NOT_FOUND.failure());
    }
}
