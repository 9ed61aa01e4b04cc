package social.nova.cluster.proof;

import java.util.Map;
import java.util.UUID;

/// Somebody with an account.
record Person(String id, String name, String token) {
    private static final String PASSWORD = "Correct-Horse-1";

    /// Registers, verifies and logs in at one node, through its API.
    static Person register(NovaRun.Node node, String name) {
        var unique = name + "-" + UUID.randomUUID().toString().substring(0, 8);
        var email = unique + "@example.com";
        var auth = "http://" + node.api() + "/api/v1/auth/";
        var account = Web.post(auth + "register", "", Map.of("email", email, "username", unique, "password", PASSWORD));
        require(account, 201);
        require(Web.post(auth + "dev-verify", "", Map.of("email", email)), 200);
        var login = Web.post(auth + "login", "", Map.of("email", email, "password", PASSWORD));
        require(login, 200);
        return new Person(
                account.body().path("id").asText(),
                name,
                login.body().path("access_token").asText());
    }

    /// Opens the conversation with another and gives its id.
    String openConversation(NovaRun.Node node, Person other) {
        var opened = Web.post(
                "http://" + node.messaging() + "/conversations", token, Map.of("user_a", id, "user_b", other.id()));
        require(opened, 200);
        return opened.body().path("id").asText();
    }

    private static void require(Web.Answer answer, int status) {
        if (answer.status() != status) {
            throw new AssertionError("Expected " + status + ", got " + answer);
        }
    }

    @Override
    public String toString() {
        return name;
    }
}
