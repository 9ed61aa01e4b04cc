package social.nova.http.account;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import akka.Done;
import akka.actor.testkit.typed.javadsl.ActorTestKit;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import social.nova.http.graph.Visibility;
import social.nova.http.user.FakeUsers;
import social.nova.http.user.Profiles;
import social.nova.persistence.account.AccountRepository;
import social.nova.persistence.account.RevokedSessions;
import social.nova.persistence.common.Database;
import social.nova.persistence.common.TestDatabase;
import social.nova.persistence.erasure.Eraser;
import social.nova.persistence.erasure.ErasureRepository;
import social.nova.persistence.graph.RelationRepository;
import social.nova.persistence.user.DataKeys;
import social.nova.persistence.user.ProfileRepository;
import social.nova.protocols.common.ErrorCode;
import social.nova.protocols.common.UserId;
import social.nova.protocols.user.UserSessions;

class ErasureTest {
    private static final ActorTestKit ACTORS = ActorTestKit.create();
    private static final PasswordHashing HASHING = new PasswordHashing(PasswordHashingTest.CHEAP);
    private static final int AREAS = 3;

    private final Database database = TestDatabase.get();
    private final AccountRepository accounts = new AccountRepository(database);
    private final DataKeys keys = new DataKeys(database, TestDatabase.MASTER_KEYSET);
    private final FakeUsers entities = new FakeUsers(ACTORS);
    private final ErasureRepository memory = new ErasureRepository(database, Duration.ZERO);
    private final Registration registration = new Registration(
            accounts,
            new Profiles(
                    entities.users(),
                    keys,
                    new ProfileRepository(database),
                    new Visibility(new RelationRepository(database))),
            HASHING,
            UUID::randomUUID);
    private final Revocations revocations =
            new Revocations(new RevokedSessions(database), _ -> {}, InstantSource.system());
    private final Sessions sessions = sessions();
    private final List<Integer> erased = new CopyOnWriteArrayList<>();
    private final String name = "e" + UUID.randomUUID().toString().substring(0, 8);

    @AfterAll
    static void shutDown() {
        HASHING.close();
        ACTORS.shutdownTestKit();
    }

    @BeforeEach
    void forgetTheOthers() throws Exception {
        get(database.query(connection -> connection.createStatement().executeUpdate("DELETE FROM erasures")));
    }

    @Test
    void nothingIsLeftAndTheNameIsFree() throws Exception {
        var alice = register();

        get(erasure(-1).erase(alice));

        assertGone(alice);
        assertThat(erased).containsExactly(0, 1, 2);
        assertThat(register()).isNotEqualTo(alice);
    }

    @Test
    void whatWasStillBeingWrittenIsDeletedInASecondPass() throws Exception {
        var alice = register();
        get(erasure(-1).erase(alice));

        get(erasure(-1).resume());
        get(erasure(-1).resume());

        assertThat(erased).containsExactly(0, 1, 2, 0, 1, 2);
        assertGone(alice);
        assertThat(get(memory.claim(1_000))).isEmpty();
    }

    /// The process ends while it is at an area: nothing after it happens, and nobody is told.
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2})
    void whoeverFindsItGoesOnWhereAnotherDied(int area) throws Exception {
        var alice = register();
        var dying = erasure(area).erase(alice).toCompletableFuture();
        ACTORS.createTestProbe().awaitAssert(Duration.ofSeconds(10), () -> {
            assertThat(erased).hasSize(area);
            assertThat(keys.cached(alice)).isEmpty();
            return Done.getInstance();
        });
        assertThat(dying).isNotDone();

        get(erasure(-1).resume());

        assertGone(alice);
        assertThat(erased).hasSize(area + AREAS);
        get(erasure(-1).resume());
        assertThat(erased).hasSize(area + AREAS);
    }

    @Test
    void whoDiedBeforeTheEntityWasToldErasesAllTheSame() throws Exception {
        var alice = register();
        get(memory.begin(alice));

        get(erasure(-1).resume());

        assertGone(alice);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aSessionThatWasOpenedJustBeforeIsRevokedAlsoByWhoeverGoesOn(boolean requestDied) throws Exception {
        var alice = register();
        get(sessions.open(alice, null, new Device(Optional.empty())));
        var session = entities.told(UserSessions.OpenSession.class).getFirst().session();

        if (requestDied) {
            get(memory.begin(alice));
            get(erasure(-1).resume());
        } else {
            get(erasure(-1).erase(alice));
        }

        assertThat(revocations.isRevoked(session)).isTrue();
    }

    @Test
    void whatFailsIsTriedAgainAndTheAnswerIsNotHeldUp() throws Exception {
        var alice = register();
        var failing = new Erasure(
                memory,
                sessions,
                keys,
                List.of(new Eraser("store", _ -> CompletableFuture.failedStage(new IllegalStateException("away")))),
                accounts);

        get(failing.erase(alice));
        assertThat(catchThrowable(() -> get(keys.of(alice)))).hasMessageContaining("USER_NOT_FOUND");
        assertThat(get(memory.claim(1_000))).contains(alice);

        get(failing.resume());
        get(erasure(-1).resume());

        assertGone(alice);
    }

    @Test
    void aSecondTimeChangesNothing() throws Exception {
        var alice = register();
        get(erasure(-1).erase(alice));

        get(erasure(-1).erase(alice));

        assertGone(alice);
    }

    private void assertGone(UserId user) throws Exception {
        assertThat(get(accounts.findByEmail(name + "@example.com"))).isNotEqualTo(Optional.of(user));
        assertThat(get(accounts.exists(user))).isFalse();
        assertThat(ErrorCode.of(catchThrowable(() -> get(keys.of(user))).getCause()))
                .contains(ErrorCode.USER_NOT_FOUND);
        assertThat(told(user)).isEqualTo(1);
    }

    private UserId register() throws Exception {
        return get(registration.register(name + "@example.com", name, "SecurePass123!"))
                .user();
    }

    private Sessions sessions() {
        var clock = InstantSource.system();
        var accessTokens = new AccessTokens(TestKeys.tokenKeys(), Duration.ofMinutes(15), clock, UUID::randomUUID);
        var tokens = new SessionTokens(accessTokens, Duration.ofDays(7), clock, UUID::randomUUID);
        return new Sessions(entities.users(), keys, tokens, revocations);
    }

    /// @param deadAt the area that never ends, or -1
    private Erasure erasure(int deadAt) {
        var areas = IntStream.range(0, AREAS)
                .mapToObj(n -> new Eraser("area " + n, _ -> {
                    if (n == deadAt) {
                        return new CompletableFuture<>();
                    }
                    erased.add(n);
                    return CompletableFuture.completedStage(Done.getInstance());
                }))
                .toList();
        return new Erasure(memory, sessions, keys, areas, accounts);
    }

    private int told(UserId user) throws Exception {
        return get(database.query(connection -> {
            try (var rows = connection.createStatement().executeQuery("""
                    SELECT count(*) FROM outbox WHERE type = 'account.erased' AND entity = 'User|%s'
                    """.formatted(user))) {
                rows.next();
                return rows.getInt(1);
            }
        }));
    }

    private static <T> T get(CompletionStage<T> stage) throws Exception {
        return stage.toCompletableFuture().get(30, TimeUnit.SECONDS);
    }
}
