package social.nova.cluster.contract;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import social.nova.protocols.contract.Exchange;
import social.nova.protocols.contract.Service;

/// Profiles and public keys as their users and others see them, at a running node.
class ProfileTest {
    private static final String USERS = "/api/v1/users/";
    private static final String KEY_1 = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";
    private static final String KEY_2 = "HwABAgMEBQYHCAkKCwwNDg8QERITFBUWFxgZGhscHR4=";

    private final Person alice = Person.register();

    @Test
    void whatWasChangedIsShownToEverybodyAtOnce() {
        var changed = patch("""
                {"display_name": "Ænne \\ud83d\\ude00", "bio": "a\\nb", "avatar_url": "https://example.com/a.png",
                 "cover_photo_url": "http://example.com/c.png?x=1", "location": "Ulm", "private_account": true}""");

        assertThat(changed.path("display_name").asText()).isEqualTo("Ænne \uD83D\uDE00");
        assertThat(changed.path("bio").asText()).isEqualTo("a\nb");
        assertThat(changed.path("private_account").asBoolean()).isTrue();
        assertThat(me()).isEqualTo(changed);
        assertThat(seen(USERS + alice.id())).isEqualTo(asOthersSee(changed));
        assertThat(seen(USERS + "by-username/" + alice.username())).isEqualTo(asOthersSee(changed));
        assertThat(seen("/api/v1/users?ids=" + alice.id()).at("/users/0")).isEqualTo(asOthersSee(changed));
    }

    @Test
    void whatIsNotGivenStaysAndAnEmptyTextClears() {
        patch("{\"display_name\": \"Alice\", \"bio\": \"bio\", \"location\": \"Ulm\"}");

        var changed = patch("{\"display_name\": null, \"bio\": \"\"}");

        assertThat(changed.path("display_name").asText()).isEqualTo("Alice");
        assertThat(changed.path("bio").isNull()).isTrue();
        assertThat(changed.path("location").asText()).isEqualTo("Ulm");
        assertThat(seen(USERS + alice.id())).isEqualTo(asOthersSee(changed));
    }

    @Test
    void nothingElseCanBeChangedHere() {
        var before = me();

        var after = patch("""
                {"id": "00000000-0000-4000-8000-000000000000", "username": "mallory", "email": "m@example.com",
                 "created_at": "2000-01-01T00:00:00Z", "role": "admin", "email_verified": false, "revision": 0,
                 "password_hash": "x", "totp_enabled": true, "is_admin": true, "unknown": {"deep": [1]}}""");

        assertThat(after).isEqualTo(before);
        assertThat(me()).isEqualTo(before);
    }

    @Test
    void usersComeInTheOrderInWhichTheyWereAskedFor() {
        var bob = Person.register();

        var found = seen("/api/v1/users?ids=%s,%s,%s".formatted(bob.id(), alice.id(), bob.id()));

        assertThat(texts(found.path("users"), "id")).containsExactly(bob.id(), alice.id());
    }

    @Test
    void everyKeyStaysInTheHistory() {
        put(KEY_1);
        var second = put(KEY_2);
        assertThat(put(KEY_2)).isEqualTo(second);

        assertThat(seen(USERS + alice.id() + "/public-key")).isEqualTo(second);
        assertThat(texts(seen(USERS + alice.id() + "/public-keys").path("public_keys"), "public_key"))
                .containsExactly(KEY_2, KEY_1);

        put(KEY_1);

        assertThat(texts(seen(USERS + alice.id() + "/public-keys").path("public_keys"), "public_key"))
                .containsExactly(KEY_1, KEY_2, KEY_1);
    }

    @Test
    void whatSomebodyHasAlreadyIsNotSentAgainUntilItChanges() {
        for (var path : List.of(USERS + alice.id() + "/public-key", USERS + alice.id())) {
            put(KEY_1);
            var tag = tag(path, "\"none\"", 200);
            assertThat(tag(path, tag, 304)).isEqualTo(tag);

            put(KEY_2);
            patch("{\"bio\": \"%s\"}".formatted(path));

            assertThat(tag(path, tag, 200)).isNotEqualTo(tag);
        }
        var role = USERS + alice.id() + "/role";
        var tag = tag(role, "\"none\"", 200);
        assertThat(tag(role, tag, 304)).isEqualTo(tag);
    }

    private String tag(String path, String known, int status) {
        var headers = new TreeMap<>(Person.bearer(alice.token()));
        headers.put("If-None-Match", known);
        var answer = Wire.send(Service.USER, "GET", path, headers, "");
        assertThat(answer.status()).as(answer.toString()).isEqualTo(status);
        return answer.answerHeaders().getOrDefault("ETag", List.of("")).getFirst();
    }

    private JsonNode patch(String body) {
        return ok(Wire.send(Service.USER, "PATCH", USERS + "me", Person.bearer(alice.token()), body));
    }

    private JsonNode put(String key) {
        var body = "{\"public_key\": \"%s\"}".formatted(key);
        return ok(Wire.send(Service.USER, "PUT", USERS + "me/public-key", Person.bearer(alice.token()), body));
    }

    private JsonNode me() {
        return ok(Wire.send(Service.USER, "GET", USERS + "me", Person.bearer(alice.token()), ""));
    }

    private static JsonNode seen(String path) {
        return ok(Wire.send(Service.USER, "GET", path, Map.of(), ""));
    }

    private static JsonNode ok(Exchange exchange) {
        assertThat(exchange.status()).as(exchange.toString()).isEqualTo(200);
        return Person.json(exchange);
    }

    private static JsonNode asOthersSee(JsonNode me) {
        return me.<ObjectNode>deepCopy().without(List.of("email", "totp_enabled"));
    }

    private static List<String> texts(JsonNode array, String field) {
        var texts = new ArrayList<String>();
        array.forEach(item -> texts.add(item.path(field).asText()));
        return texts;
    }
}
