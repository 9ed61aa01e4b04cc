package social.nova.http.account;

import akka.Done;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import social.nova.http.user.Users;
import social.nova.persistence.account.AccountRepository;
import social.nova.persistence.mail.MailKind;
import social.nova.persistence.mail.Mails;
import social.nova.persistence.user.DataKeys;
import social.nova.persistence.user.PersonalField;
import social.nova.protocols.common.ErrorCode;
import social.nova.protocols.common.Sealed;
import social.nova.protocols.common.UserId;
import social.nova.protocols.user.UserAccount;

/// Gives an account another e-mail address, once a mail to that address was answered.
///
///     asked for ─▶ mail to the new address ─▶ its link ─▶ the row in `accounts` ─▶ the entity
///
/// The row decides whether the address is free; a notice to the old address is written with it, and all other links are
/// void. Should the entity not be told, the link is made good again, and whoever follows it comes to the end.
public final class EmailChange {
    private final AccountRepository accounts;
    private final DataKeys keys;
    private final Users users;
    private final Mails mails;

    public EmailChange(AccountRepository accounts, DataKeys keys, Users users, Mails mails) {
        this.accounts = accounts;
        this.keys = keys;
        this.users = users;
        this.mails = mails;
    }

    /// Has a mail sent to the new address, of a user who has proved to be them. Fails with `EMAIL_TAKEN` if another has
    /// that address, and with `INVALID_CREDENTIALS` if the password that proved it was changed meanwhile.
    ///
    /// @param password which one it was, nothing for who has none
    CompletionStage<Done> ask(UserId user, Optional<Sealed> password, String newEmail) {
        var address = newEmail.toLowerCase(Locale.ROOT);
        return accounts.findByEmail(address)
                .thenCompose(holder -> holder.isPresent()
                        ? CompletableFuture.failedStage(ErrorCode.EMAIL_TAKEN.failure())
                        : mails.send(user, MailKind.CONFIRM_NEW_EMAIL, address))
                .thenCompose(_ -> users.<UserAccount.Credentials>ask(user, UserAccount.GetCredentials::new))
                .thenCompose(now -> Optional.ofNullable(now.passwordHash()).equals(password)
                        ? CompletableFuture.completedStage(Done.getInstance())
                        : accounts.voidLinks(user)
                                .thenCompose(
                                        _ -> CompletableFuture.failedStage(ErrorCode.INVALID_CREDENTIALS.failure())));
    }

    /// Makes this the user's address, which a mail to it has shown to be theirs. Repeating it changes nothing.
    CompletionStage<Done> confirm(UserId user, String address) {
        return accounts.changeEmail(user, address)
                .thenCompose(changed -> changed
                        ? keys.of(user)
                                .thenCompose(key -> users.<Done>ask(
                                        user,
                                        replyTo -> new UserAccount.ChangeEmail(
                                                PersonalField.EMAIL.seal(key, user, address), replyTo)))
                        : CompletableFuture.failedStage(ErrorCode.EMAIL_TAKEN.failure()));
    }
}
