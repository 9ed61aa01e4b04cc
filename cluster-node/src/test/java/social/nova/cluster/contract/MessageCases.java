package social.nova.cluster.contract;

import static social.nova.protocols.contract.Service.MESSAGING;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;

/// What becomes of messages that were sent, answer by answer.
final class MessageCases {
    private static final String MESSAGE = "/messages/{message_id}";
    private static final String REACTIONS = MESSAGE + "/reactions";
    private static final String REACTION = REACTIONS + "/{user_id}";
    private static final String READ = "/conversations/{conversation_id}/read";
    private static final String THUMB = "{\"emoji\": \"👍\"}";
    private static final String TEXT = "{\"plaintext\": \"Hello again!\"}";

    private final Scene scene;
    private final List<Case> all = new ArrayList<>();

    private MessageCases(Scene scene) {
        this.scene = scene;
    }

    static List<Case> of(Scene scene) {
        var cases = new MessageCases(scene);
        cases.edits();
        cases.deletions();
        cases.reactions();
        cases.withdrawals();
        cases.readMarks();
        return cases.all;
    }

    private void edits() {
        add(edit(TEXT, "204"));
        add(edit("{\"encrypted_content\": \"c2VjcmV0\", \"nonce\": \"%s\"}".formatted("0".repeat(48)), "204"));
        add(edit("{\"plaintext\": \"\"}", "400 VALIDATION_ERROR"));
        add(edit(TEXT, "403 FORBIDDEN").as(scene.friend()));
        add(edit(TEXT, "403 NOT_CONVERSATION_MEMBER").as(scene.stranger()));
        add(edit(TEXT, "404 MESSAGE_NOT_FOUND").at(nowhere()));
        add(edit(TEXT, "404 MESSAGE_NOT_FOUND").at("/messages/" + deleted()));
        add(edit(TEXT, "400 VALIDATION_ERROR").at("/messages/5"));
    }

    private void deletions() {
        add(delete("204"));
        add(delete("204").at("/messages/" + deleted()));
        add(delete("403 FORBIDDEN").as(scene.friend()));
        add(delete("403 NOT_CONVERSATION_MEMBER").as(scene.stranger()));
        add(delete("404 MESSAGE_NOT_FOUND").at(nowhere()));
    }

    private void reactions() {
        var message = scene.fill("{message_id}");
        scene.friend().react(message, "❤️");
        var here = "/messages/%s/reactions".formatted(message);
        add(list("200").at(here));
        add(list("403 NOT_CONVERSATION_MEMBER").as(scene.stranger()));
        add(list("404 MESSAGE_NOT_FOUND").at(nowhere() + "/reactions"));
        add(list("404 MESSAGE_NOT_FOUND").at("/messages/%s/reactions".formatted(deleted())));

        add(react(THUMB, "200").at(here));
        add(react(THUMB, "200").at(here).as(scene.friend()));
        add(react("{\"emoji\": \"👍👍\"}", "400 VALIDATION_ERROR"));
        add(react("{\"emoji\": \"a\"}", "400 VALIDATION_ERROR"));
        add(react(THUMB, "403 NOT_CONVERSATION_MEMBER").as(scene.stranger()));
        add(react(THUMB, "404 MESSAGE_NOT_FOUND").at(nowhere() + "/reactions"));
        add(react(THUMB, "404 MESSAGE_NOT_FOUND").at("/messages/%s/reactions".formatted(deleted())));
        var full = scene.fill("{message_id}");
        IntStream.range(0, 20).forEach(n -> scene.owner().react(full, Character.toString(0x1F600 + n)));
        add(react(THUMB, "409 CONFLICT").at("/messages/%s/reactions".formatted(full)));
        var blocked = Person.register();
        var said = scene.owner().say(scene.owner().talkTo(blocked));
        scene.owner().block(blocked);
        add(react(THUMB, "403 FORBIDDEN")
                .at("/messages/%s/reactions".formatted(said))
                .as(blocked));
    }

    private void withdrawals() {
        add(withdraw("204"));
        add(withdraw("204").at(scene.fill(REACTION) + "?emoji=%F0%9F%91%8D"));
        add(withdraw("400 VALIDATION_ERROR").at(scene.fill(REACTION) + "?emoji=x"));
        add(withdraw("403 FORBIDDEN").as(scene.friend()));
        add(withdraw("403 NOT_CONVERSATION_MEMBER")
                .at(scene.fill(REACTIONS) + "/" + scene.stranger().id())
                .as(scene.stranger()));
        add(withdraw("404 MESSAGE_NOT_FOUND")
                .at(nowhere() + "/reactions/" + scene.owner().id()));
    }

    private void readMarks() {
        add(read("", "204"));
        add(read("{}", "204"));
        add(read("{\"sequence_number\": 1}", "204"));
        add(read("{\"message_id\": \"%s\"}".formatted(scene.fill("{message_id}")), "204"));
        add(read("{\"sequence_number\": 0}", "400 VALIDATION_ERROR"));
        add(read("{\"message_id\": \"%s\"}".formatted(UUID.randomUUID()), "404 MESSAGE_NOT_FOUND"));
        add(read("", "403 NOT_CONVERSATION_MEMBER").as(scene.stranger()));
        var blocked = Person.register();
        var talk = scene.owner().talkTo(blocked);
        scene.owner().say(talk);
        scene.owner().block(blocked);
        add(read("", "403 FORBIDDEN")
                .at("/conversations/%s/read".formatted(talk))
                .as(blocked));
        add(read("", "404 CONVERSATION_NOT_FOUND").at("/conversations/%s/read".formatted(UUID.randomUUID())));
    }

    private String deleted() {
        var message = scene.fill("{message_id}");
        scene.owner().delete(message);
        return message;
    }

    private static String nowhere() {
        return "/messages/" + UUID.randomUUID();
    }

    private Case edit(String body, String answer) {
        return filled(Case.of("PUT", MESSAGING, MESSAGE, body, answer));
    }

    private Case delete(String answer) {
        return filled(Case.of("DELETE", MESSAGING, MESSAGE, "", answer));
    }

    private Case list(String answer) {
        return filled(Case.get(MESSAGING, REACTIONS, answer));
    }

    private Case react(String body, String answer) {
        return filled(Case.post(MESSAGING, REACTIONS, body, answer));
    }

    private Case withdraw(String answer) {
        return filled(Case.of("DELETE", MESSAGING, REACTION, "", answer));
    }

    private Case read(String body, String answer) {
        return filled(Case.post(MESSAGING, READ, body, answer));
    }

    private Case filled(Case one) {
        return one.at(scene.fill(one.path())).as(scene.owner());
    }

    private void add(Case one) {
        all.add(one);
    }
}
