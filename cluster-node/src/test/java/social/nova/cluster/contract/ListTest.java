package social.nova.cluster.contract;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import social.nova.protocols.contract.Service;

/// Lists of conversations on a running node, over REST.
class ListTest {
    private final Person alice = Person.register();
    private final Person bob = Person.register();

    @Test
    void theConversationInWhichSomethingLastHappenedIsTheFirst() {
        var direct = alice.talkTo(bob);
        var group = alice.found(bob);
        bob.say(direct);
        assertThat(ids(alice, "")).containsExactly(direct, group);

        bob.say(group);

        assertThat(ids(alice, "")).containsExactly(group, direct);
    }

    @Test
    void showsWhatIsNewAndWhoIsThere() {
        var direct = alice.talkTo(bob);
        alice.say(direct);
        var last = alice.say(direct);

        var shown = list(bob, "").path("conversations").path(0);

        assertThat(shown.path("id").asText()).isEqualTo(direct);
        assertThat(shown.path("unread_count").asInt()).isEqualTo(2);
        assertThat(shown.path("last_message").path("id").asText()).isEqualTo(last);
        assertThat(shown.path("last_message").path("plaintext").asText()).isEqualTo("Hello!");
        assertThat(shown.path("members").findValuesAsText("username"))
                .containsExactlyInAnyOrder(alice.username(), bob.username());
        assertThat(list(alice, "")
                        .path("conversations")
                        .path(0)
                        .path("unread_count")
                        .asInt())
                .isZero();
    }

    @Test
    void whoIsBlockedIsNotShownAmongTheMembers() {
        var direct = alice.talkTo(bob);
        alice.block(bob);

        var shown = list(bob, "").path("conversations").path(0);

        assertThat(shown.path("id").asText()).isEqualTo(direct);
        assertThat(shown.path("members").findValuesAsText("username")).containsExactly(bob.username());
    }

    @Test
    void comesInPages() {
        var all = new ArrayList<String>();
        for (var n = 0; n < 5; n++) {
            all.addFirst(alice.found(bob));
            alice.say(all.getFirst());
        }

        var first = list(alice, "?limit=2");
        var second = list(alice, "?limit=2&cursor=" + first.path("next_cursor").asText());
        var third = list(alice, "?limit=2&cursor=" + second.path("next_cursor").asText());

        var seen = new ArrayList<String>();
        List.of(first, second, third).forEach(page -> seen.addAll(ids(page)));
        assertThat(seen).isEqualTo(all);
        assertThat(third.path("next_cursor").isNull()).isTrue();
    }

    @Test
    void whatIsArchivedIsListedApart() {
        var direct = alice.talkTo(bob);
        var group = alice.found(bob);

        set(alice, "POST", group, "archive");
        set(alice, "POST", group, "mute");
        assertThat(ids(alice, "")).containsExactly(direct);
        assertThat(ids(alice, "?archived=true")).containsExactly(group);
        assertThat(list(alice, "?archived=true").at("/conversations/0/muted").asBoolean())
                .isTrue();
        assertThat(ids(bob, "")).containsExactlyInAnyOrder(direct, group);
        set(alice, "DELETE", group, "archive");

        assertThat(ids(alice, "")).containsExactlyInAnyOrder(direct, group);
    }

    @Test
    void whoHasLeftDoesNotFindTheGroup() {
        var group = alice.found(bob);
        var path = "/conversations/%s/members/%s".formatted(group, bob.id());
        assertThat(Wire.send(Service.MESSAGING, "DELETE", path, Person.bearer(bob.token()), "")
                        .status())
                .isEqualTo(204);

        assertThat(ids(bob, "")).isEmpty();
        assertThat(ids(alice, "")).containsExactly(group);
    }

    private static List<String> ids(Person person, String query) {
        return ids(list(person, query));
    }

    private static List<String> ids(JsonNode page) {
        var ids = new ArrayList<String>();
        page.path("conversations").forEach(one -> ids.add(one.path("id").asText()));
        return ids;
    }

    private static JsonNode list(Person person, String query) {
        var answer = Wire.send(Service.MESSAGING, "GET", "/conversations" + query, Person.bearer(person.token()), "");
        assertThat(answer.status()).isEqualTo(200);
        return Person.json(answer);
    }

    private static void set(Person person, String method, String conversation, String wish) {
        var path = "/conversations/%s/%s".formatted(conversation, wish);
        assertThat(Wire.send(Service.MESSAGING, method, path, Person.bearer(person.token()), "")
                        .status())
                .isEqualTo(204);
    }
}
