package social.nova.http.account;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import social.nova.http.user.Users;
import social.nova.persistence.account.AccountRepository;
import social.nova.persistence.account.LoginAttempts;
import social.nova.persistence.common.Database;
import social.nova.persistence.mail.MailTokens;
import social.nova.persistence.mail.Mails;
import social.nova.persistence.user.DataKeys;

/// The routes of addresses and passwords with a lock that falls late and answers that hardly wait.
public record TestCredentials(Database database, DataKeys keys, Users users, Executor executor) {
    private static final int FAILURES = 1_000;

    public LoginGuard guard() {
        return new LoginGuard(lockout(), times());
    }

    public CredentialRoutes routes(PasswordChange passwordChange, PasswordHashing hashing, boolean production) {
        return new CredentialRoutes(
                links(passwordChange), actions(passwordChange), owners(hashing), times(), production);
    }

    MailedLinks links(PasswordChange passwordChange) {
        return new MailedLinks(
                new MailTokens(database),
                new AccountRepository(database),
                new Mails(database),
                actions(passwordChange));
    }

    private MailedLinks.Actions actions(PasswordChange passwordChange) {
        var accounts = new AccountRepository(database);
        var mails = new Mails(database);
        return new MailedLinks.Actions(
                new EmailVerification(accounts, users, mails),
                new EmailChange(accounts, keys, users, mails),
                passwordChange,
                lockout());
    }

    /// No token proves anything.
    public OwnerCheck owners(PasswordHashing hashing) {
        var passwords = new CurrentPassword(new AccountRepository(database), users, keys, hashing, lockout());
        return new OwnerCheck(passwords, users, (_, _) -> CompletableFuture.completedStage(false));
    }

    private Lockout lockout() {
        return new Lockout(new LoginAttempts(database, FAILURES, Duration.ofMinutes(1)), new byte[32]);
    }

    private AnswerTimes times() {
        return new AnswerTimes(Duration.ofMillis(10), executor);
    }
}
