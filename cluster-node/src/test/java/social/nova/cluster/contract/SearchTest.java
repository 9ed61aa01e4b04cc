package social.nova.cluster.contract;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import social.nova.cluster.TestNode;
import social.nova.protocols.contract.Exchange;
import social.nova.protocols.contract.Service;

/// Searching messages on a running node, over REST.
class SearchTest {
    private final Person alice = Person.register();
    private final Person bob = Person.register();
    private final Person carol = Person.register();

    @Test
    void findsMessagesThatHaveAllTheWordsTheNewestFirst() {
        var conversation = alice.talkTo(bob);
        say(alice, conversation, "Tea at five?");
        say(bob, conversation, "FIVE is late; tea, and cake");
        say(alice, conversation, "Then four.");
        say(bob, conversation, "東京タワーで五時");

        assertThat(find(alice, conversation, "tea five"))
                .containsExactly("FIVE is late; tea, and cake", "Tea at five?");
        assertThat(find(bob, conversation, "ＣＡＫＥ")).containsExactly("FIVE is late; tea, and cake");
        assertThat(find(bob, conversation, "タワー")).containsExactly("東京タワーで五時");
        assertThat(find(bob, conversation, "tea four")).isEmpty();
        assertThat(find(bob, conversation, "fiv")).isEmpty();
    }

    @Test
    void findsEditedMessagesByWhatTheySayNowAndDeletedOnesNotAtAll() {
        var conversation = alice.talkTo(bob);
        var first = say(alice, conversation, "red apples");
        var second = say(alice, conversation, "red pears");
        var third = say(alice, conversation, "red plums");

        assertThat(send(alice, "PUT", "/messages/" + first, "{\"plaintext\": \"green apples\"}")
                        .status())
                .isEqualTo(204);
        alice.delete(second);
        assertThat(send(alice, "PUT", "/messages/" + third, ciphertext()).status())
                .isEqualTo(204);

        assertThat(find(bob, conversation, "red")).isEmpty();
        assertThat(find(bob, conversation, "apples")).containsExactly("green apples");
        assertThat(find(bob, conversation, "pears")).isEmpty();
        assertThat(find(bob, conversation, "plums")).isEmpty();
    }

    @Test
    void whatClientsHaveSealedIsInNoIndex() throws SQLException {
        var conversation = alice.talkTo(bob);
        assertThat(send(alice, "POST", "/conversations/%s/messages".formatted(conversation), ciphertext())
                        .status())
                .isEqualTo(200);
        say(bob, conversation, "open words");
        awaitRows(bob, 1);

        assertThat(rows(alice)).isZero();
        assertThat(find(alice, conversation, "c2VjcmV0")).isEmpty();
    }

    @Test
    void messagesThatAreInNoIndexGetIntoItByThemselves() throws SQLException {
        var conversation = alice.talkTo(bob);
        say(alice, conversation, "ancient words");
        say(bob, conversation, "of ancient times");
        awaitRows(alice, 1);
        awaitRows(bob, 1);
        execute("DELETE FROM message_words WHERE conversation_id = '%s'".formatted(conversation));
        assertThat(find(bob, conversation, "ancient")).isEmpty();

        execute("DELETE FROM search_backfill");

        Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(find(bob, conversation, "ancient"))
                        .containsExactly("of ancient times", "ancient words"));
    }

    @Test
    void newcomersFindMessagesFromTheirJoiningOnAndWhoIsRemovedNone() {
        var group = alice.found(bob);
        say(alice, group, "secret plans");
        assertThat(send(
                                alice,
                                "POST",
                                "/conversations/%s/members".formatted(group),
                                "{\"user_id\": \"%s\"}".formatted(carol.id()))
                        .status())
                .isEqualTo(200);
        say(bob, group, "open plans");

        assertThat(find(carol, group, "plans")).containsExactly("open plans");
        assertThat(find(bob, group, "plans")).containsExactly("open plans", "secret plans");
        assertThat(send(alice, "DELETE", "/conversations/%s/members/%s".formatted(group, bob.id()), "")
                        .status())
                .isEqualTo(204);

        assertThat(Case.answer(search(bob, group, "plans", ""))).isEqualTo("403 NOT_CONVERSATION_MEMBER");
        assertThat(find(carol, group, "open")).containsExactly("open plans");
    }

    @Test
    void whoIsBlockedStillFindsWhatWasSaid() {
        var conversation = alice.talkTo(bob);
        say(alice, conversation, "before the quarrel");
        alice.block(bob);

        assertThat(find(bob, conversation, "quarrel")).containsExactly("before the quarrel");
    }

    @Test
    void comesInPages() {
        var conversation = alice.talkTo(bob);
        var expected = new ArrayList<String>();
        IntStream.range(0, 7).forEach(n -> {
            say(n % 2 == 0 ? alice : bob, conversation, "page " + n);
            say(alice, conversation, "other " + n);
            expected.addFirst("page " + n);
        });

        var found = new ArrayList<String>();
        var cursor = "";
        do {
            var page = Person.json(search(bob, conversation, "page", "&limit=3" + cursor));
            found.addAll(texts(page));
            cursor = page.path("next_cursor").isNull()
                    ? ""
                    : "&cursor=" + page.path("next_cursor").asText();
        } while (!cursor.isEmpty());

        assertThat(found).isEqualTo(expected);
    }

    @Test
    void ofWhoIsErasedNothingIsFoundAndNoRowIsLeft() throws SQLException {
        var conversation = alice.talkTo(bob);
        say(alice, conversation, "farewell to arms");
        say(bob, conversation, "farewell");
        awaitRows(alice, 1);

        assertThat(send(
                                Service.USER,
                                alice,
                                "DELETE",
                                "/api/v1/users/me",
                                "{\"password\": \"%s\"}".formatted(Person.PASSWORD))
                        .status())
                .isEqualTo(204);

        assertThat(find(bob, conversation, "farewell")).containsExactly("farewell");
        assertThat(rows(alice)).isZero();
    }

    @Test
    void theSameWordIsStoredDifferentlyForEachSenderAndEachConversation() throws SQLException {
        var word = "w" + UUID.randomUUID().toString().substring(0, 8);
        var group = alice.found(bob);
        var direct = alice.talkTo(bob);
        say(alice, group, word);
        say(alice, direct, word);
        say(alice, direct, word + "!");
        say(bob, direct, word);
        awaitRows(alice, 3);
        awaitRows(bob, 1);

        try (var connection = TestNode.get().database();
                var select = connection.prepareStatement("""
                        SELECT count(DISTINCT words) FROM message_words
                        WHERE sender_id IN (?::uuid, ?::uuid) AND cardinality(words) = 1
                        """)) {
            select.setString(1, alice.id());
            select.setString(2, bob.id());
            var rows = select.executeQuery();
            rows.next();
            assertThat(rows.getInt(1)).isEqualTo(3);
        }
    }

    private static String ciphertext() {
        return "{\"encrypted_content\": \"c2VjcmV0\", \"nonce\": \"%s\"}".formatted("0".repeat(48));
    }

    private static String say(Person person, String conversation, String text) {
        var body = JsonNodeFactory.instance.objectNode().put("plaintext", text).toString();
        return Person.json(send(person, "POST", "/conversations/%s/messages".formatted(conversation), body))
                .path("id")
                .asText();
    }

    private static List<String> find(Person person, String conversation, String words) {
        return texts(Person.json(search(person, conversation, words, "")));
    }

    private static List<String> texts(JsonNode page) {
        return page.path("messages").findValuesAsText("plaintext");
    }

    private static Exchange search(Person person, String conversation, String words, String more) {
        return send(
                person,
                "GET",
                "/conversations/%s/messages/search?q=%s%s"
                        .formatted(conversation, URLEncoder.encode(words, StandardCharsets.UTF_8), more),
                "");
    }

    private static Exchange send(Person person, String method, String path, String body) {
        return send(Service.MESSAGING, person, method, path, body);
    }

    private static Exchange send(Service service, Person person, String method, String path, String body) {
        return Wire.send(service, method, path, Person.bearer(person.token()), body);
    }

    private static void execute(String sql) throws SQLException {
        try (var connection = TestNode.get().database();
                var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static void awaitRows(Person person, long rows) {
        Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> rows(person) == rows);
    }

    private static long rows(Person person) throws SQLException {
        try (var connection = TestNode.get().database();
                var select =
                        connection.prepareStatement("SELECT count(*) FROM message_words WHERE sender_id = ?::uuid")) {
            select.setString(1, person.id());
            var rows = select.executeQuery();
            rows.next();
            return rows.getLong(1);
        }
    }
}
