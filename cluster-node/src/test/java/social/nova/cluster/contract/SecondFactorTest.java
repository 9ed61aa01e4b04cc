package social.nova.cluster.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import social.nova.protocols.contract.Exchange;
import social.nova.protocols.contract.Service;

/// Logging in with a code beside the password, over real HTTP.
class SecondFactorTest {
    private final Person alice = Person.register();

    @Test
    void theSecretOnPaperMakesTheCodesAndOnlyTheRightOneConfirms() {
        var offer = Authenticator.offered(alice);
        var authenticator = Authenticator.unconfirmed(alice, offer);
        var id = offer.path("temp_session_id").asText();

        assertThat(confirm(alice, id, authenticator.codeOff(5))).isEqualTo("401 INVALID_CODE");
        assertThat(confirm(alice, id, authenticator.backupCode())).isEqualTo("401 INVALID_CODE");
        assertThat(confirm(Person.register(), id, authenticator.codeOff(0))).isEqualTo("404 NOT_FOUND");
        assertThat(totpEnabled()).isFalse();
        assertThat(confirm(alice, id, authenticator.codeOff(0))).isEqualTo("200");
        assertThat(totpEnabled()).isTrue();
        new Mailbox(alice.email()).await("Two-factor authentication was enabled");
        assertThat(confirm(alice, id, authenticator.codeOff(1))).isEqualTo("404 NOT_FOUND");
    }

    @Test
    void aLoginTakesPasswordAndCode() {
        var authenticator = Authenticator.of(alice);

        var tokens = authenticator.enter(authenticator.code());

        assertThat(Case.answer(Wire.send(Service.USER, "GET", "/api/v1/users/me", Person.bearer(tokens), "")))
                .isEqualTo("200");
    }

    @Test
    void aCodeIsGoodOnceAlsoWhereItConfirmed() {
        var offer = Authenticator.offered(alice);
        var authenticator = Authenticator.unconfirmed(alice, offer);
        var code = authenticator.codeOff(0);
        assertThat(confirm(alice, offer.path("temp_session_id").asText(), code)).isEqualTo("200");

        assertThat(answer(Authenticator.verify(authenticator.begin(), code))).isEqualTo("401 INVALID_CODE");
    }

    @Test
    void ofFiftyAtOnceWithOneCodeOneGetsIn() throws Exception {
        var authenticator = Authenticator.of(alice);
        var code = authenticator.code();
        var one = authenticator.begin();
        var logins = new ArrayList<>(Collections.nCopies(25, one));
        for (var n = 0; n < 25; n++) {
            logins.add(authenticator.begin());
        }

        var answers = atOnce(logins.stream()
                .map(login -> (Callable<String>) () -> answer(Authenticator.verify(login, code)))
                .toList());

        assertThat(answers).hasSize(50).containsOnlyOnce("200");
        assertThat(answers)
                .allMatch(answer -> List.of("200", "401 INVALID_CODE", "401 INVALID_TOKEN", "403 ACCOUNT_LOCKED")
                        .contains(answer));
    }

    @Test
    void fiveWrongCodesEndTheLogin() {
        var authenticator = Authenticator.of(alice);
        var login = authenticator.begin();
        for (var n = 0; n < 5; n++) {
            assertThat(answer(Authenticator.verify(login, "AAAAA-AAAAA"))).isEqualTo("401 INVALID_CODE");
        }

        assertThat(answer(Authenticator.verify(login, authenticator.backupCode())))
                .isEqualTo("401 INVALID_TOKEN");
        assertThat(answer(Authenticator.verify(authenticator.begin(), authenticator.backupCode())))
                .isEqualTo("200");
    }

    @Test
    void ofAThousandGuessesAtOnceFiveAreLookedAt() throws Exception {
        var authenticator = Authenticator.of(alice);
        var login = authenticator.begin();

        var answers = atOnce(Collections.nCopies(60, () -> answer(Authenticator.verify(login, "000000"))));

        assertThat(answers.stream().filter("401 INVALID_CODE"::equals).count()).isLessThanOrEqualTo(5);
    }

    @Test
    void theLoginOfAnotherTakesNoCodeOfOnesOwn() {
        var mallory = Authenticator.of(Person.register());
        var login = Authenticator.of(alice).begin();

        assertThat(answer(Authenticator.verify(login, mallory.code()))).isEqualTo("401 INVALID_CODE");
        assertThat(answer(Authenticator.verify(login, mallory.backupCode()))).isEqualTo("401 INVALID_CODE");
    }

    @Test
    void whatWasBegunBeforeAllSessionsEndedLeadsNowhere() {
        var authenticator = Authenticator.of(alice);
        var login = authenticator.begin();

        var ended = Wire.send(Service.USER, "DELETE", "/api/v1/auth/sessions", Person.bearer(alice.token()), "");

        assertThat(answer(ended)).isEqualTo("204");
        assertThat(answer(Authenticator.verify(login, authenticator.backupCode())))
                .isEqualTo("401 INVALID_TOKEN");
    }

    @Test
    void whatWasBegunWithTheOldPasswordLeadsNowhere() {
        var authenticator = Authenticator.of(alice);
        var login = authenticator.begin();

        alice.require(200, "change-password", """
                {"current_password": "%s", "new_password": "NewSecurePass123!"}""".formatted(Person.PASSWORD));

        assertThat(answer(Authenticator.verify(login, authenticator.backupCode())))
                .isEqualTo("401 INVALID_TOKEN");
    }

    @Test
    void aBackupCodeIsGoodOnceAndNotAfterThereAreNewOnes() {
        var authenticator = Authenticator.of(alice);
        var code = authenticator.backupCode();
        assertThat(answer(Authenticator.verify(authenticator.begin(), code))).isEqualTo("200");
        assertThat(answer(Authenticator.verify(authenticator.begin(), code))).isEqualTo("401 INVALID_CODE");

        var renewed =
                alice.require(200, "2fa/backup-codes", "{\"code\": \"%s\"}".formatted(authenticator.backupCode()));

        assertThat(answer(Authenticator.verify(authenticator.begin(), authenticator.backupCode())))
                .isEqualTo("401 INVALID_CODE");
        var newCode = Authenticator.texts(renewed.path("backup_codes")).getFirst();
        assertThat(answer(Authenticator.verify(authenticator.begin(), newCode))).isEqualTo("200");
    }

    @Test
    void newBackupCodesAreForWhoShowsACodeNotForWhoKnowsThePassword() {
        var authenticator = Authenticator.of(alice);

        assertThat(answer(alice.post("2fa/backup-codes", "{\"password\": \"%s\"}".formatted(Person.PASSWORD))))
                .isEqualTo("400 VALIDATION_ERROR");

        assertThat(answer(Authenticator.verify(authenticator.begin(), authenticator.backupCode())))
                .isEqualTo("200");
    }

    @Test
    void disablingTakesPasswordAndCode() {
        var authenticator = Authenticator.of(alice);
        var body = "{\"password\": \"%s\", \"code\": \"%s\"}";

        assertThat(answer(alice.post("2fa/disable", body.formatted("WrongPass123!", authenticator.codeOff(1)))))
                .isEqualTo("401 INVALID_CREDENTIALS");
        assertThat(answer(alice.post("2fa/disable", body.formatted(Person.PASSWORD, "AAAAA-AAAAA"))))
                .isEqualTo("401 INVALID_CODE");
        assertThat(totpEnabled()).isTrue();
        alice.require(200, "2fa/disable", body.formatted(Person.PASSWORD, authenticator.backupCode()));

        assertThat(totpEnabled()).isFalse();
        alice.require(
                200, "login", "{\"email\": \"%s\", \"password\": \"%s\"}".formatted(alice.email(), Person.PASSWORD));
    }

    private boolean totpEnabled() {
        var me = Wire.send(Service.USER, "GET", "/api/v1/users/me", Person.bearer(alice.token()), "");
        return Person.json(me).path("totp_enabled").asBoolean();
    }

    private static String confirm(Person person, String id, String code) {
        return answer(
                person.post("2fa/confirm", "{\"temp_session_id\": \"%s\", \"code\": \"%s\"}".formatted(id, code)));
    }

    private static String answer(Exchange exchange) {
        return Case.answer(exchange);
    }

    private static List<String> atOnce(List<Callable<String>> calls) throws Exception {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var answers = new ArrayList<String>();
            for (var answer : threads.invokeAll(calls)) {
                answers.add(answer.get());
            }
            return answers;
        }
    }
}
