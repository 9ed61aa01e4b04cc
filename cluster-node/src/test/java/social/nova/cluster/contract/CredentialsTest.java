package social.nova.cluster.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import social.nova.protocols.contract.Exchange;
import social.nova.protocols.contract.Service;

/// Addresses and passwords from end to end: a node, its database, and a real mail server.
class CredentialsTest {
    private static final String NEW_PASSWORD = "NewSecurePass123!";
    private static final Duration UNNOTICED = Duration.ofMillis(5);
    private static final int ROUNDS = 6;

    @Test
    void whoRegistersIsSentAMailWhoseLinkOpensTheAccount() {
        var email = Person.unverified() + "@example.com";
        assertThat(login(email, Person.PASSWORD)).isEqualTo("403 EMAIL_NOT_VERIFIED");

        var answer = post("verify-email", "{\"token\": \"%s\"}".formatted(new Mailbox(email).token(1)));

        assertThat(Person.json(answer).path("email_verified").asBoolean()).isTrue();
        assertThat(login(email, Person.PASSWORD)).isEqualTo("200");
    }

    @Test
    void askingAgainVoidsTheLinkBefore() {
        var email = Person.unverified() + "@example.com";
        var box = new Mailbox(email);
        var first = box.token(1);

        post("resend-verification", "{\"email\": \"%s\"}".formatted(email));
        var second = box.token(2);

        assertThat(verify(first)).isEqualTo("400 INVALID_TOKEN");
        assertThat(verify(second)).isEqualTo("200");
    }

    @Test
    void aResetEndsEverySessionAndTheLinkIsGoodOnce() {
        var alice = Person.register();
        post("forgot-password", "{\"email\": \"%s\"}".formatted(alice.email()));
        var box = new Mailbox(alice.email());
        var token = box.token(2);

        assertThat(atOnce(10, () -> reset(token))).filteredOn("200"::equals).hasSize(1);

        assertThat(me(alice.token())).isEqualTo("401 INVALID_TOKEN");
        assertThat(login(alice.email(), Person.PASSWORD)).isEqualTo("401 INVALID_CREDENTIALS");
        assertThat(login(alice.email(), NEW_PASSWORD)).isEqualTo("200");
        box.await("Your password was changed");
    }

    @Test
    void aChangedPasswordEndsTheOtherSessions() {
        var alice = Person.register();
        var elsewhere = alice.logInAgain();

        var answer = send("change-password", alice, """
                {"current_password": "%s", "new_password": "%s"}""".formatted(Person.PASSWORD, NEW_PASSWORD));

        assertThat(Case.answer(answer)).isEqualTo("200");
        assertThat(me(alice.token())).isEqualTo("200");
        assertThat(me(elsewhere.token())).isEqualTo("401 INVALID_TOKEN");
        assertThat(login(alice.email(), NEW_PASSWORD)).isEqualTo("200");
    }

    @Test
    void aResetVoidsWhatWasAskedForWithTheOldPassword() {
        var alice = Person.register();
        var elsewhere = Person.newName() + "@example.com";
        assertThat(Case.answer(send("change-email", alice, """
                {"password": "%s", "new_email": "%s"}""".formatted(Person.PASSWORD, elsewhere))))
                .isEqualTo("200");
        var change = new Mailbox(elsewhere).token(1);
        post("forgot-password", "{\"email\": \"%s\"}".formatted(alice.email()));

        assertThat(reset(new Mailbox(alice.email()).token(2))).isEqualTo("200");

        assertThat(verify(change)).isEqualTo("400 INVALID_TOKEN");
        assertThat(login(elsewhere, NEW_PASSWORD)).isEqualTo("401 INVALID_CREDENTIALS");
        assertThat(login(alice.email(), NEW_PASSWORD)).isEqualTo("200");
    }

    @Test
    void aChangedPasswordVoidsEveryLink() {
        var alice = Person.register();
        var elsewhere = Person.newName() + "@example.com";
        send("change-email", alice, """
                {"password": "%s", "new_email": "%s"}""".formatted(Person.PASSWORD, elsewhere));
        var change = new Mailbox(elsewhere).token(1);
        post("forgot-password", "{\"email\": \"%s\"}".formatted(alice.email()));
        var forgotten = new Mailbox(alice.email()).token(2);

        assertThat(Case.answer(send("change-password", alice, """
                {"current_password": "%s", "new_password": "%s"}""".formatted(Person.PASSWORD, NEW_PASSWORD))))
                .isEqualTo("200");

        assertThat(verify(change)).isEqualTo("400 INVALID_TOKEN");
        assertThat(reset(forgotten)).isEqualTo("400 INVALID_TOKEN");
    }

    @Test
    void ofManyWhoVerifyByOneLinkOneSucceeds() {
        var token = new Mailbox(Person.unverified() + "@example.com").token(1);

        var answers = atOnce(20, () -> verify(token));

        assertThat(answers).filteredOn("200"::equals).hasSize(1);
        assertThat(answers).filteredOn("400 INVALID_TOKEN"::equals).hasSize(19);
    }

    @Test
    void mailsGoToTheAddressThatIsKeptNotToTheOneThatIsTyped() {
        var verified = Person.register().email();
        var unverified = Person.unverified() + "@example.com";

        post("forgot-password", "{\"email\": \"%s\"}".formatted(verified.toUpperCase(Locale.ROOT)));
        post("resend-verification", "{\"email\": \"%s\"}".formatted(unverified.toUpperCase(Locale.ROOT)));

        for (var address : List.of(verified, unverified)) {
            var box = new Mailbox(address);
            box.token(2);
            assertThat(box.recipients()).containsOnly(address);
        }
    }

    @Test
    void halfACharacterIsNoPassword() {
        var alice = Person.register();
        var half = NEW_PASSWORD + "\\ud800";

        assertThat(Case.answer(post("register", """
                {"email": "%s@example.com", "username": "%1$s", "password": "%s"}""".formatted(Person.newName(), half))))
                .isEqualTo("400 VALIDATION_ERROR");
        assertThat(Case.answer(send("change-password", alice, """
                {"current_password": "%s", "new_password": "%s"}""".formatted(Person.PASSWORD, half))))
                .isEqualTo("400 VALIDATION_ERROR");
        assertThat(Case.answer(
                        post("reset-password", "{\"token\": \"%s\", \"password\": \"%s\"}".formatted("x", half))))
                .isEqualTo("400 VALIDATION_ERROR");
        assertThat(login(alice.email(), Person.PASSWORD + "\\udc00")).isEqualTo("401 INVALID_CREDENTIALS");
    }

    @Test
    void noLoginWithTheOldPasswordOutlivesItsChange() throws Exception {
        var alice = Person.register();
        var change = """
                {"current_password": "%s", "new_password": "%s"}""".formatted(Person.PASSWORD, NEW_PASSWORD);
        var login = "{\"email\": \"%s\", \"password\": \"%s\"}".formatted(alice.email(), Person.PASSWORD);

        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var logins = Stream.generate(() -> threads.submit(() -> post("login", login)))
                    .limit(3)
                    .toList();
            assertThat(Case.answer(send("change-password", alice, change))).isEqualTo("200");

            for (var entered : logins) {
                var answer = entered.get();
                if (answer.status() == 200) {
                    assertThat(me(Person.json(answer).path("access_token").asText()))
                            .isEqualTo("401 INVALID_TOKEN");
                } else {
                    assertThat(Case.answer(answer)).isEqualTo("401 INVALID_CREDENTIALS");
                }
            }
        }
    }

    @Test
    void anAddressChangesOnceItsMailWasAnsweredAndTheOldOneIsTold() {
        var alice = Person.register();
        var newEmail = Person.newName() + "@example.com";
        send("change-email", alice, """
                {"password": "%s", "new_email": "%s"}""".formatted(Person.PASSWORD, newEmail.toUpperCase(Locale.ROOT)));
        assertThat(login(alice.email(), Person.PASSWORD)).isEqualTo("200");

        assertThat(verify(new Mailbox(newEmail).token(1))).isEqualTo("200");

        assertThat(login(newEmail, Person.PASSWORD)).isEqualTo("200");
        assertThat(login(alice.email(), Person.PASSWORD)).isEqualTo("401 INVALID_CREDENTIALS");
        var me = Wire.send(Service.USER, "GET", "/api/v1/users/me", Person.bearer(alice.token()), "");
        assertThat(Person.json(me).path("email").asText()).isEqualTo(newEmail);
        new Mailbox(alice.email()).await("Your e-mail address was changed");
    }

    @Test
    void anAddressThatAnotherTookMeanwhileIsNotChangedTo() {
        var alice = Person.register();
        var name = Person.newName();
        var newEmail = name + "@example.com";
        send("change-email", alice, """
                {"password": "%s", "new_email": "%s"}""".formatted(Person.PASSWORD, newEmail));
        var token = new Mailbox(newEmail).token(1);

        post("register", """
                {"email": "%s", "username": "%s", "password": "%s"}""".formatted(newEmail, name, Person.PASSWORD));

        assertThat(verify(token)).isEqualTo("409 EMAIL_TAKEN");
        assertThat(login(alice.email(), Person.PASSWORD)).isEqualTo("200");
    }

    @Test
    void fiveFailuresLockAnAddressWhetherSomebodyHasItOrNot() {
        var somebody = Person.register().email();
        var nobody = Person.newName() + "@example.com";

        for (var email : List.of(somebody, nobody)) {
            for (var n = 0; n < 5; n++) {
                assertThat(login(email, "WrongPass123!")).isEqualTo("401 INVALID_CREDENTIALS");
            }
            assertThat(login(email, Person.PASSWORD)).isEqualTo("403 ACCOUNT_LOCKED");
        }
    }

    @Test
    void ofManyTriesAtOnceFiveAreLetIn() {
        var email = Person.register().email();

        var answers = atOnce(30, () -> login(email, "WrongPass123!"));

        assertThat(answers).filteredOn("401 INVALID_CREDENTIALS"::equals).hasSize(5);
        assertThat(answers).filteredOn("403 ACCOUNT_LOCKED"::equals).hasSize(25);
    }

    @Test
    void aResetLetsInAgainWhoWasLockedOut() {
        var alice = Person.register();
        for (var n = 0; n < 6; n++) {
            login(alice.email(), "WrongPass123!");
        }
        post("forgot-password", "{\"email\": \"%s\"}".formatted(alice.email()));

        assertThat(reset(new Mailbox(alice.email()).token(2))).isEqualTo("200");

        assertThat(login(alice.email(), NEW_PASSWORD)).isEqualTo("200");
    }

    /// The short form of what `docs/09-proving-it.md` has figures of. A difference that is there is there every
    /// time; one that a busy machine makes is not.
    @Test
    void anUnknownAddressIsRefusedInTheSameTimeAsAWrongPassword() {
        var differences = new ArrayList<Long>();
        do {
            differences.add(differenceOfFailures());
        } while (differences.getLast() >= UNNOTICED.toNanos() && differences.size() < ROUNDS);

        assertThat(differences.getLast()).as("of %s", differences).isLessThan(UNNOTICED.toNanos());
    }

    private static long differenceOfFailures() {
        var known = new ArrayList<Long>();
        var unknown = new ArrayList<Long>();
        for (var n = 0; n < 3; n++) {
            var somebody = Person.register().email();
            var nobody = Person.newName() + "@example.com";
            for (var tries = 0; tries < 4; tries++) {
                known.add(timeOfFailure(somebody));
                unknown.add(timeOfFailure(nobody));
            }
        }
        return Math.abs(median(known) - median(unknown));
    }

    private static long timeOfFailure(String email) {
        var begun = System.nanoTime();
        login(email, "WrongPass123!");
        return System.nanoTime() - begun;
    }

    private static long median(List<Long> times) {
        var sorted = new ArrayList<>(times);
        Collections.sort(sorted);
        return sorted.get(sorted.size() / 2);
    }

    private static String verify(String token) {
        return Case.answer(post("verify-email", "{\"token\": \"%s\"}".formatted(token)));
    }

    private static String reset(String token) {
        return Case.answer(
                post("reset-password", "{\"token\": \"%s\", \"password\": \"%s\"}".formatted(token, NEW_PASSWORD)));
    }

    private static String login(String email, String password) {
        return Case.answer(post("login", "{\"email\": \"%s\", \"password\": \"%s\"}".formatted(email, password)));
    }

    private static String me(String token) {
        return Case.answer(Wire.send(Service.USER, "GET", "/api/v1/users/me", Person.bearer(token), ""));
    }

    private static Exchange post(String which, String body) {
        return Wire.send(Service.USER, "POST", "/api/v1/auth/" + which, Map.of(), body);
    }

    private static Exchange send(String which, Person person, String body) {
        return Wire.send(Service.USER, "POST", "/api/v1/auth/" + which, Person.bearer(person.token()), body);
    }

    private static List<String> atOnce(int times, Callable<String> call) {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            return threads.invokeAll(Stream.generate(() -> call).limit(times).toList()).stream()
                    .map(Future::resultNow)
                    .toList();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
