package social.nova.cluster.contract;

import static social.nova.protocols.contract.Service.USER;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import social.nova.cluster.TestProviders;

/// What the routes of other services to sign in with answer.
final class OAuthCases {
    private static final String AUTHORIZE = "/api/v1/auth/oauth/authorize";
    private static final String LINK = "/api/v1/auth/oauth/link";
    private static final String UNLINK = LINK + "/{provider}";

    private final List<Case> all = new ArrayList<>();

    private OAuthCases() {}

    static List<Case> all() {
        var cases = new OAuthCases();
        cases.authorizing();
        cases.linking();
        return cases.all;
    }

    private void authorizing() {
        authorize(token(Person.newName() + "@example.com"), "200");
        authorize("x", "401 INVALID_TOKEN");
        authorize(TestProviders.get().token("google", "nobody", Map.of()), "403 EMAIL_NOT_VERIFIED");
        all.add(Case.post(USER, AUTHORIZE, body("elsewhere", "x"), "400 VALIDATION_ERROR"));

        var careful = Person.register();
        Authenticator.of(careful);
        var token = token(careful.email());
        authorize(token, "202");
        authorize(token(careful.email()), "409 CONFLICT");

        var locked = Person.register();
        Authenticator.of(locked);
        for (var n = 0; n < 20; n++) {
            locked.post("2fa/backup-codes", "{\"code\": \"AAAAA-AAAAA\"}");
        }
        authorize(token(locked.email()), "403 ACCOUNT_LOCKED");
    }

    private void linking() {
        var person = Person.register();
        var token = token(Person.newName() + "@example.com");
        var nobody = "Bearer " + Token.of(UUID.randomUUID().toString()).signed();
        all.add(Case.post(USER, LINK, body("google", token), "200").as(person));
        all.add(Case.post(USER, LINK, body("google", token), "409 CONFLICT").as(Person.register()));
        all.add(Case.post(USER, LINK, body("google", token), "404 USER_NOT_FOUND")
                .with("Authorization", nobody));
        all.add(Case.of("GET", USER, LINK, "", "200").as(person));
        all.add(unlink("google", "204").as(person));
        all.add(unlink("elsewhere", "400 VALIDATION_ERROR").as(person));
        all.add(unlink("google", "404 USER_NOT_FOUND").with("Authorization", nobody));

        var entered =
                Wire.send(USER, "POST", AUTHORIZE, Map.of(), body("google", token(Person.newName() + "@example.com")));
        var withoutPassword =
                "Bearer " + Person.json(entered).path("access_token").asText();
        all.add(unlink("google", "400 LAST_WAY_IN").with("Authorization", withoutPassword));
        for (var asking : List.of(
                post("2fa/enable", "{\"password\": \"x\"}"),
                post("2fa/disable", "{\"password\": \"x\", \"code\": \"123456\"}"),
                post("change-password", "{\"current_password\": \"x\", \"new_password\": \"NewSecurePass123!\"}"),
                post("change-email", "{\"password\": \"x\", \"new_email\": \"new@example.com\"}"),
                Case.of("DELETE", USER, "/api/v1/users/me", "{\"password\": \"x\"}", "400 NO_PASSWORD"))) {
            all.add(asking.with("Authorization", withoutPassword));
        }
    }

    private static Case post(String path, String body) {
        return Case.post(USER, "/api/v1/auth/" + path, body, "400 NO_PASSWORD");
    }

    private void authorize(String token, String answer) {
        all.add(Case.post(USER, AUTHORIZE, body("google", token), answer));
    }

    private static Case unlink(String provider, String answer) {
        return new Case(USER, "DELETE", UNLINK, LINK + "/" + provider, Map.of(), "", answer);
    }

    private static String token(String email) {
        return TestProviders.get()
                .token("google", UUID.randomUUID().toString(), Map.of("email", email, "email_verified", true));
    }

    private static String body(String provider, String token) {
        return "{\"provider\": \"%s\", \"token\": \"%s\"}".formatted(provider, token);
    }
}
