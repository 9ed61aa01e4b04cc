package social.nova.cluster.proof;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import social.nova.loadtest.client.Web;
import social.nova.loadtest.run.Node;
import social.nova.loadtest.run.NovaRun;

/// Signing in by other services, which are a process of their own, at the nodes of a cluster.
@ExtendWith(SharedRun.class)
class OAuthIT {
    private static final String PASSWORD = "Correct-Horse-1";

    private final ProviderProcess services = SharedRun.services();
    private final String subject = UUID.randomUUID().toString();
    private final String name = "o-" + subject.substring(0, 8);
    private final String email = name + "@example.com";

    @Test
    void whoeverComesByAnotherServiceIsOneUserOnEveryNode(NovaRun nova) {
        var token = services.token("google", subject, verified(email));

        var ids = nova.nodes().stream()
                .map(node -> me(node, entered(node, "google", token)).path("id").asText())
                .toList();

        assertThat(ids).hasSize(SharedRun.NODES).containsOnly(ids.getFirst()).doesNotContain("");
    }

    @Test
    void noTokenThatIsNotForUsAndGoodOpensAnythingAnywhere(NovaRun nova) {
        var node = nova.nodes().getFirst();
        var alice = entered(node, "google", services.token("google", subject, verified(email)));
        for (var attack : bad().entrySet()) {
            for (var asked : nova.nodes()) {
                assertThat(refusal(authorize(asked, "google", attack.getValue())))
                        .as("%s at %s", attack.getKey(), asked.name())
                        .isEqualTo("401 INVALID_TOKEN");
            }
            assertThat(refusal(Web.post(auth(node) + "oauth/link", alice, body("apple", attack.getValue()))))
                    .as("%s, to be linked", attack.getKey())
                    .isEqualTo("401 INVALID_TOKEN");
        }
    }

    @Test
    void anAddressThatIsNotVerifiedThereLeadsNowhere(NovaRun nova) {
        for (var node : nova.nodes()) {
            var token = services.token("google", subject, Map.of("email", email, "email_verified", false));
            assertThat(refusal(authorize(node, "google", token))).isEqualTo("403 EMAIL_NOT_VERIFIED");
        }
    }

    @Test
    void whoRegisteredAnothersAddressLosesTheAccountToThem(NovaRun nova) {
        var first = nova.nodes().getFirst();
        var squatted =
                Web.post(auth(first) + "register", "", Map.of("email", email, "username", name, "password", PASSWORD));
        assertThat(squatted.status()).isEqualTo(201);

        var owner = me(
                nova.nodes().get(1),
                entered(nova.nodes().get(1), "google", services.token("google", subject, verified(email))));

        assertThat(owner.path("id")).isEqualTo(squatted.body().path("id"));
        for (var node : nova.nodes()) {
            var login = Web.post(auth(node) + "login", "", Map.of("email", email, "password", PASSWORD));
            assertThat(refusal(login)).isEqualTo("401 INVALID_CREDENTIALS");
        }
        var other = services.token("google", "another-" + subject, verified(email));
        assertThat(refusal(authorize(first, "google", other))).isEqualTo("409 CONFLICT");
    }

    @Test
    void anAccessTokenOfFacebookIsOfWhomFacebookSays(NovaRun nova) {
        var entered = entered(nova.nodes().getFirst(), "facebook", "good-" + name);

        var me = me(nova.nodes().get(1), entered);
        assertThat(me.path("email").asText()).isEqualTo(email);
        assertThat(me(nova.nodes().getLast(), entered(nova.nodes().getLast(), "facebook", "good-" + name)))
                .isEqualTo(me);
        for (var bad : List.of("other-app-" + name, "over-" + name, "unknown-" + name, "x")) {
            assertThat(refusal(authorize(nova.nodes().getFirst(), "facebook", bad)))
                    .as(bad)
                    .isEqualTo("401 INVALID_TOKEN");
        }
    }

    private Map<String, String> bad() {
        var good = services.token("google", subject, verified(email));
        var parts = good.split("\\.", -1);
        var changed = new String(Base64.getUrlDecoder().decode(parts[1]), StandardCharsets.UTF_8)
                .replace(subject, "x" + subject);
        var bad = new LinkedHashMap<String, String>();
        bad.put("for another client", services.token("google", subject, "somebody", verified(email), 3_600));
        bad.put("of another issuer", services.token("evil", subject, verified(email)));
        bad.put("expired", services.token("google", subject, ProviderMain.CLIENT_ID, verified(email), -10));
        bad.put("changed", parts[0] + "." + base64(changed) + "." + parts[2]);
        bad.put("signed by nobody", base64("{\"alg\":\"none\"}") + "." + parts[1] + ".");
        return bad;
    }

    private static Map<String, Object> verified(String email) {
        return Map.of("email", email, "email_verified", true);
    }

    private static String entered(Node node, String provider, String token) {
        var answer = authorize(node, provider, token);
        assertThat(answer.status()).as(answer.toString()).isEqualTo(200);
        return answer.body().path("access_token").asText();
    }

    private static Web.Answer authorize(Node node, String provider, String token) {
        return Web.post(auth(node) + "oauth/authorize", "", body(provider, token));
    }

    private static JsonNode me(Node node, String accessToken) {
        return Web.get("http://" + node.api() + "/api/v1/users/me", accessToken).body();
    }

    private static Map<String, String> body(String provider, String token) {
        return Map.of("provider", provider, "token", token);
    }

    private static String refusal(Web.Answer answer) {
        return answer.status() + " " + answer.body().path("error").asText();
    }

    private static String auth(Node node) {
        return "http://" + node.api() + "/api/v1/auth/";
    }

    private static String base64(String text) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
