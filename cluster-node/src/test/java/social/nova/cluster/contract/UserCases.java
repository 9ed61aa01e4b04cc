package social.nova.cluster.contract;

import static social.nova.protocols.contract.Service.USER;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.stream.Stream;

/// What the routes of users answer; see [Cases].
final class UserCases {
    private static final String USERS = "/api/v1/users";
    private static final String KEY = "{\"public_key\": \"HwABAgMEBQYHCAkKCwwNDg8QERITFBUWFxgZGhscHR4=\"}";

    private final Scene scene;
    private final List<Case> all = new ArrayList<>();

    private UserCases(Scene scene) {
        this.scene = scene;
    }

    static List<Case> of(Scene scene) {
        var cases = new UserCases(scene);
        cases.own();
        cases.others();
        cases.publicKeys();
        cases.leaving();
        cases.roles();
        cases.exports();
        return cases.all;
    }

    private void own() {
        add(Case.get(USER, USERS + "/me", "200").as(scene.owner()));
        add(unregistered(Case.get(USER, USERS + "/me", "404 USER_NOT_FOUND")));
        add(patch("{\"display_name\": \"John D.\", \"bio\": null, \"private_account\": false}", "200"));
        add(patch("{}", "200"));
        add(patch("{\"avatar_url\": \"ftp://example.com/a.png\"}", "400 VALIDATION_ERROR"));
        add(unregistered(Case.of("PATCH", USER, USERS + "/me", "{}", "404 USER_NOT_FOUND")));
    }

    private void others() {
        var one = USERS + "/{user_id}";
        add(Case.get(USER, one, "200").at(scene.fill(one)));
        add(Case.get(USER, one, "200")
                .at(scene.fill(one).toUpperCase(Locale.ROOT).replace("/API/V1/USERS", USERS)));
        add(Case.get(USER, one, "200").at(scene.fill(one)).as(scene.stranger()));
        add(Case.get(USER, one, "404 USER_NOT_FOUND").at(USERS + "/" + UUID.randomUUID()));
        add(Case.get(USER, one, "400 VALIDATION_ERROR").at(USERS + "/5"));
        var named = USERS + "/by-username/{username}";
        add(Case.get(USER, named, "200").at(scene.fill(named)));
        add(Case.get(USER, named, "404 USER_NOT_FOUND").at(USERS + "/by-username/" + Person.newName()));
        add(Case.get(USER, named, "404 USER_NOT_FOUND").at(USERS + "/by-username/%00"));
        for (var ids : List.of(
                scene.owner().id(), scene.owner().id() + "," + scene.friend().id() + "," + UUID.randomUUID())) {
            add(Case.get(USER, USERS, "200").at(USERS + "?ids=" + ids));
        }
        var tooMany = String.join(
                ",",
                Stream.generate(() -> UUID.randomUUID().toString()).limit(101).toList());
        for (var query : List.of("", "?ids=", "?ids=5", "?ids=" + scene.owner().id() + ",", "?ids=" + tooMany)) {
            add(Case.get(USER, USERS, "400 VALIDATION_ERROR").at(USERS + query));
        }
    }

    private void publicKeys() {
        add(Case.of("PUT", USER, USERS + "/me/public-key", KEY, "200").as(scene.owner()));
        add(Case.of("PUT", USER, USERS + "/me/public-key", "{\"public_key\": \"AAEC\"}", "400 VALIDATION_ERROR")
                .as(scene.owner()));
        add(unregistered(Case.of("PUT", USER, USERS + "/me/public-key", KEY, "404 USER_NOT_FOUND")));
        for (var path : List.of(USERS + "/{user_id}/public-key", USERS + "/{user_id}/public-keys")) {
            add(Case.get(USER, path, "200").at(scene.fill(path)));
            add(Case.get(USER, path, "404 USER_NOT_FOUND")
                    .at(path.replace("{user_id}", UUID.randomUUID().toString())));
            add(Case.get(USER, path, "400 VALIDATION_ERROR").at(path.replace("{user_id}", "5")));
        }
        var keyless = scene.stranger().id();
        add(Case.get(USER, USERS + "/{user_id}/public-key", "404 NOT_FOUND").at(USERS + "/" + keyless + "/public-key"));
        add(Case.get(USER, USERS + "/{user_id}/public-keys", "200").at(USERS + "/" + keyless + "/public-keys"));
    }

    private void leaving() {
        var wrong = "{\"password\": \"WrongPass123!\"}";
        var right = "{\"password\": \"%s\"}".formatted(Person.PASSWORD);
        add(Case.of("DELETE", USER, USERS + "/me", wrong, "401 INVALID_CREDENTIALS")
                .as(scene.owner()));
        add(Case.of("DELETE", USER, USERS + "/me", "{}", "400 VALIDATION_ERROR").as(scene.owner()));
        add(Case.of("DELETE", USER, USERS + "/me", right, "409 CONFLICT").as(scene.admin()));
        var leaving = Person.register();
        add(Case.of("DELETE", USER, USERS + "/me", right, "204").as(leaving));
        add(Case.of("DELETE", USER, USERS + "/me", right, "401 INVALID_TOKEN").as(leaving));
        add(Case.of("DELETE", USER, USERS + "/me", right, "404 USER_NOT_FOUND")
                .with(
                        "Authorization",
                        "Bearer " + Token.of(UUID.randomUUID().toString()).signed()));
    }

    private void roles() {
        var path = USERS + "/{user_id}/role";
        var admin = scene.admin();
        add(Case.get(USER, path, "200").at(scene.fill(path)).as(scene.owner()));
        add(Case.get(USER, path, "200").at(scene.fill(path)).as(admin));
        add(Case.get(USER, path, "403 FORBIDDEN").at(scene.fill(path)).as(scene.stranger()));
        add(Case.get(USER, path, "404 USER_NOT_FOUND")
                .at(USERS + "/" + UUID.randomUUID() + "/role")
                .as(admin));
        add(role(admin, scene.owner().id(), "moderator", "200"));
        add(role(scene.owner(), scene.stranger().id(), "moderator", "403 FORBIDDEN"));
        add(role(admin, scene.owner().id(), "user", "200"));
        add(role(admin, scene.owner().id(), "emperor", "400 VALIDATION_ERROR"));
        add(role(admin, UUID.randomUUID().toString(), "moderator", "404 USER_NOT_FOUND"));
        add(role(admin, admin.id(), "user", "409 CONFLICT"));
    }

    private void exports() {
        // By somebody else: a second one of the owner's would replace the first.
        add(Case.of("POST", USER, USERS + "/me/export", "", "202").as(scene.friend()));
        add(unregistered(Case.of("POST", USER, USERS + "/me/export", "", "404 USER_NOT_FOUND")));
        var one = USERS + "/me/export/{export_id}";
        add(Case.get(USER, one, "200").at(scene.fill(one)).as(scene.owner()));
        add(Case.get(USER, one, "404 NOT_FOUND").at(scene.fill(one)).as(scene.stranger()));
        add(Case.get(USER, one, "404 NOT_FOUND")
                .at(USERS + "/me/export/" + UUID.randomUUID())
                .as(scene.owner()));
        add(Case.get(USER, one, "400 VALIDATION_ERROR")
                .at(USERS + "/me/export/5")
                .as(scene.owner()));
        var archive = "/api/v1/exports/{export_id}";
        add(Case.get(USER, archive, "200")
                .at(Archive.of(scene.owner(), scene.export()).target()));
        for (var query : List.of("", "?expires=1", "?signature=x", "?expires=9999999999&signature=" + "0".repeat(64))) {
            add(Case.get(USER, archive, "404 NOT_FOUND").at(scene.fill(archive) + query));
        }
        add(Case.get(USER, archive, "400 VALIDATION_ERROR").at(scene.fill(archive) + "?expires=x"));
    }

    private static Case role(Person person, String user, String role, String answer) {
        return Case.of("PUT", USER, USERS + "/{user_id}/role", "{\"role\": \"%s\"}".formatted(role), answer)
                .at(USERS + "/" + user + "/role")
                .as(person);
    }

    private void add(Case one) {
        all.add(one);
    }

    private Case patch(String body, String answer) {
        return Case.of("PATCH", USER, USERS + "/me", body, answer).as(scene.owner());
    }

    /// By somebody with a good token who never registered.
    private static Case unregistered(Case one) {
        return one.with(
                "Authorization",
                "Bearer " + Token.of(UUID.randomUUID().toString()).signed());
    }
}
