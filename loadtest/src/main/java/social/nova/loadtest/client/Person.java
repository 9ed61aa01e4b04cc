package social.nova.loadtest.client;

import java.util.Map;
import java.util.UUID;

/// Somebody with an account.
///
/// @param name for people who read logs; the account has a longer one
/// @param token an access token
/// @param refreshToken empty where nobody has logged in
public record Person(String id, String name, String email, String token, String refreshToken) {
    private static final String PASSWORD = "Correct-Horse-1";

    /// Registers, verifies and logs in.
    ///
    /// @param api `host:port`
    public static Person register(String api, String name) {
        var unique = name + "-" + UUID.randomUUID().toString().substring(0, 8);
        var email = unique + "@example.com";
        var auth = "http://" + api + "/api/v1/auth/";
        var account = Web.post(auth + "register", "", Map.of("email", email, "username", unique, "password", PASSWORD));
        require(account, 201);
        require(Web.post(auth + "dev-verify", "", Map.of("email", email)), 200);
        return new Person(account.body().path("id").asText(), name, email, "", "").logIn(api);
    }

    /// The same in a new session.
    ///
    /// @param api `host:port`
    public Person logIn(String api) {
        var login = Web.post("http://" + api + "/api/v1/auth/login", "", Map.of("email", email, "password", PASSWORD));
        require(login, 200);
        return new Person(
                id,
                name,
                email,
                login.body().path("access_token").asText(),
                login.body().path("refresh_token").asText());
    }

    /// Deletes the account.
    ///
    /// @param api `host:port`
    public Web.Answer leave(String api) {
        return Web.send("DELETE", "http://" + api + "/api/v1/users/me", token, Map.of("password", PASSWORD));
    }

    /// The name that others see.
    public String username() {
        return email.substring(0, email.indexOf('@'));
    }

    /// Opens the conversation with another and gives its id.
    ///
    /// @param messaging `host:port`
    public String openConversation(String messaging, Person other) {
        var opened =
                Web.post("http://" + messaging + "/conversations", token, Map.of("user_a", id, "user_b", other.id()));
        require(opened, 200);
        return opened.body().path("id").asText();
    }

    private static void require(Web.Answer answer, int status) {
        if (answer.status() != status) {
            throw new IllegalStateException("expected " + status + ", got " + answer.status() + ": " + answer.body());
        }
    }

    @Override
    public String toString() {
        return name;
    }
}
