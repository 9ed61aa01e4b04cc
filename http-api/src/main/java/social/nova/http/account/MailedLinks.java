package social.nova.http.account;

import akka.Done;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import social.nova.http.common.BadRequest;
import social.nova.persistence.account.AccountRepository;
import social.nova.persistence.mail.MailKind;
import social.nova.persistence.mail.MailPurpose;
import social.nova.persistence.mail.MailTokens;
import social.nova.persistence.mail.MailTokens.Grant;
import social.nova.persistence.mail.Mails;
import social.nova.protocols.common.ErrorCode;
import social.nova.protocols.common.UserId;

/// What links in mails do. A token that is none, is used, or has expired, fails with `INVALID_TOKEN`, as 400.
public final class MailedLinks {
    private static final Logger LOG = LoggerFactory.getLogger(MailedLinks.class);
    private static final Set<MailPurpose> ADDRESSES = EnumSet.of(MailPurpose.VERIFY_EMAIL, MailPurpose.CHANGE_EMAIL);
    private static final Set<ErrorCode> REFUSALS = EnumSet.of(ErrorCode.EMAIL_TAKEN, ErrorCode.USER_NOT_FOUND);

    private final MailTokens tokens;
    private final AccountRepository accounts;
    private final Mails mails;
    private final Actions actions;

    /// What is done once a link has shown who somebody is.
    public record Actions(
            EmailVerification verification, EmailChange emailChange, PasswordChange passwordChange, Lockout lockout) {}

    public MailedLinks(MailTokens tokens, AccountRepository accounts, Mails mails, Actions actions) {
        this.tokens = tokens;
        this.accounts = accounts;
        this.mails = mails;
        this.actions = actions;
    }

    /// Verifies the address a mail went to, of an account that has it or is to have it. Of several who follow one link
    /// at once, one succeeds; a link that was broken off is good again, not one that was refused or is void.
    public CompletionStage<Done> verify(String token) {
        return tokens.take(token, ADDRESSES)
                .thenCompose(found -> found.map(grant -> verified(grant)
                                .exceptionallyCompose(failure -> isRefusal(failure)
                                        ? CompletableFuture.failedStage(failure)
                                        : putBack(token, failure)))
                        .orElseGet(MailedLinks::refused));
    }

    private static boolean isRefusal(Throwable failure) {
        return ErrorCode.of(failure).filter(REFUSALS::contains).isPresent();
    }

    private CompletionStage<Done> verified(Grant grant) {
        return grant.purpose() == MailPurpose.CHANGE_EMAIL
                ? actions.emailChange().confirm(grant.user(), grant.address())
                : actions.verification().verify(grant.user());
    }

    /// Has a link for a new password sent to this address, if somebody has it.
    public CompletionStage<Done> forgot(String email) {
        return AccountRules.isEmail(email)
                ? accounts.findFirm(email)
                        .thenCompose(user -> user.map(holder -> mails.sendToOwner(holder, MailKind.RESET_PASSWORD))
                                .orElseGet(MailedLinks::nothing))
                : nothing();
    }

    /// Gives an account another password, which is of the right form, and ends all its sessions. Of several who follow
    /// one link at once, one succeeds; a link that led nowhere is good again, not one that the password was changed
    /// behind.
    public CompletionStage<Done> reset(String token, String password) {
        return tokens.take(token, EnumSet.of(MailPurpose.RESET_PASSWORD))
                .thenCompose(found ->
                        found.map(grant -> reset(token, grant, password)).orElseGet(MailedLinks::refused));
    }

    private CompletionStage<Done> reset(String token, Grant grant, String password) {
        return actions.passwordChange()
                .change(grant.user(), password, null, null)
                .exceptionallyCompose(failure -> isOutdated(failure) ? refused() : putBack(token, failure))
                .thenCompose(_ -> unlock(grant.user()));
    }

    private static boolean isOutdated(Throwable failure) {
        return ErrorCode.of(failure)
                .filter(ErrorCode.INVALID_CREDENTIALS::equals)
                .isPresent();
    }

    private CompletionStage<Done> putBack(String token, Throwable failure) {
        return tokens.putBack(token)
                .exceptionally(_ -> Done.getInstance())
                .thenCompose(_ -> CompletableFuture.failedStage(failure));
    }

    /// Lets a user in again at once whose password was changed.
    CompletionStage<Done> unlock(UserId user) {
        return accounts.emailOf(user)
                .thenCompose(email -> email.map(actions.lockout()::unlock).orElseGet(MailedLinks::nothing))
                // What counts is done.
                .exceptionally(failure -> {
                    LOG.warn("User {} waits for the end of a lock: {}", user, failure.getMessage());
                    return Done.getInstance();
                });
    }

    private static CompletionStage<Done> nothing() {
        return CompletableFuture.completedStage(Done.getInstance());
    }

    private static CompletionStage<Done> refused() {
        return CompletableFuture.failedStage(
                new BadRequest(ErrorCode.INVALID_TOKEN, "token: is not valid, was used before, or has expired"));
    }
}
