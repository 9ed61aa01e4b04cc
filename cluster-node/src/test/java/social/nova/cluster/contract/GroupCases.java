package social.nova.cluster.contract;

import static social.nova.protocols.contract.Service.MESSAGING;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/// Groups, answer by answer. Each case has people and a group of its own where it changes something.
final class GroupCases {
    private static final String ALL = "/conversations";
    private static final String GROUP = ALL + "/{conversation_id}";
    private static final String MEMBERS = GROUP + "/members";
    private static final String MEMBER = MEMBERS + "/{user_id}";
    private static final String NAME = "{\"name\": \"Sunday's walk\"}";

    private final Person owner;
    private final Person member = Person.register();
    private final Person stranger;
    private final String group;
    private final List<Case> all = new ArrayList<>();

    private GroupCases(Scene scene) {
        this.owner = scene.owner();
        this.stranger = scene.stranger();
        this.group = owner.found(member);
    }

    static List<Case> of(Scene scene) {
        var cases = new GroupCases(scene);
        cases.creations();
        cases.names();
        cases.lists();
        cases.additions();
        cases.roles();
        cases.removals();
        return cases.all;
    }

    private void creations() {
        add(create("{\"name\": \"Friday's walk\", \"member_ids\": [\"%s\"]}".formatted(member.id()), "200"));
        add(create("{\"name\": \"Alone\"}", "200"));
        var key = UUID.randomUUID();
        add(create("{\"name\": \"Once\", \"idempotency_key\": \"%s\"}".formatted(key), "200"));
        add(create("{\"name\": \"Once\", \"idempotency_key\": \"%s\"}".formatted(key), "200"));
        add(create("{\"name\": \"Twice\", \"idempotency_key\": \"%s\"}".formatted(key), "409 CONFLICT"));
        var left = "{\"name\": \"Left\", \"member_ids\": [\"%s\"], \"idempotency_key\": \"%s\"}"
                .formatted(member.id(), UUID.randomUUID());
        owner.foundAndLeave(left);
        add(create(left, "403 NOT_CONVERSATION_MEMBER"));
        add(create("{\"name\": \"Once\", \"idempotency_key\": \"\"}", "400 VALIDATION_ERROR"));
        add(create("{\"name\": \" \", \"member_ids\": []}", "400 VALIDATION_ERROR"));
        add(create("{\"member_ids\": []}", "400 VALIDATION_ERROR"));
        add(create("{\"name\": \"x\", \"member_ids\": [\"5\"]}", "400 VALIDATION_ERROR"));
        add(create("{\"name\": \"x\", \"user_a\": \"%s\"}".formatted(owner.id()), "400 VALIDATION_ERROR"));
        add(create("{\"name\": \"x\", \"member_ids\": [\"%s\"]}".formatted(UUID.randomUUID()), "404 USER_NOT_FOUND"));
    }

    private void names() {
        add(rename(NAME, "200"));
        add(rename("{\"name\": \"\"}", "400 VALIDATION_ERROR"));
        add(rename(NAME, "403 FORBIDDEN").as(member));
        add(rename(NAME, "403 NOT_CONVERSATION_MEMBER").as(stranger));
        add(rename(NAME, "404 CONVERSATION_NOT_FOUND").at("/conversations/" + UUID.randomUUID()));
    }

    private void lists() {
        add(list("200").as(member));
        add(list("403 NOT_CONVERSATION_MEMBER").as(stranger));
        add(list("404 CONVERSATION_NOT_FOUND").at("/conversations/%s/members".formatted(UUID.randomUUID())));
    }

    private void additions() {
        var newcomer = Person.register();
        add(invite(newcomer.id(), "200"));
        add(invite(newcomer.id(), "200"));
        add(Case.post(
                        MESSAGING,
                        MEMBERS,
                        "{\"user_id\": \"%s\", \"role\": \"admin\"}".formatted(newcomer.id()),
                        "409 CONFLICT")
                .at(path(MEMBERS))
                .as(owner));
        add(invite("5", "400 VALIDATION_ERROR"));
        add(invite(stranger.id(), "403 FORBIDDEN").as(member));
        add(invite(stranger.id(), "403 NOT_CONVERSATION_MEMBER").as(stranger));
        add(invite(UUID.randomUUID().toString(), "404 USER_NOT_FOUND"));
        var blocked = Person.register();
        owner.block(blocked);
        add(invite(blocked.id(), "404 USER_NOT_FOUND"));
        add(invite(newcomer.id(), "404 CONVERSATION_NOT_FOUND")
                .at("/conversations/%s/members".formatted(UUID.randomUUID())));
    }

    private void roles() {
        add(promote("{\"role\": \"admin\"}", "200"));
        add(promote("{\"role\": \"king\"}", "400 VALIDATION_ERROR"));
        add(promote("{\"role\": \"admin\"}", "403 FORBIDDEN")
                .at(path(MEMBERS) + "/" + owner.id())
                .as(member));
        add(promote("{\"role\": \"admin\"}", "403 NOT_CONVERSATION_MEMBER").as(stranger));
        add(promote("{\"role\": \"admin\"}", "404 USER_NOT_FOUND").at(path(MEMBERS) + "/" + stranger.id()));
        add(promote("{\"role\": \"admin\"}", "404 CONVERSATION_NOT_FOUND")
                .at("/conversations/%s/members/%s".formatted(UUID.randomUUID(), member.id())));
    }

    private void removals() {
        var other = Person.register();
        var another = owner.found(other);
        var there = "/conversations/%s/members/".formatted(another);
        add(remove("403 FORBIDDEN").at(there + owner.id()).as(other));
        add(remove("204").at(there + other.id()));
        add(remove("204").at(there + other.id()));
        add(remove("403 NOT_CONVERSATION_MEMBER").at(there + other.id()).as(other));
        add(remove("204").at(there + owner.id()));
        add(remove("404 CONVERSATION_NOT_FOUND")
                .at("/conversations/%s/members/%s".formatted(UUID.randomUUID(), other.id())));
    }

    private Case create(String body, String answer) {
        return Case.post(MESSAGING, ALL, body, answer).as(owner);
    }

    private Case rename(String body, String answer) {
        return Case.of("PATCH", MESSAGING, GROUP, body, answer).at(path(GROUP)).as(owner);
    }

    private Case list(String answer) {
        return Case.get(MESSAGING, MEMBERS, answer).at(path(MEMBERS)).as(owner);
    }

    private Case invite(String user, String answer) {
        return Case.post(MESSAGING, MEMBERS, "{\"user_id\": \"%s\"}".formatted(user), answer)
                .at(path(MEMBERS))
                .as(owner);
    }

    private Case promote(String body, String answer) {
        return Case.of("PUT", MESSAGING, MEMBER, body, answer)
                .at(path(MEMBERS) + "/" + member.id())
                .as(owner);
    }

    private Case remove(String answer) {
        return Case.of("DELETE", MESSAGING, MEMBER, "", answer).as(owner);
    }

    private String path(String path) {
        return path.replace("{conversation_id}", group);
    }

    private void add(Case one) {
        all.add(one);
    }
}
