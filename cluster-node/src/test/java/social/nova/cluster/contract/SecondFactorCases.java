package social.nova.cluster.contract;

import static social.nova.protocols.contract.Service.USER;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/// What the routes of the second factor answer.
final class SecondFactorCases {
    private static final String PATH = "/api/v1/auth/2fa/";
    private static final String WRONG = "AAAAA-AAAAA";

    private final List<Case> all = new ArrayList<>();

    private SecondFactorCases() {}

    static List<Case> all() {
        var cases = new SecondFactorCases();
        cases.settingUp();
        cases.inForce();
        cases.locked();
        cases.ofNobody();
        return cases.all;
    }

    private void settingUp() {
        var person = Person.register();
        var offer = Authenticator.offered(person);
        var authenticator = Authenticator.unconfirmed(person, offer);
        add(person, "confirm", confirmation(offer.path("temp_session_id").asText(), WRONG), "401 INVALID_CODE");
        add(person, "confirm", confirmation(UUID.randomUUID().toString(), "123456"), "404 NOT_FOUND");
        add(person, "confirm", confirmation("x", "123456"), "400 VALIDATION_ERROR");
        add(person, "confirm", confirmation(offer.path("temp_session_id").asText(), authenticator.codeOff(0)), "200");

        var another = Person.register();
        add(another, "enable", password("WrongPass123!"), "401 INVALID_CREDENTIALS");
        add(another, "enable", password(Person.PASSWORD), "200");
        add(another, "disable", proof(Person.PASSWORD, "123456"), "409 CONFLICT");
        add(another, "backup-codes", code("123456"), "409 CONFLICT");
    }

    private void inForce() {
        var person = Person.register();
        var authenticator = Authenticator.of(person);
        all.add(Case.post(USER, "/api/v1/auth/login", """
                {"email": "%s", "password": "%s"}""".formatted(person.email(), Person.PASSWORD), "202"));
        add(person, "enable", password(Person.PASSWORD), "409 CONFLICT");
        add("verify", verification("x", "123456"), "401 INVALID_TOKEN");
        add("verify", verification(authenticator.begin(), WRONG), "401 INVALID_CODE");
        add("verify", verification(authenticator.begin(), "1".repeat(65)), "400 VALIDATION_ERROR");
        add("verify", verification(authenticator.begin(), authenticator.backupCode()), "200");
        add(person, "backup-codes", code(WRONG), "401 INVALID_CODE");
        add(person, "backup-codes", "{}", "400 VALIDATION_ERROR");
        add(person, "backup-codes", code(authenticator.backupCode()), "200");
        add(person, "disable", proof("WrongPass123!", WRONG), "401 INVALID_CREDENTIALS");
        add(person, "disable", proof(Person.PASSWORD, WRONG), "401 INVALID_CODE");

        var leaving = Person.register();
        add(leaving, "disable", proof(Person.PASSWORD, Authenticator.of(leaving).backupCode()), "200");
    }

    private void locked() {
        var person = Person.register();
        var authenticator = Authenticator.of(person);
        var waiting = authenticator.begin();
        for (var n = 0; n < 20; n++) {
            person.post("2fa/backup-codes", code(WRONG));
        }
        add("verify", verification(waiting, authenticator.backupCode()), "403 ACCOUNT_LOCKED");
        all.add(Case.post(
                USER, "/api/v1/auth/login", """
                {"email": "%s", "password": "%s"}""".formatted(person.email(), Person.PASSWORD), "403 ACCOUNT_LOCKED"));
        add(person, "disable", proof(Person.PASSWORD, authenticator.backupCode()), "403 ACCOUNT_LOCKED");
        add(person, "backup-codes", code(authenticator.backupCode()), "403 ACCOUNT_LOCKED");
    }

    private void ofNobody() {
        var token = "Bearer " + Token.of(UUID.randomUUID().toString()).signed();
        for (var request : List.of(
                Case.post(USER, PATH + "enable", password("x"), "404 USER_NOT_FOUND"),
                Case.post(USER, PATH + "backup-codes", code("123456"), "404 USER_NOT_FOUND"),
                Case.post(USER, PATH + "disable", proof("x", "123456"), "404 USER_NOT_FOUND"),
                Case.post(
                        USER,
                        PATH + "confirm",
                        confirmation(UUID.randomUUID().toString(), "123456"),
                        "404 USER_NOT_FOUND"))) {
            all.add(request.with("Authorization", token));
        }
    }

    private void add(Person person, String path, String body, String answer) {
        all.add(Case.post(USER, PATH + path, body, answer).as(person));
    }

    private void add(String path, String body, String answer) {
        all.add(Case.post(USER, PATH + path, body, answer));
    }

    private static String password(String password) {
        return "{\"password\": \"%s\"}".formatted(password);
    }

    private static String code(String code) {
        return "{\"code\": \"%s\"}".formatted(code);
    }

    private static String proof(String password, String code) {
        return "{\"password\": \"%s\", \"code\": \"%s\"}".formatted(password, code);
    }

    private static String confirmation(String id, String code) {
        return "{\"temp_session_id\": \"%s\", \"code\": \"%s\"}".formatted(id, code);
    }

    private static String verification(String session, String code) {
        return "{\"session_id\": \"%s\", \"code\": \"%s\"}".formatted(session, code);
    }
}
