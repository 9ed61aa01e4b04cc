package social.nova.cluster.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static social.nova.cluster.proof.SharedRun.NODES;

import java.util.ArrayList;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import social.nova.cluster.TestCodes;
import social.nova.loadtest.client.Web;
import social.nova.loadtest.client.Web.Answer;
import social.nova.loadtest.run.NovaRun;

/// One code, shown to three nodes at once.
@ExtendWith(SharedRun.class)
class SecondFactorIT {
    private static final int AT_ONCE = 50;
    private static final String PASSWORD = "Correct-Horse-1";

    private final String name = "f-" + UUID.randomUUID().toString().substring(0, 8);
    private final Map<String, String> credentials = Map.of("email", name + "@example.com", "password", PASSWORD);

    @Test
    void ofFiftyLoginsOnThreeNodesWithOneCodeOneGetsIn(NovaRun nova) throws Exception {
        var codes = secondFactor(nova);
        var logins = IntStream.range(0, AT_ONCE)
                .mapToObj(n -> post(nova, n, "login", "", credentials)
                        .body()
                        .path("session_id")
                        .asText())
                .toList();
        // The step after the one that confirmed: not used yet, and near enough.
        var code = codes.at(TestCodes.currentStep() + 1);

        var answers = new ArrayList<Integer>();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var attempts = IntStream.range(0, AT_ONCE)
                    .mapToObj(n -> (Callable<Answer>) () ->
                            post(nova, n + 1, "2fa/verify", "", Map.of("session_id", logins.get(n), "code", code)))
                    .toList();
            for (var attempt : threads.invokeAll(attempts)) {
                answers.add(attempt.get().status());
            }
        }

        assertThat(answers)
                .hasSize(AT_ONCE)
                .containsOnlyOnce(200)
                .allMatch(status -> status == 200 || status == 401 || status == 403);
    }

    private TestCodes secondFactor(NovaRun nova) {
        post(nova, 0, "register", "", Map.of("email", name + "@example.com", "username", name, "password", PASSWORD));
        post(nova, 0, "dev-verify", "", Map.of("email", name + "@example.com"));
        var token = post(nova, 0, "login", "", credentials)
                .body()
                .path("access_token")
                .asText();
        var offer =
                post(nova, 1, "2fa/enable", token, Map.of("password", PASSWORD)).body();
        var codes = new TestCodes(offer.path("secret").asText());
        var confirmed = post(
                nova,
                2,
                "2fa/confirm",
                token,
                Map.of(
                        "temp_session_id",
                        offer.path("temp_session_id").asText(),
                        "code",
                        codes.at(TestCodes.currentStep())));
        assertThat(confirmed.status()).isEqualTo(200);
        return codes;
    }

    private static Answer post(NovaRun nova, int node, String path, String token, Map<String, ?> body) {
        var api = nova.nodes().get(node % NODES).api();
        return Web.post("http://" + api + "/api/v1/auth/" + path, token, body);
    }
}
