package social.nova.cluster.contract;

import static social.nova.protocols.contract.Service.MESSAGING;
import static social.nova.protocols.contract.Service.SEARCH;
import static social.nova.protocols.contract.Service.USER;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.stream.Stream;
import social.nova.cluster.TestNode;
import social.nova.protocols.contract.Service;

/// What each route answers: one request for every answer that only this route has. What all routes have alike is made
/// by [AnswersTest] out of the document.
final class Cases {
    private static final String AUTH = "/api/v1/auth/";
    private static final String MESSAGES = "/conversations/{conversation_id}/messages";

    private final Scene scene;
    private final List<Case> all = new ArrayList<>();

    private Cases(Scene scene) {
        this.scene = scene;
    }

    static List<Case> of(Scene scene) {
        var cases = new Cases(scene);
        cases.health();
        cases.documents();
        cases.accounts();
        cases.all.addAll(SessionCases.all());
        cases.all.addAll(CredentialCases.all());
        cases.all.addAll(UserCases.of(scene));
        cases.all.addAll(GraphCases.of(scene));
        cases.all.addAll(SecondFactorCases.all());
        cases.all.addAll(OAuthCases.all());
        cases.conversations();
        cases.messages();
        cases.all.addAll(MessageCases.of(scene));
        cases.all.addAll(GroupCases.of(scene));
        cases.all.addAll(ListCases.of(scene));
        cases.all.addAll(SearchCases.of(scene));
        cases.socket();
        return cases.all;
    }

    // The 503 of a node that is not well are seen where nodes and databases are killed.
    private void health() {
        for (var service : Service.values()) {
            Stream.of("/health", "/health/ready", "/health/live").forEach(path -> add(Case.get(service, path, "200")));
        }
        Stream.of("", "/ready", "/live").forEach(probe -> add(Case.get(USER, "/api/v1/health" + probe, "200")));
        add(Case.get(USER, "/metrics", "200"));
        add(Case.get(SEARCH, "/metrics", "404 NOT_FOUND"));
    }

    private void documents() {
        for (var path : List.of("/openapi.yaml", "/openapi.json", "/asyncapi.yaml", "/asyncapi.json", "/docs")) {
            add(Case.get(USER, path, "200"));
            add(Case.get(USER, path, "304").with("If-None-Match", "*"));
        }
        add(Case.get(USER, "/docs/{asset}", "200").at("/docs/swagger-ui-bundle.js"));
        add(Case.get(USER, "/docs/{asset}", "200").at("/docs/swagger-ui.css"));
        add(Case.get(USER, "/docs/{asset}", "200").at("/docs/favicon-32x32.png"));
        add(Case.get(USER, "/docs/{asset}", "304").at("/docs/start.js").with("If-None-Match", "*"));
        add(Case.get(USER, "/docs/{asset}", "404 NOT_FOUND").at("/docs/index.html"));
        add(Case.get(USER, "/.well-known/jwks.json", "200"));
    }

    private void accounts() {
        var taken = Person.unverified();
        add(register(Person.newName(), "@Example.com", "SecurePass123!", "201"));
        add(register(Person.newName(), "@example.com", "weak", "400 INVALID_PASSWORD"));
        add(register("-", "@example.com", "weak", "400 VALIDATION_ERROR"));
        add(Case.post(USER, AUTH + "register", """
                {"email": "%s@example.com", "username": "%s", "password": "SecurePass123!"}""".formatted(taken, Person.newName()), "409 EMAIL_TAKEN"));
        add(Case.post(USER, AUTH + "register", """
                {"email": "%s@example.com", "username": "%s", "password": "SecurePass123!"}""".formatted(Person.newName(), taken), "409 USERNAME_TAKEN"));

        var email = scene.owner().email();
        add(login(email, Person.PASSWORD, "200"));
        add(login(email, "WrongPass123!", "401 INVALID_CREDENTIALS"));
        add(login("nobody@example.com", Person.PASSWORD, "401 INVALID_CREDENTIALS"));
        add(login(taken + "@example.com", Person.PASSWORD, "403 EMAIL_NOT_VERIFIED"));

        add(Case.post(USER, AUTH + "dev-verify", "{\"email\": \"%s\"}".formatted(email), "200"));
        add(Case.post(
                USER,
                AUTH + "dev-verify",
                "{\"user_id\": \"%s\"}".formatted(scene.owner().id().toUpperCase(Locale.ROOT)),
                "200"));
        add(Case.post(
                USER, AUTH + "dev-verify", "{\"user_id\": \"%s\"}".formatted(UUID.randomUUID()), "404 USER_NOT_FOUND"));
    }

    private void conversations() {
        add(open(scene.owner().id(), scene.stranger().id(), "200"));
        add(open(scene.owner().id().toUpperCase(Locale.ROOT), scene.friend().id(), "200"));
        add(open(scene.friend().id(), scene.stranger().id(), "403 FORBIDDEN"));
        add(open(scene.owner().id(), UUID.randomUUID().toString(), "404 USER_NOT_FOUND"));
        var blocked = Person.register();
        var closed = scene.owner().talkTo(blocked);
        scene.owner().block(blocked);
        add(open(scene.owner().id(), blocked.id(), "404 USER_NOT_FOUND"));
        add(say(blocked, "{\"plaintext\": \"Hello there!\"}", "403 FORBIDDEN")
                .at("/conversations/%s/messages".formatted(closed)));
        var gone = Person.register();
        var quiet = scene.owner().talkTo(gone);
        gone.leave();
        add(open(scene.owner().id(), gone.id(), "404 USER_NOT_FOUND"));
        add(say(scene.owner(), "{\"plaintext\": \"Hello there!\"}", "404 USER_NOT_FOUND")
                .at("/conversations/%s/messages".formatted(quiet)));
        add(open(scene.owner().id(), scene.owner().id(), "400 VALIDATION_ERROR"));
        var path = "/conversations/{conversation_id}";
        add(Case.get(MESSAGING, path, "200").at(scene.fill(path)).as(scene.owner()));
        add(Case.get(MESSAGING, path, "403 NOT_CONVERSATION_MEMBER")
                .at(scene.fill(path))
                .as(scene.stranger()));
        add(Case.get(MESSAGING, path, "404 CONVERSATION_NOT_FOUND")
                .at("/conversations/" + UUID.randomUUID())
                .as(scene.owner()));
        add(Case.get(MESSAGING, path, "400 VALIDATION_ERROR")
                .at("/conversations/5")
                .as(scene.owner()));
    }

    private void messages() {
        add(say(scene.owner(), "{\"plaintext\": \"Hello there!\", \"idempotency_key\": \"k\"}", "200"));
        add(say(scene.owner(), "{\"plaintext\": \"Hello there!\", \"idempotency_key\": \"k\"}", "200"));
        add(say(scene.owner(), "{\"plaintext\": \"Hello you!\", \"idempotency_key\": \"k\"}", "409 CONFLICT"));
        add(say(
                scene.friend(),
                "{\"encrypted_content\": \"c2VjcmV0\", \"nonce\": \"%s\", \"plaintext\": null}"
                        .formatted("0".repeat(48)),
                "200"));
        add(say(scene.owner(), "{}", "400 VALIDATION_ERROR"));
        add(say(scene.stranger(), "{\"plaintext\": \"Hello there!\"}", "403 NOT_CONVERSATION_MEMBER"));
        add(say(
                scene.owner(),
                "{\"plaintext\": \"Yes!\", \"reply_to\": \"{message_id}\", \"mentions\": [\"{friend}\"]}",
                "200"));
        add(say(
                scene.owner(),
                "{\"plaintext\": \"Yes!\", \"reply_to\": \"%s\"}".formatted(UUID.randomUUID()),
                "404 MESSAGE_NOT_FOUND"));
        var nowhere = "/conversations/%s/messages".formatted(UUID.randomUUID());
        add(say(scene.owner(), "{\"plaintext\": \"Hello there!\"}", "404 CONVERSATION_NOT_FOUND")
                .at(nowhere));

        for (var query : List.of("", "?limit=1", "?limit=1000", "?before=2", "?after=0&limit=5")) {
            add(Case.get(MESSAGING, MESSAGES, "200")
                    .at(scene.fill(MESSAGES) + query)
                    .as(scene.owner()));
        }
        for (var query : List.of("?limit=0", "?limit=ten", "?before=5&after=2", "?after=-1")) {
            add(Case.get(MESSAGING, MESSAGES, "400 VALIDATION_ERROR")
                    .at(scene.fill(MESSAGES) + query)
                    .as(scene.owner()));
        }
        add(Case.get(MESSAGING, MESSAGES, "403 NOT_CONVERSATION_MEMBER")
                .at(scene.fill(MESSAGES))
                .as(scene.stranger()));
        add(Case.get(MESSAGING, MESSAGES, "404 CONVERSATION_NOT_FOUND")
                .at(nowhere)
                .as(scene.owner()));
    }

    private void socket() {
        add(handshake("101").as(scene.owner()));
        add(handshake("101").as(scene.owner()).with("Origin", TestNode.ORIGIN));
        add(handshake("101")
                .with("Sec-WebSocket-Protocol", "nova.bearer, " + scene.owner().token()));
        add(handshake("101").at("/ws?token=" + scene.owner().token()));
        add(handshake("403 FORBIDDEN").as(scene.owner()).with("Origin", "http://elsewhere.example.org"));
        add(Case.get(MESSAGING, "/ws", "426 UPGRADE_REQUIRED").as(scene.owner()));
    }

    private void add(Case one) {
        all.add(one);
    }

    private static Case register(String name, String domain, String password, String answer) {
        return Case.post(USER, AUTH + "register", """
                {"email": "%s%s", "username": "%s", "password": "%s"}""".formatted(name, domain, name, password), answer);
    }

    private static Case login(String email, String password, String answer) {
        return Case.post(
                USER, AUTH + "login", "{\"email\": \"%s\", \"password\": \"%s\"}".formatted(email, password), answer);
    }

    private Case open(String a, String b, String answer) {
        return Case.post(
                        MESSAGING, "/conversations", "{\"user_a\": \"%s\", \"user_b\": \"%s\"}".formatted(a, b), answer)
                .as(scene.owner());
    }

    private Case say(Person person, String body, String answer) {
        return Case.post(MESSAGING, MESSAGES, scene.fill(body), answer)
                .at(scene.fill(MESSAGES))
                .as(person);
    }

    private static Case handshake(String answer) {
        var handshake = Case.get(MESSAGING, "/ws", answer);
        for (var header : AuthorisationTable.HANDSHAKE.entrySet()) {
            handshake = handshake.with(header.getKey(), header.getValue());
        }
        return handshake;
    }
}
