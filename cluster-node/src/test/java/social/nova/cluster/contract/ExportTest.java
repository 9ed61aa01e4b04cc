package social.nova.cluster.contract;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import social.nova.protocols.contract.Service;

/// People get what is theirs, and nobody else does.
class ExportTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Person alice = Person.register();
    private final Person bob = Person.register();
    private final String conversation = alice.talkTo(bob);
    private final String mark = UUID.randomUUID().toString().substring(0, 8);

    @Test
    void theArchiveHasEverythingThatIsTheirsAndNothingThatIsNot() throws Exception {
        send("PATCH", Service.USER, "/api/v1/users/me", alice, "{\"bio\": \"bio%s\"}".formatted(mark));
        alice.publishAKey();
        for (var n = 1; n <= 250; n++) {
            say(alice, "mine %s %d".formatted(mark, n));
        }
        say(bob, "theirs " + mark);

        var files = Archive.of(alice, alice.askForExport()).files();

        assertThat(files)
                .containsOnlyKeys(
                        "profile.json",
                        "public-keys.json",
                        "followers.json",
                        "following.json",
                        "follow-requests.json",
                        "follow-requests-made.json",
                        "blocked.json",
                        "muted.json",
                        "linked-providers.json",
                        "sessions.json",
                        "role.json",
                        "conversations.json",
                        "messages.json",
                        "reactions.json");
        assertThat(files.get("profile.json")).contains("bio" + mark, alice.email(), alice.username());
        assertThat(JSON.readTree(files.get("public-keys.json"))).hasSize(1);
        assertThat(JSON.readTree(files.get("conversations.json"))
                        .get(0)
                        .path("id")
                        .asText())
                .isEqualTo(conversation);
        var sessions = JSON.readTree(files.get("sessions.json"));
        assertThat(sessions.findValuesAsText("id")).containsExactly(alice.session());
        assertThat(sessions.get(0).path("user_agent").isMissingNode()).isFalse();
        assertThat(JSON.readTree(files.get("role.json"))).isEqualTo(JSON.readTree("{\"role\": \"user\"}"));
        var messages = JSON.readTree(files.get("messages.json"));
        assertThat(messages).hasSize(250);
        assertThat(messages.get(249).path("plaintext").asText()).isEqualTo("mine %s 250".formatted(mark));
        assertThat(String.join("", files.values())).doesNotContain("theirs", bob.email());
    }

    @Test
    void whatTheyWroteWhereTheyAreNoMemberAnyMoreAndHowTheyReactedIsInTheArchive() throws Exception {
        var left = bob.found(alice);
        var returned = bob.found(alice);
        var inGroup = bob.say(left);
        var inPair = bob.say(conversation);
        alice.react(inGroup, "👍");
        alice.react(inPair, "🎉");
        bob.react(inPair, "😢");
        for (var group : List.of(left, returned)) {
            say(alice, group, "before %s %s".formatted(group, mark));
            send("DELETE", Service.MESSAGING, "/conversations/%s/members/%s".formatted(group, alice.id()), alice, "");
            say(bob, group, "theirs " + mark);
        }
        var members = "/conversations/%s/members".formatted(returned);
        send("POST", Service.MESSAGING, members, bob, "{\"user_id\": \"%s\"}".formatted(alice.id()));

        var files = Archive.of(alice, alice.askForExport()).files();

        assertThat(JSON.readTree(files.get("messages.json")).findValuesAsText("plaintext"))
                .containsExactlyInAnyOrder(
                        "before %s %s".formatted(left, mark), "before %s %s".formatted(returned, mark));
        var reactions = JSON.readTree(files.get("reactions.json"));
        assertThat(reactions.findValuesAsText("message_id")).containsExactlyInAnyOrder(inGroup, inPair);
        assertThat(reactions.findValuesAsText("conversation_id")).containsExactlyInAnyOrder(left, conversation);
        assertThat(reactions.findValuesAsText("emoji")).containsExactlyInAnyOrder("👍", "🎉");
        assertThat(String.join("", files.values())).doesNotContain("theirs");
    }

    @Test
    void whatIsBetweenThemAndOthersIsInTheArchiveButNotWhoBlocksThem() throws Exception {
        var hermit = Person.register();
        hermit.becomePrivate();
        var blocked = Person.register();
        var blocker = Person.register();
        for (var other : List.of(bob, hermit)) {
            send("POST", Service.USER, "/api/v1/users/%s/follow".formatted(other.id()), alice, "");
        }
        send("POST", Service.USER, "/api/v1/users/%s/follow".formatted(alice.id()), bob, "");
        send("POST", Service.USER, "/api/v1/users/%s/mute".formatted(bob.id()), alice, "");
        alice.block(blocked);
        blocker.block(alice);

        var files = Archive.of(alice, alice.askForExport()).files();

        for (var one : Map.of(
                        "followers.json", bob,
                        "following.json", bob,
                        "follow-requests-made.json", hermit,
                        "blocked.json", blocked,
                        "muted.json", bob)
                .entrySet()) {
            var entries = JSON.readTree(files.get(one.getKey()));
            assertThat(entries.findValuesAsText("id"))
                    .as(one.getKey())
                    .containsExactly(one.getValue().id());
            assertThat(entries.findValuesAsText("username"))
                    .containsExactly(one.getValue().username());
        }
        assertThat(JSON.readTree(files.get("follow-requests.json"))).isEmpty();
        assertThat(String.join("", files.values())).doesNotContain(blocker.id());
    }

    @Test
    void whoHasNothingGetsEmptyLists() throws Exception {
        var nobody = Person.register();

        var files = Archive.of(nobody, nobody.askForExport()).files();

        assertThat(JSON.readTree(files.get("messages.json"))).isEmpty();
        assertThat(JSON.readTree(files.get("public-keys.json"))).isEmpty();
        assertThat(JSON.readTree(files.get("linked-providers.json"))).isEmpty();
    }

    @Test
    void aNewOneReplacesTheOneBefore() {
        var first = alice.askForExport();
        var link = Archive.of(alice, first);
        assertThat(link.fetch().status()).isEqualTo(200);

        var second = alice.askForExport();
        var newer = Archive.of(alice, second);

        assertThat(second).isNotEqualTo(first);
        assertThat(Case.answer(link.fetch())).isEqualTo("404 NOT_FOUND");
        assertThat(newer.fetch().status()).isEqualTo(200);
    }

    @Test
    void aLinkIsGoodForOneArchiveOnlyAndAsItIs() {
        var mine = Archive.of(alice, alice.askForExport()).target();
        var theirs = bob.askForExport();
        Archive.of(bob, theirs);

        var forTheirs = mine.replaceFirst("/exports/[^?]+", "/exports/" + theirs);
        var longer = mine.replaceFirst("expires=", "expires=9");

        assertThat(Case.answer(new Archive(forTheirs).fetch())).isEqualTo("404 NOT_FOUND");
        assertThat(Case.answer(new Archive(longer).fetch())).isEqualTo("404 NOT_FOUND");
    }

    @Test
    void whoLeavesTakesTheArchiveAlong() {
        var link = Archive.of(alice, alice.askForExport());

        send("DELETE", Service.USER, "/api/v1/users/me", alice, "{\"password\": \"%s\"}".formatted(Person.PASSWORD));

        assertThat(Case.answer(link.fetch())).isEqualTo("404 NOT_FOUND");
    }

    private void say(Person person, String text) {
        say(person, conversation, text);
    }

    private static void say(Person person, String conversation, String text) {
        send(
                "POST",
                Service.MESSAGING,
                "/conversations/" + conversation + "/messages",
                person,
                "{\"plaintext\": \"%s\"}".formatted(text));
    }

    private static void send(String method, Service service, String path, Person person, String body) {
        assertThat(Wire.send(service, method, path, Person.bearer(person.token()), body)
                        .status())
                .isLessThan(300);
    }
}
