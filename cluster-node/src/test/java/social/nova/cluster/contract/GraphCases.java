package social.nova.cluster.contract;

import static social.nova.protocols.contract.Service.USER;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/// What routes between users answer, beside what all routes have alike.
final class GraphCases {
    private static final String USERS = "/api/v1/users/";
    private static final String ME = USERS + "me/";

    private final Scene scene;
    private final List<Case> all = new ArrayList<>();

    private GraphCases(Scene scene) {
        this.scene = scene;
    }

    static List<Case> of(Scene scene) {
        var cases = new GraphCases(scene);
        cases.verbs();
        cases.lists();
        cases.requests();
        cases.own();
        return cases.all;
    }

    private void verbs() {
        for (var verb : List.of("follow", "mute", "block")) {
            var path = USERS + "{user_id}/" + verb;
            var somebody = Person.register();
            // Each twice: repeating it is answered alike.
            for (var answer : Map.of("POST", "200", "DELETE", "204").entrySet()) {
                for (var n = 0; n < 2; n++) {
                    add(answer.getKey(), path, answer.getValue(), somebody.id());
                }
            }
            for (var method : List.of("POST", "DELETE")) {
                add(method, path, "404 USER_NOT_FOUND", UUID.randomUUID().toString());
                add(method, path, "400 VALIDATION_ERROR", scene.owner().id());
                add(method, path, "400 VALIDATION_ERROR", "5");
            }
        }
        var blocker = Person.register();
        blocker.block(scene.owner());
        add("POST", USERS + "{user_id}/follow", "404 USER_NOT_FOUND", blocker.id());
        add("POST", USERS + "{user_id}/mute", "404 USER_NOT_FOUND", blocker.id());
        add("GET", USERS + "{user_id}/followers", "404 USER_NOT_FOUND", blocker.id());
        add("POST", USERS + "{user_id}/block", "200", blocker.id());
    }

    private void lists() {
        var hermit = Person.register();
        hermit.becomePrivate();
        for (var list : List.of("followers", "following")) {
            var path = USERS + "{user_id}/" + list;
            add("GET", path, "200", scene.friend().id());
            all.add(Case.get(USER, path, "200")
                    .at(path.replace("{user_id}", scene.friend().id()) + "?limit=1000&offset=5"));
            add("GET", path, "403 FORBIDDEN", hermit.id());
            add("GET", path, "404 USER_NOT_FOUND", UUID.randomUUID().toString());
            all.add(Case.get(USER, path, "200")
                    .at(path.replace("{user_id}", scene.friend().id())));
            all.add(Case.get(USER, path, "403 FORBIDDEN").at(path.replace("{user_id}", hermit.id())));
            for (var query : List.of("?limit=0", "?limit=x", "?offset=-1")) {
                all.add(Case.get(USER, path, "400 VALIDATION_ERROR")
                        .at(path.replace("{user_id}", scene.friend().id()) + query));
            }
        }
    }

    private void requests() {
        var hermit = Person.register();
        hermit.becomePrivate();
        var path = ME + "follow-requests/{user_id}";
        add("POST", USERS + "{user_id}/follow", "200", hermit.id());
        all.add(new Case(USER, "GET", ME + "follow-requests", ME + "follow-requests", Map.of(), "", "200").as(hermit));
        for (var n = 0; n < 2; n++) {
            all.add(new Case(
                            USER,
                            "POST",
                            path,
                            ME + "follow-requests/" + scene.owner().id(),
                            Map.of(),
                            "",
                            "200")
                    .as(hermit));
        }
        add("POST", path, "404 NOT_FOUND", scene.friend().id());
        add("POST", path, "404 USER_NOT_FOUND", UUID.randomUUID().toString());
        add("DELETE", path, "204", scene.friend().id());
        add("DELETE", path, "404 USER_NOT_FOUND", UUID.randomUUID().toString());
        add("DELETE", ME + "followers/{user_id}", "204", scene.friend().id());
        add(
                "DELETE",
                ME + "followers/{user_id}",
                "404 USER_NOT_FOUND",
                UUID.randomUUID().toString());
    }

    private void own() {
        for (var list : List.of("blocked", "muted", "follow-requests")) {
            add("GET", ME + list, "200", "");
        }
        var relationships = USERS + "relationships";
        all.add(Case.get(USER, relationships, "200")
                .at(relationships + "?ids=%s,%s".formatted(scene.friend().id(), UUID.randomUUID()))
                .as(scene.owner()));
        all.add(Case.get(USER, relationships, "400 VALIDATION_ERROR").as(scene.owner()));
        all.add(Case.get(USER, relationships, "400 VALIDATION_ERROR")
                .at(relationships + "?ids=5")
                .as(scene.owner()));
        var suggested = "/api/v1/discover/suggested-users";
        all.add(Case.get(USER, suggested, "200").at(suggested + "?limit=5").as(scene.owner()));
        all.add(Case.get(USER, suggested, "400 VALIDATION_ERROR")
                .at(suggested + "?limit=0")
                .as(scene.owner()));
    }

    private void add(String method, String path, String answer, String user) {
        all.add(new Case(USER, method, path, path.replace("{user_id}", user), Map.of(), "", answer).as(scene.owner()));
    }
}
