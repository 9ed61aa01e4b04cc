package social.nova.http.account;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import social.nova.http.common.BadRequest;
import social.nova.http.graph.Visibility;
import social.nova.http.user.FakeUsers;
import social.nova.http.user.Profiles;
import social.nova.persistence.account.AccountRepository;
import social.nova.persistence.account.RevokedSessions;
import social.nova.persistence.common.Database;
import social.nova.persistence.common.TestDatabase;
import social.nova.persistence.graph.RelationRepository;
import social.nova.persistence.user.DataKeys;
import social.nova.persistence.user.ProfileRepository;
import social.nova.protocols.common.ErrorCode;
import social.nova.protocols.common.Sealed;
import social.nova.protocols.common.UserId;
import social.nova.protocols.user.UserAccount;

class MailedLinksTest {
    private static final ActorTestKit ACTORS = ActorTestKit.create();
    private static final PasswordHashing HASHING = new PasswordHashing(PasswordHashingTest.CHEAP);
    private static final String PASSWORD = "SecurePass123!";
    private static final String NEW_PASSWORD = "NewSecurePass123!";

    private final Database database = TestDatabase.get();
    private final AccountRepository accounts = new AccountRepository(database);
    private final DataKeys keys = new DataKeys(database, TestDatabase.MASTER_KEYSET);
    private final FakeUsers entities = new FakeUsers(ACTORS);
    private final MailedLinks links = links();
    private final String token = UUID.randomUUID().toString();

    @AfterAll
    static void shutDown() {
        HASHING.close();
        ACTORS.shutdownTestKit();
    }

    @Test
    void aResetBehindWhichThePasswordWasChangedLeadsNowhereAndNeverWillAgain() throws Exception {
        var alice = registerAndMail();
        var theirs = new Sealed("c2VhbGVk", "02".repeat(24));
        entities.changePasswordAfterLook(theirs);

        assertThat(refusal(links.reset(token, NEW_PASSWORD))).contains(ErrorCode.INVALID_TOKEN);

        assertThat(password(alice)).isEqualTo(theirs);
        assertThat(refusal(links.reset(token, NEW_PASSWORD))).contains(ErrorCode.INVALID_TOKEN);
    }

    @Test
    void aLinkThatLedNowhereIsGoodAgain() throws Exception {
        var alice = registerAndMail();
        var before = password(alice);
        assertThat(refusal(links.reset(token, PASSWORD))).contains(ErrorCode.INVALID_PASSWORD);

        get(links.reset(token, NEW_PASSWORD));

        assertThat(password(alice)).isNotEqualTo(before);
        assertThat(refusal(links.reset(token, PASSWORD))).contains(ErrorCode.INVALID_TOKEN);
    }

    private MailedLinks links() {
        var clock = InstantSource.system();
        var users = entities.users();
        var accessTokens = new AccessTokens(TestKeys.tokenKeys(), Duration.ofMinutes(15), clock, UUID::randomUUID);
        var sessions = new Sessions(
                users,
                keys,
                new SessionTokens(accessTokens, Duration.ofDays(7), clock, UUID::randomUUID),
                new Revocations(new RevokedSessions(database), _ -> {}, clock));
        return new TestCredentials(database, keys, users, ACTORS.system().executionContext())
                .links(new PasswordChange(keys, HASHING, users, sessions, accounts));
    }

    private UserId registerAndMail() throws Exception {
        var name = "m" + UUID.randomUUID().toString().substring(0, 8);
        var profiles = new Profiles(
                entities.users(),
                keys,
                new ProfileRepository(database),
                new Visibility(new RelationRepository(database)));
        var user = get(new Registration(accounts, profiles, HASHING, UUID::randomUUID)
                        .register(name + "@example.com", name, PASSWORD))
                .user();
        get(database.query(connection -> {
            try (var statement = connection.prepareStatement("""
                    INSERT INTO mail_tokens (user_id, purpose, digest, address, expires_at)
                    VALUES (?::uuid, 'RESET_PASSWORD', sha256(convert_to(?, 'UTF8')), ?, now() + INTERVAL '1 hour')
                    """)) {
                statement.setString(1, user.value());
                statement.setString(2, token);
                statement.setString(3, name + "@example.com");
                return statement.executeUpdate();
            }
        }));
        return user;
    }

    private Sealed password(UserId user) throws Exception {
        return Objects.requireNonNull(
                get(entities.users().<UserAccount.Credentials>ask(user, UserAccount.GetCredentials::new))
                        .passwordHash());
    }

    private static Optional<ErrorCode> refusal(CompletionStage<?> stage) {
        var failure = Objects.requireNonNull(catchThrowable(() -> get(stage))).getCause();
        return failure instanceof BadRequest bad ? Optional.of(bad.code()) : ErrorCode.of(failure);
    }

    private static <T> T get(CompletionStage<T> stage) throws Exception {
        return stage.toCompletableFuture().get(30, TimeUnit.SECONDS);
    }
}
