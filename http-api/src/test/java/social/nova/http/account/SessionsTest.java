package social.nova.http.account;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
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
import social.nova.protocols.common.UserId;
import social.nova.protocols.user.UserSessions;

class SessionsTest {
    private static final ActorTestKit ACTORS = ActorTestKit.create();
    private static final PasswordHashing HASHING = new PasswordHashing(PasswordHashingTest.CHEAP);

    private final Database database = TestDatabase.get();
    private final DataKeys keys = new DataKeys(database, TestDatabase.MASTER_KEYSET);
    private final FakeUsers entities = new FakeUsers(ACTORS);
    private final PoliteWork signing = new PoliteWork("test-signing-", 1, 1);
    private final SessionTokens tokens = new SessionTokens(
            new AccessTokens(TestKeys.tokenKeys(), Duration.ofMinutes(15), InstantSource.system(), UUID::randomUUID),
            Duration.ofDays(7),
            InstantSource.system(),
            UUID::randomUUID,
            signing);
    private final Sessions sessions = new Sessions(
            entities.users(),
            keys,
            tokens,
            new Revocations(new RevokedSessions(database), _ -> {}, InstantSource.system()));
    private UserId alice;

    @BeforeEach
    void register() throws Exception {
        var name = "s" + UUID.randomUUID().toString().substring(0, 8);
        var profiles = new Profiles(
                entities.users(),
                keys,
                new ProfileRepository(database),
                new Visibility(new RelationRepository(database)));
        alice = get(new Registration(new AccountRepository(database), profiles, HASHING, UUID::randomUUID)
                        .register(name + "@example.com", name, "SecurePass123!"))
                .user();
    }

    @AfterEach
    void close() {
        tokens.close();
    }

    @AfterAll
    static void shutDown() {
        HASHING.close();
        ACTORS.shutdownTestKit();
    }

    /// Else the client would hold a used token and nothing after it: presenting it again would end the session.
    @Test
    void aRefreshThatCannotBeSignedUsesNoTokenUp() throws Exception {
        var pair = get(sessions.open(alice, null, new Device(Optional.empty())));
        var free = PoliteWorkTest.fill(signing);

        assertUnavailable(sessions.refresh(pair.refreshToken()));

        free.countDown();
        assertThat(entities.told(UserSessions.RefreshSession.class)).isEmpty();
    }

    @Test
    void aSessionThatCannotBeSignedIsNotOpened() throws Exception {
        var free = PoliteWorkTest.fill(signing);

        assertUnavailable(sessions.open(alice, null, new Device(Optional.empty())));

        free.countDown();
        assertThat(entities.told(UserSessions.OpenSession.class)).isEmpty();
    }

    private static void assertUnavailable(CompletionStage<?> stage) {
        assertThat(ErrorCode.of(catchThrowable(() -> get(stage)).getCause())).contains(ErrorCode.SERVICE_UNAVAILABLE);
    }

    private static <T> T get(CompletionStage<T> stage) throws Exception {
        return stage.toCompletableFuture().get(30, TimeUnit.SECONDS);
    }
}
