package social.nova.cluster.contract;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.cbor.databind.CBORMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import social.nova.cluster.TestNode;
import social.nova.cluster.TestProviders;
import social.nova.cluster.Traces;
import social.nova.protocols.contract.Exchange;
import social.nova.protocols.contract.Service;

/// Who leaves is gone: planted words in everything a person can write, or is known by, are found in no table of the
/// database and no object of the store, in no form.
class ErasureTest {
    private static final String ME = "/api/v1/users/me";
    private static final CBORMapper CBOR = new CBORMapper();
    private static final String GONE = "{\"password\": \"%s\"}".formatted(Person.PASSWORD);

    private final Person alice = Person.register();
    private final Person bob = Person.register();
    private final String conversation = alice.talkTo(bob);
    private final String mark = UUID.randomUUID().toString().substring(0, 8);

    @Test
    void plantedWordsAreFoundNowhere() throws Exception {
        var planted = new ArrayList<>(plant());
        planted.addAll(plantWhatTheyAreKnownBy());
        assertThat(found(List.of(alice.username(), "display" + mark)))
                .as("what is looked for is found while it is there")
                .contains(alice.username() + " in accounts", "display" + mark + " in profiles");

        assertThat(foundUnsealed("said" + mark)).containsExactly("said" + mark + " in event_journal");

        Archive.of(alice, alice.askForExport());
        assertThat(stored(List.of("display" + mark, "said" + mark)))
                .contains("display%s in profile.json".formatted(mark), "said%s in messages.json".formatted(mark));

        assertThat(erase(GONE).status()).isEqualTo(204);

        assertThat(found(planted)).isEmpty();
        assertThat(stored(planted)).isEmpty();
    }

    /// An emoji stands in the journal as it is: there it stays, of somebody who is nobody any more.
    @Test
    void whatTheyReactedIsLeftInTheJournalAlone() throws Exception {
        var kiss = "👩🏽‍❤️‍💋‍👨🏿";
        alice.react(bob.say(conversation), kiss);
        Awaitility.await("the reaction in its table")
                .atMost(Duration.ofSeconds(30))
                .until(() -> found(List.of(kiss)).contains(kiss + " in message_reactions"));

        erase(GONE);

        assertThat(found(List.of(kiss))).isSubsetOf(kiss + " in event_journal", kiss + " in snapshot");
    }

    @Test
    void othersSeeNobodyAndMessagesWithoutContent() {
        plant();

        erase(GONE);

        var history = Person.json(get(Service.MESSAGING, "/conversations/" + conversation + "/messages", bob));
        assertThat(texts(history, "sender_id")).containsExactly(alice.id(), bob.id(), alice.id());
        assertThat(history.get(0).has("plaintext")).isFalse();
        assertThat(history.get(1).path("plaintext").asText()).isEqualTo("Hello there!");
        assertThat(history.get(2).has("encrypted_content")).isFalse();
        assertThat(history.get(2).has("nonce")).isFalse();
        for (var path : List.of(
                "/api/v1/users/" + alice.id(),
                "/api/v1/users/by-username/" + alice.username(),
                "/api/v1/users/" + alice.id() + "/public-key")) {
            assertThat(Case.answer(get(Service.USER, path, bob))).isEqualTo("404 USER_NOT_FOUND");
        }
    }

    @Test
    void nobodySaysAnythingToThem() throws Exception {
        var said = bob.say(conversation);
        try (var socket = new ChatClient(bob)) {
            erase(GONE);

            assertThat(Case.answer(say(bob, conversation))).isEqualTo("404 USER_NOT_FOUND");
            socket.send("""
                    {"type": "message", "conversation_id": "%s", "text": "Are you there?", "idempotency_key": "k"}
                    """.formatted(conversation));
            var error = socket.next("error");
            assertThat(error.path("error").asText()).isEqualTo("USER_NOT_FOUND");
            assertThat(error.path("idempotency_key").asText()).isEqualTo("k");
        }
        var messages = "/conversations/" + conversation + "/messages";
        assertThat(texts(Person.json(get(Service.MESSAGING, messages, bob)), "id"))
                .containsExactly(said);
        assertThat(send(Service.MESSAGING, "DELETE", "/messages/" + said, bob, "")
                        .status())
                .isEqualTo(204);
    }

    @Test
    void nobodyBeginsToTalkToThem() {
        var carol = Person.register();
        erase(GONE);

        assertThat(Case.answer(send(
                        Service.MESSAGING, "POST", "/conversations", carol, """
                {"user_a": "%s", "user_b": "%s"}""".formatted(alice.id(), carol.id()))))
                .isEqualTo("404 USER_NOT_FOUND");
        assertThat(Case.answer(
                        send(Service.MESSAGING, "POST", "/conversations", bob, """
                {"user_a": "%s", "user_b": "%s"}""".formatted(alice.id(), bob.id()))))
                .isEqualTo("404 USER_NOT_FOUND");
    }

    @Test
    void groupsGoOnWithSomebodyElse() {
        var group = alice.found(bob);

        erase(GONE);

        var members = Person.json(get(Service.MESSAGING, "/conversations/%s/members".formatted(group), bob))
                .path("members");
        assertThat(texts(members, "user_id")).containsExactly(bob.id());
        assertThat(texts(members, "role")).containsExactly("owner");
        assertThat(Case.answer(say(bob, group))).isEqualTo("200");
        assertThat(Person.json(get(Service.MESSAGING, "/conversations/" + group, bob))
                        .path("name")
                        .isNull())
                .isTrue();
    }

    @Test
    void nameAndAddressAreFreeAndTheOldPersonDoesNotComeBack() {
        erase(GONE);

        var login = "{\"email\": \"%s\", \"password\": \"%s\"}".formatted(alice.email(), Person.PASSWORD);
        assertThat(Case.answer(Wire.send(Service.USER, "POST", "/api/v1/auth/login", Map.of(), login)))
                .isEqualTo("401 INVALID_CREDENTIALS");
        var again = Wire.send(Service.USER, "POST", "/api/v1/auth/register", Map.of(), """
                {"email": "%s", "username": "%s", "password": "%s"}""".formatted(
                        alice.email(), alice.username().toUpperCase(Locale.ROOT), Person.PASSWORD));
        assertThat(again.status()).isEqualTo(201);
        assertThat(Person.json(again).path("id").asText()).isNotEqualTo(alice.id());
    }

    @Test
    void onlyWhoKnowsThePasswordLeaves() {
        assertThat(Case.answer(erase("{\"password\": \"WrongPass123!\"}"))).isEqualTo("401 INVALID_CREDENTIALS");

        assertThat(get(Service.USER, ME, alice).status()).isEqualTo(200);
    }

    private List<String> plant() {
        send(Service.USER, "PATCH", ME, alice, """
                {"display_name": "display%1$s", "bio": "bio%1$s", "avatar_url": "https://example.com/avatar%1$s",
                 "cover_photo_url": "https://example.com/cover%1$s", "location": "place%1$s"}""".formatted(mark));
        var key = Base64.getEncoder()
                .encodeToString(
                        "key%s".formatted(mark).repeat(3).substring(0, 32).getBytes(StandardCharsets.UTF_8));
        send(Service.USER, "PUT", ME + "/public-key", alice, "{\"public_key\": \"%s\"}".formatted(key));
        var ciphertext = Base64.getEncoder().encodeToString(("cipher" + mark).getBytes(StandardCharsets.UTF_8));
        var nonce = mark.repeat(6);
        var messages = "/conversations/" + conversation + "/messages";
        send(Service.MESSAGING, "POST", messages, alice, """
                {"plaintext": "said%1$s", "idempotency_key": "idempotent%1$s"}""".formatted(mark));
        send(Service.MESSAGING, "POST", "/conversations", alice, """
                {"name": "group%s", "member_ids": ["%s"]}""".formatted(mark, bob.id()));
        send(Service.MESSAGING, "POST", messages, bob, "{\"plaintext\": \"Hello there!\"}");
        send(Service.MESSAGING, "POST", messages, alice, """
                {"encrypted_content": "%s", "nonce": "%s"}""".formatted(ciphertext, nonce));
        return List.of(
                ciphertext,
                nonce,
                alice.email(),
                alice.username(),
                "display" + mark,
                "bio" + mark,
                "avatar" + mark,
                "cover" + mark,
                "place" + mark,
                "said" + mark,
                "group" + mark,
                "idempotent" + mark,
                key);
    }

    /// What clients call themselves, who they are elsewhere, the address they had before, and what their codes are
    /// made of.
    private List<String> plantWhatTheyAreKnownBy() {
        var login = "{\"email\": \"%s\", \"password\": \"%s\"}".formatted(alice.email(), Person.PASSWORD);
        var agent = Map.of("User-Agent", "agent" + mark);
        assertThat(Wire.send(Service.USER, "POST", "/api/v1/auth/login", agent, login)
                        .status())
                .isEqualTo(200);
        var token = TestProviders.get().token("google", "subject" + mark, Map.of("email", "elsewhere@example.com"));
        alice.require(200, "oauth/link", "{\"provider\": \"google\", \"token\": \"%s\"}".formatted(token));
        var email = "new%s@example.com".formatted(mark);
        alice.require(
                200, "change-email", "{\"password\": \"%s\", \"new_email\": \"%s\"}".formatted(Person.PASSWORD, email));
        var change = new Mailbox(email).token(1);
        alice.require(200, "verify-email", "{\"token\": \"%s\"}".formatted(change));
        var offer = Authenticator.offered(alice);
        var authenticator = Authenticator.unconfirmed(alice, offer);
        alice.require(
                200, "2fa/confirm", """
                {"temp_session_id": "%s", "code": "%s"}""".formatted(offer.path("temp_session_id").asText(), authenticator.code()));
        return List.of(
                "agent" + mark,
                "subject" + mark,
                email,
                change,
                offer.path("secret").asText(),
                authenticator.backupCode());
    }

    private static Set<String> stored(List<String> words) throws IOException {
        return new Traces(words).inFiles(TestNode.get().objects());
    }

    private static Set<String> found(List<String> words) throws SQLException {
        try (var connection = TestNode.get().database()) {
            return new Traces(words).inTables(connection);
        }
    }

    /// What is found of a text if the events of this conversation encode it without sealing it, as none may. It is in
    /// the transaction that looks, which is rolled back.
    private Set<String> foundUnsealed(String text) throws Exception {
        try (var connection = TestNode.get().database()) {
            connection.setAutoCommit(false);
            try (var events = connection.prepareStatement("""
                    SELECT sequence_number, event_payload FROM event_journal
                    WHERE persistence_id = ? AND event_ser_manifest = 'conversation.message-sent'
                    """);
                    var change = connection.prepareStatement("""
                    UPDATE event_journal SET event_payload = ? WHERE persistence_id = ? AND sequence_number = ?
                    """)) {
                events.setString(1, "Conversation|" + conversation);
                try (var rows = events.executeQuery()) {
                    while (rows.next()) {
                        change.setBytes(1, unsealed(rows.getBytes(2), text));
                        change.setString(2, "Conversation|" + conversation);
                        change.setLong(3, rows.getLong(1));
                        change.executeUpdate();
                    }
                }
            }
            return new Traces(List.of(text)).inTables(connection);
        }
    }

    private static byte[] unsealed(byte[] event, String text) throws IOException {
        var tree = CBOR.readTree(event);
        ((ObjectNode) tree.findParent("nonce"))
                .put("content", Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8)));
        return CBOR.writeValueAsBytes(tree);
    }

    private Exchange erase(String body) {
        return send(Service.USER, "DELETE", ME, alice, body);
    }

    private static Exchange say(Person person, String conversation) {
        return send(Service.MESSAGING, "POST", "/conversations/" + conversation + "/messages", person, """
                {"plaintext": "Are you there?"}""");
    }

    private static Exchange get(Service service, String path, Person person) {
        return Wire.send(service, "GET", path, Person.bearer(person.token()), "");
    }

    private static Exchange send(Service service, String method, String path, Person person, String body) {
        return Wire.send(service, method, path, Person.bearer(person.token()), body);
    }

    private static List<String> texts(JsonNode array, String field) {
        var texts = new ArrayList<String>();
        array.forEach(item -> texts.add(item.path(field).asText()));
        return texts;
    }
}
