package social.nova.cluster.contract;

import com.auth0.jwt.JWT;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import social.nova.cluster.TestNode;
import social.nova.protocols.contract.Exchange;
import social.nova.protocols.contract.Service;

/// Somebody with an account on the [social.nova.cluster.TestNode].
///
/// @param token an access token
record Person(String id, String email, String token, String refreshToken) {
    static final String PASSWORD = "SecurePass123!";
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Person ADMIN = makeAdmin();

    /// Registers, verifies and logs in.
    static Person register() {
        var name = unverified();
        var email = name + "@example.com";
        require(200, send("/api/v1/auth/dev-verify", "{\"email\": \"%s\"}".formatted(email)));
        return logIn(email);
    }

    private static Person logIn(String email) {
        var login = require(
                200,
                send("/api/v1/auth/login", "{\"email\": \"%s\", \"password\": \"%s\"}".formatted(email, PASSWORD)));
        var token = login.path("access_token").asText();
        var me = require(200, Wire.send(Service.USER, "GET", "/api/v1/users/me", bearer(token), ""));
        return new Person(
                me.path("id").asText(),
                email,
                token,
                login.path("refresh_token").asText());
    }

    /// The one admin of the node, made by whoever runs it.
    static Person admin() {
        return ADMIN;
    }

    /// Somebody whom the admin has made a moderator.
    static Person moderator() {
        var moderator = register();
        var path = "/api/v1/users/%s/role".formatted(moderator.id());
        require(
                200,
                Wire.send(Service.USER, "PUT", path, bearer(Token.of(ADMIN).signed()), "{\"role\": \"moderator\"}"));
        return moderator;
    }

    private static Person makeAdmin() {
        var name = newName();
        TestNode.get().createAdmin(name + "@example.com", name, PASSWORD);
        return logIn(name + "@example.com");
    }

    /// The same person in another session.
    Person logInAgain() {
        return logIn(email);
    }

    /// The id of the session that the token is of.
    String session() {
        return JWT.decode(token).getClaim("sid").asString();
    }

    /// Registers only; gives the name, whose address is at example.com.
    static String unverified() {
        var name = newName();
        require(201, send("/api/v1/auth/register", """
                {"email": "%s@example.com", "username": "%s", "password": "%s"}""".formatted(name, name, PASSWORD)));
        return name;
    }

    static String newName() {
        return "n" + UUID.randomUUID().toString().substring(0, 13);
    }

    /// The id of the conversation with another.
    String talkTo(Person other) {
        var pair = "{\"user_a\": \"%s\", \"user_b\": \"%s\"}".formatted(id, other.id());
        return require(200, Wire.send(Service.MESSAGING, "POST", "/conversations", bearer(token), pair))
                .path("id")
                .asText();
    }

    /// The id of a new group, owned by this person. In a session of its own, like what follows: the first may have
    /// ended.
    String found(Person... others) {
        var ids = Stream.of(others).map(Person::id).collect(Collectors.joining("\", \"", "[\"", "\"]"));
        var group = "{\"name\": \"Friday's walk\", \"member_ids\": %s}".formatted(ids);
        return require(
                        200,
                        Wire.send(
                                Service.MESSAGING,
                                "POST",
                                "/conversations",
                                bearer(Token.of(this).signed()),
                                group))
                .path("id")
                .asText();
    }

    /// Opens the group of this body, and leaves it.
    void foundAndLeave(String body) {
        var token = bearer(Token.of(this).signed());
        var group = require(200, Wire.send(Service.MESSAGING, "POST", "/conversations", token, body))
                .path("id")
                .asText();
        var path = "/conversations/%s/members/%s".formatted(group, id);
        require(204, Wire.send(Service.MESSAGING, "DELETE", path, token, ""));
    }

    void give(String role, Person other, String group) {
        var path = "/conversations/%s/members/%s".formatted(group, other.id());
        require(
                200,
                Wire.send(
                        Service.MESSAGING,
                        "PUT",
                        path,
                        bearer(Token.of(this).signed()),
                        "{\"role\": \"%s\"}".formatted(role)));
    }

    /// The id of a new message.
    String say(String conversation) {
        var path = "/conversations/%s/messages".formatted(conversation);
        return require(
                        200,
                        Wire.send(
                                Service.MESSAGING,
                                "POST",
                                path,
                                bearer(Token.of(this).signed()),
                                "{\"plaintext\": \"Hello!\"}"))
                .path("id")
                .asText();
    }

    void react(String message, String emoji) {
        var path = "/messages/%s/reactions".formatted(message);
        require(
                200,
                Wire.send(
                        Service.MESSAGING,
                        "POST",
                        path,
                        bearer(Token.of(this).signed()),
                        "{\"emoji\": \"%s\"}".formatted(emoji)));
    }

    void delete(String message) {
        require(
                204,
                Wire.send(
                        Service.MESSAGING,
                        "DELETE",
                        "/messages/" + message,
                        bearer(Token.of(this).signed()),
                        ""));
    }

    /// The name that was taken for the address, too.
    String username() {
        return email.substring(0, email.indexOf('@'));
    }

    /// Others can encrypt for this person then.
    void publishAKey() {
        var key = "{\"public_key\": \"AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=\"}";
        require(200, Wire.send(Service.USER, "PUT", "/api/v1/users/me/public-key", bearer(token), key));
    }

    /// Wants to have nothing to do with another.
    void block(Person other) {
        require(
                200,
                Wire.send(Service.USER, "POST", "/api/v1/users/%s/block".formatted(other.id()), bearer(token), ""));
    }

    /// Erases the account.
    void leave() {
        var proof = "{\"password\": \"%s\"}".formatted(PASSWORD);
        require(204, Wire.send(Service.USER, "DELETE", "/api/v1/users/me", bearer(token), proof));
    }

    /// Lets in only whom this person accepts.
    void becomePrivate() {
        var change = "{\"private_account\": true}";
        require(200, Wire.send(Service.USER, "PATCH", "/api/v1/users/me", bearer(token), change));
    }

    void unblock(Person other) {
        var path = "/api/v1/users/%s/block".formatted(other.id());
        require(204, Wire.send(Service.USER, "DELETE", path, bearer(token), ""));
    }

    /// What this person is answered below `/api/v1/auth/`.
    Exchange post(String path, String body) {
        return Wire.send(Service.USER, "POST", "/api/v1/auth/" + path, bearer(token), body);
    }

    /// The same, which must be answered with this status.
    JsonNode require(int status, String path, String body) {
        return require(status, post(path, body));
    }

    /// The id of an export that will be made.
    String askForExport() {
        return require(202, Wire.send(Service.USER, "POST", "/api/v1/users/me/export", bearer(token), ""))
                .path("id")
                .asText();
    }

    static Map<String, String> bearer(String token) {
        return Map.of("Authorization", "Bearer " + token);
    }

    static JsonNode json(Exchange exchange) {
        try {
            return JSON.readTree(exchange.answer().toArray());
        } catch (JsonProcessingException noJson) {
            return JSON.createObjectNode();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Exchange send(String path, String body) {
        return Wire.send(Service.USER, "POST", path, Map.of(), body);
    }

    private static JsonNode require(int status, Exchange exchange) {
        if (exchange.status() != status) {
            throw new IllegalStateException("Wanted %d: %s".formatted(status, exchange));
        }
        return json(exchange);
    }
}
