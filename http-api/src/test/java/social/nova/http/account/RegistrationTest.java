package social.nova.http.account;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import akka.Done;
import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.pattern.StatusReply;
import java.util.ArrayList;
import java.util.Locale;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import social.nova.http.graph.Visibility;
import social.nova.http.user.FakeUsers;
import social.nova.http.user.Profiles;
import social.nova.persistence.account.AccountRepository;
import social.nova.persistence.common.Database;
import social.nova.persistence.common.TestDatabase;
import social.nova.persistence.graph.RelationRepository;
import social.nova.persistence.user.DataKeys;
import social.nova.persistence.user.PersonalField;
import social.nova.persistence.user.ProfileRepository;
import social.nova.protocols.common.ErrorCode;
import social.nova.protocols.common.UserId;
import social.nova.protocols.user.UserAccount;

class RegistrationTest {
    private static final ActorTestKit ACTORS = ActorTestKit.create();
    private static final PasswordHashing HASHING = new PasswordHashing(PasswordHashingTest.CHEAP);
    private static final String PASSWORD = "SecurePass123!";

    private final Database database = TestDatabase.get();
    private final AccountRepository accounts = new AccountRepository(database);
    private final DataKeys keys = new DataKeys(database, TestDatabase.MASTER_KEYSET);
    private final FakeUsers entities = new FakeUsers(ACTORS);
    private final ProfileRepository table = new ProfileRepository(database);
    private final Profiles profiles =
            new Profiles(entities.users(), keys, table, new Visibility(new RelationRepository(database)));
    private final Registration registration = new Registration(accounts, profiles, HASHING, UUID::randomUUID);

    private final String name = "n" + UUID.randomUUID().toString().substring(0, 8);
    private final String email = name + "@example.com";

    @AfterAll
    static void shutDown() {
        HASHING.close();
        ACTORS.shutdownTestKit();
    }

    @Test
    void showsTheProfileBeforeItAnswers() throws Exception {
        var registered = get(registration.register(email, name, PASSWORD));

        var profile = get(table.find(registered.user())).orElseThrow();
        assertThat(profile.username()).isEqualTo(name);
        assertThat(profile.createdAt()).isEqualTo(FakeUsers.REGISTERED_AT);
    }

    @Test
    void tellsTheEntityOnlyWhatIsSealedAndMakesTheRowFirm() throws Exception {
        var registered = get(registration.register(email.toUpperCase(Locale.ROOT), name, PASSWORD));

        var told = entities.told(UserAccount.Register.class).getFirst();
        var key = get(keys.of(registered.user()));
        assertThat(registered.email()).isEqualTo(email);
        assertThat(PersonalField.EMAIL.open(key, registered.user(), told.email()))
                .isEqualTo(email);
        assertThat(PersonalField.USERNAME.open(key, registered.user(), told.username()))
                .isEqualTo(name);
        assertThat(PersonalField.PASSWORD_HASH.open(key, registered.user(), told.passwordHash()))
                .startsWith("$argon2id$");
        assertThat(get(accounts.release(registered.user()))).isFalse();
    }

    @Test
    void saysWhetherTheAddressOrTheNameIsTaken() throws Exception {
        get(registration.register(email, name, PASSWORD));

        assertThat(refusal("other-" + email, name.toUpperCase(Locale.ROOT))).isEqualTo(ErrorCode.USERNAME_TAKEN);
        assertThat(refusal(email.toUpperCase(Locale.ROOT), "other-" + name)).isEqualTo(ErrorCode.EMAIL_TAKEN);
        assertThat(refusal(email, name)).isEqualTo(ErrorCode.EMAIL_TAKEN);
        assertThat(entities.told(UserAccount.Register.class)).hasSize(1);
    }

    @Test
    void ofManyWhoRaceForOneNameOneGetsIt() {
        var attempts = new ArrayList<CompletionStage<Registration.Registered>>();
        for (var n = 0; n < 10; n++) {
            attempts.add(registration.register(n + email, name, PASSWORD));
        }

        var failures = attempts.stream()
                .map(attempt -> catchThrowable(() -> get(attempt)))
                .filter(failure -> failure != null)
                .map(failure -> ErrorCode.of(failure.getCause()).orElseThrow());
        assertThat(failures).hasSize(9).containsOnly(ErrorCode.USERNAME_TAKEN);
    }

    @Test
    void leavesAFreshReservationAlone() throws Exception {
        var holder = reservation();

        assertThat(refusal("other-" + email, name)).isEqualTo(ErrorCode.USERNAME_TAKEN);
        assertThat(entities.told(UserAccount.VoidReservation.class)).isEmpty();
        assertThat(get(accounts.findByEmail(email))).contains(holder);
    }

    @Test
    void takesOverAStaleReservationAndFencesItsLateWriter() throws Exception {
        var late = staleReservation();
        get(keys.create(late));

        var registered = get(registration.register(email, name, PASSWORD));

        assertThat(get(accounts.findByEmail(email))).contains(registered.user());
        assertThat(keys.cached(late)).isEmpty();
        assertThat(registerDirectly(late)).isEqualTo(ErrorCode.CONFLICT.refusal());
        assertThat(get(accounts.makeFirm(late))).isFalse();
    }

    @Test
    void makesAStaleReservationFirmIfItsEntityIsRegisteredAndRefusesTheNewcomer() throws Exception {
        var owner = staleReservation();
        assertThat(registerDirectly(owner)).isEqualTo(StatusReply.ack());

        assertThat(refusal("other-" + email, name)).isEqualTo(ErrorCode.USERNAME_TAKEN);

        assertThat(get(accounts.release(owner))).isFalse();
        assertThat(get(accounts.findByEmail(email))).contains(owner);
        assertThat(get(table.find(owner))).isPresent();
    }

    @Test
    void touchesNoStaleReservationIfAnotherHolderStandsInTheWay() throws Exception {
        staleReservation();
        get(registration.register("b-" + email, "b-" + name, PASSWORD));

        assertThat(refusal(email, "b-" + name)).isEqualTo(ErrorCode.USERNAME_TAKEN);
        assertThat(entities.told(UserAccount.VoidReservation.class)).isEmpty();
    }

    @Test
    void startsOverWithAnotherIdIfItWasFencedItself() throws Exception {
        entities.voidBeforeRegistering(1);

        var registered = get(registration.register(email, name, PASSWORD));

        assertThat(entities.told(UserAccount.Register.class)).hasSize(2);
        assertThat(get(accounts.findByEmail(email))).contains(registered.user());
    }

    @Test
    void givesUpIfItIsFencedAgainAndAgain() throws Exception {
        entities.voidBeforeRegistering(100);

        assertThat(refusal(email, name)).isEqualTo(ErrorCode.CONFLICT);
        assertThat(get(accounts.findByEmail(email))).isEmpty();
    }

    private ErrorCode refusal(String wantedEmail, String wantedName) {
        var failure = catchThrowable(() -> get(registration.register(wantedEmail, wantedName, PASSWORD)));
        return ErrorCode.of(failure.getCause()).orElseThrow();
    }

    private UserId reservation() throws Exception {
        var holder = UserId.of(UUID.randomUUID());
        get(accounts.reserve(holder, email, name));
        return holder;
    }

    private UserId staleReservation() throws Exception {
        var holder = reservation();
        get(database.query(connection -> connection.createStatement().executeUpdate("""
                        UPDATE accounts SET reserved_at = now() - INTERVAL '61 seconds' WHERE user_id = '%s'
                        """.formatted(holder))));
        return holder;
    }

    private StatusReply<Done> registerDirectly(UserId user) throws Exception {
        var key = get(keys.create(user));
        var asker = ACTORS.<StatusReply<Done>>createTestProbe();
        entities.entity(user)
                .tell(new UserAccount.Register(
                        PersonalField.EMAIL.seal(key, user, email),
                        PersonalField.USERNAME.seal(key, user, name),
                        PersonalField.PASSWORD_HASH.seal(key, user, "hash"),
                        asker.ref()));
        return asker.receiveMessage();
    }

    private static <T> T get(CompletionStage<T> stage) throws Exception {
        return stage.toCompletableFuture().get(30, TimeUnit.SECONDS);
    }
}
