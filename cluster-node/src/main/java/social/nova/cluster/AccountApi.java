package social.nova.cluster;

import akka.Done;
import java.time.Duration;
import java.time.InstantSource;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import social.nova.http.account.AccessTokens;
import social.nova.http.account.AccountRoutes;
import social.nova.http.account.AnswerTimes;
import social.nova.http.account.CredentialRoutes;
import social.nova.http.account.CurrentPassword;
import social.nova.http.account.EmailChange;
import social.nova.http.account.EmailVerification;
import social.nova.http.account.Entrance;
import social.nova.http.account.KeyRotation;
import social.nova.http.account.Lockout;
import social.nova.http.account.Login;
import social.nova.http.account.LoginGuard;
import social.nova.http.account.MailedLinks;
import social.nova.http.account.OwnerCheck;
import social.nova.http.account.PasswordChange;
import social.nova.http.account.PasswordHashing;
import social.nova.http.account.Registration;
import social.nova.http.account.Revocations;
import social.nova.http.account.SecondFactorRoutes;
import social.nova.http.account.SecondFactors;
import social.nova.http.account.SessionRoutes;
import social.nova.http.account.SessionTokens;
import social.nova.http.account.Sessions;
import social.nova.http.account.TokenKey;
import social.nova.http.account.TokenKeys;
import social.nova.http.common.Authentication;
import social.nova.http.common.HttpSettings;
import social.nova.http.oauth.Identities;
import social.nova.http.oauth.OAuthRoutes;
import social.nova.http.oauth.ProviderTokens;
import social.nova.http.user.Profiles;
import social.nova.http.user.Users;
import social.nova.persistence.account.AccountRepository;
import social.nova.persistence.account.IdentityRepository;
import social.nova.persistence.account.LoginAttempts;
import social.nova.persistence.account.RevokedSessions;
import social.nova.persistence.mail.MailTokens;
import social.nova.persistence.mail.Mails;
import social.nova.persistence.signing.SigningKeys;
import social.nova.protocols.user.Announcement;

/// Accounts, put together: everything below `/api/v1/auth`, and who a token stands for.
///
/// @param tokens owns threads; to be closed with the node
record AccountApi(
        AccountRoutes accounts,
        SessionRoutes sessions,
        CredentialRoutes credentials,
        SecondFactorRoutes secondFactors,
        OAuthRoutes oauth,
        Authentication authentication,
        Revocations revocations,
        KeyRotation rotation,
        LoginAttempts attempts,
        SessionTokens tokens,
        People people) {
    private static final Duration CLOCK_SKEW = Duration.ofMinutes(1);
    private static final int FAILURES = 5;
    private static final Duration LOCK = Duration.ofMinutes(15);

    /// What others do with accounts.
    record People(Registration registration, EmailVerification verification, OwnerCheck owners, Sessions sessions) {}

    static AccountApi create(
            HttpSettings settings, Api.Surroundings node, Users users, Profiles profiles, PasswordHashing hashing) {
        var clock = InstantSource.system();
        var keys = node.keys();
        var accounts = new AccountRepository(node.database());
        var tokenKeys = new TokenKeys(
                TokenKey.parse(settings.tokens().privateKeyPem().value()),
                settings.tokens().accessExpiry().plus(CLOCK_SKEW),
                System::nanoTime);
        var accessTokens = new AccessTokens(tokenKeys, settings.tokens().accessExpiry(), clock, UUID::randomUUID);
        var revocations = revocations(node, clock);
        var tokens = new SessionTokens(accessTokens, settings.tokens().refreshExpiry(), clock, UUID::randomUUID);
        var sessions = new Sessions(users, keys, tokens, revocations);

        var attempts = new LoginAttempts(node.database(), FAILURES, LOCK);
        var lockout = new Lockout(attempts, node.installation().idSecret());
        var times = new AnswerTimes(settings.loginAnswerStep(), node.system().executionContext());

        var mails = new Mails(node.database());
        var actions = new MailedLinks.Actions(
                new EmailVerification(accounts, users, mails),
                new EmailChange(accounts, keys, users, mails),
                new PasswordChange(keys, hashing, users, sessions, accounts),
                lockout);
        var entrance = new Entrance(users, sessions, clock);
        var registration = new Registration(accounts, profiles, hashing, UUID::randomUUID);
        var identities = new IdentityRepository(node.database());
        var elsewhere = new Identities(
                new ProviderTokens(settings.oauth(), identities, clock, Thread.ofVirtual()::start),
                identities,
                accounts,
                registration,
                users);
        var owners =
                new OwnerCheck(new CurrentPassword(accounts, users, keys, hashing, lockout), users, elsewhere::prove);
        return new AccountApi(
                new AccountRoutes(
                        registration,
                        new Login(accounts, keys, hashing, users, entrance),
                        new LoginGuard(lockout, times),
                        tokenKeys),
                new SessionRoutes(sessions),
                new CredentialRoutes(
                        new MailedLinks(new MailTokens(node.database()), accounts, mails, actions),
                        actions,
                        owners,
                        times,
                        settings.production()),
                new SecondFactorRoutes(new SecondFactors(users, keys, owners, clock, UUID::randomUUID), sessions),
                new OAuthRoutes(elsewhere, entrance),
                new Authentication(
                        token -> accessTokens.verify(token).filter(caller -> !revocations.isRevoked(caller.session()))),
                revocations,
                new KeyRotation(tokenKeys, new SigningKeys(node.database(), node.masterKey())),
                attempts,
                tokens,
                new People(registration, actions.verification(), owners, sessions));
    }

    /// Completes once this node knows what it must, to tell good tokens from bad ones.
    CompletionStage<Done> loaded() {
        return revocations.loaded().thenCombine(rotation.loaded(), (_, done) -> done);
    }

    private static Revocations revocations(Api.Surroundings node, InstantSource clock) {
        var revocations = new Revocations(new RevokedSessions(node.database()), node.announcements()::tell, clock);
        node.announcements().listen(announcement -> {
            switch (announcement) {
                case Announcement.SessionsRevoked(var ended, var until) -> revocations.note(ended, until);
            }
        });
        return revocations;
    }
}
