package social.nova.cluster.contract;

import static social.nova.protocols.contract.Service.USER;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/// What the routes of addresses and passwords answer.
final class CredentialCases {
    private static final String AUTH = "/api/v1/auth/";
    private static final String NEW_PASSWORD = "NewSecurePass123!";

    private CredentialCases() {}

    static List<Case> all() {
        var cases = new ArrayList<Case>();
        addresses(cases);
        passwords(cases);
        locks(cases);
        return cases;
    }

    private static void addresses(List<Case> cases) {
        var guest = Person.register();
        var token = new Mailbox(guest.email()).token(1);
        cases.add(post("verify-email", "{\"token\": \"%s\"}".formatted(token), "200"));
        cases.add(post("verify-email", "{\"token\": \"%s\"}".formatted(token), "400 INVALID_TOKEN"));
        cases.add(post("verify-email", "{}", "400 VALIDATION_ERROR"));
        for (var which : List.of("resend-verification", "forgot-password")) {
            cases.add(post(which, "{\"email\": \"%s\"}".formatted(guest.email()), "200"));
            cases.add(post(which, "{\"email\": \"nobody@example.com\"}", "200"));
            cases.add(post(which, "{\"email\": \"no address\"}", "400 VALIDATION_ERROR"));
            cases.add(post(which, "{}", "400 VALIDATION_ERROR"));
        }
        cases.add(changeEmail(Person.PASSWORD, Person.newName() + "@example.com", "200")
                .as(guest));
        cases.add(changeEmail("WrongPass123!", "new@example.com", "401 INVALID_CREDENTIALS")
                .as(guest));
        cases.add(changeEmail(Person.PASSWORD, guest.email(), "409 EMAIL_TAKEN").as(guest));
        cases.add(changeEmail(Person.PASSWORD, "x", "400 VALIDATION_ERROR").as(guest));
        cases.add(nobody(changeEmail(Person.PASSWORD, "new@example.com", "404 USER_NOT_FOUND")));
    }

    private static void passwords(List<Case> cases) {
        var guest = Person.register();
        require(post("forgot-password", "{\"email\": \"%s\"}".formatted(guest.email()), "200"));
        var token = new Mailbox(guest.email()).token(2);
        cases.add(reset("no token", NEW_PASSWORD, "400 INVALID_TOKEN"));
        cases.add(reset(token, "weak", "400 INVALID_PASSWORD"));
        cases.add(reset(token, Person.PASSWORD, "400 INVALID_PASSWORD"));
        cases.add(post("reset-password", "{}", "400 VALIDATION_ERROR"));
        cases.add(reset(token, NEW_PASSWORD, "200"));
        cases.add(reset(token, NEW_PASSWORD, "400 INVALID_TOKEN"));

        var other = Person.register();
        cases.add(changePassword("WrongPass123!", NEW_PASSWORD, "401 INVALID_CREDENTIALS")
                .as(other));
        cases.add(changePassword(Person.PASSWORD, Person.PASSWORD, "400 INVALID_PASSWORD")
                .as(other));
        cases.add(changePassword(Person.PASSWORD, NEW_PASSWORD, "200").as(other));
        cases.add(nobody(changePassword(Person.PASSWORD, NEW_PASSWORD, "404 USER_NOT_FOUND")));
    }

    private static void locks(List<Case> cases) {
        var guest = Person.register();
        for (var n = 0; n < 5; n++) {
            require(changePassword("WrongPass123!", NEW_PASSWORD, "401 INVALID_CREDENTIALS")
                    .as(guest));
        }
        cases.add(changePassword(Person.PASSWORD, NEW_PASSWORD, "403 ACCOUNT_LOCKED")
                .as(guest));
        cases.add(changeEmail(Person.PASSWORD, "new@example.com", "403 ACCOUNT_LOCKED")
                .as(guest));
        var password = "{\"password\": \"%s\"}".formatted(Person.PASSWORD);
        cases.add(post("2fa/enable", password, "403 ACCOUNT_LOCKED").as(guest));
        cases.add(Case.of("DELETE", USER, "/api/v1/users/me", password, "403 ACCOUNT_LOCKED")
                .as(guest));
        cases.add(post(
                "login",
                "{\"email\": \"%s\", \"password\": \"%s\"}".formatted(guest.email(), Person.PASSWORD),
                "403 ACCOUNT_LOCKED"));
    }

    private static void require(Case one) {
        var answer = Case.answer(one.send());
        if (!answer.equals(one.answer())) {
            throw new IllegalStateException("Wanted " + one + ", got " + answer);
        }
    }

    private static Case reset(String token, String password, String answer) {
        return post("reset-password", "{\"token\": \"%s\", \"password\": \"%s\"}".formatted(token, password), answer);
    }

    private static Case changePassword(String current, String next, String answer) {
        return post(
                "change-password",
                "{\"current_password\": \"%s\", \"new_password\": \"%s\"}".formatted(current, next),
                answer);
    }

    private static Case changeEmail(String password, String email, String answer) {
        return post("change-email", "{\"password\": \"%s\", \"new_email\": \"%s\"}".formatted(password, email), answer);
    }

    private static Case post(String which, String body, String answer) {
        return Case.post(USER, AUTH + which, body, answer);
    }

    private static Case nobody(Case one) {
        var token = Token.of(UUID.randomUUID().toString()).signed();
        return one.with("Authorization", "Bearer " + token);
    }
}
