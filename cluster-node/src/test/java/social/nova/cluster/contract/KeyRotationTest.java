package social.nova.cluster.contract;

import static org.assertj.core.api.Assertions.assertThat;

import com.auth0.jwt.JWT;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.StreamSupport;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import social.nova.cluster.TestNode;
import social.nova.protocols.contract.Service;

/// A new key signs tokens of a node that goes on running.
class KeyRotationTest {

    @Test
    void noTokenIsRefusedWhileAnotherKeyTakesOver() {
        var alice = Person.register();
        var first = keyOf(alice.token());
        var out = new ByteArrayOutputStream();

        assertThat(TestNode.get().rotateKeys(new PrintStream(out, true, StandardCharsets.UTF_8)))
                .isZero();

        assertThat(out.toString(StandardCharsets.UTF_8)).contains("signs access tokens in 10 seconds");
        var answers = new HashSet<String>();
        var tokens = new HashSet<>(Set.of(alice.token()));
        Awaitility.await("another key to sign")
                .atMost(Duration.ofSeconds(30))
                .pollInterval(Duration.ofMillis(400)) // fewer logins than a user has sessions
                .until(() -> {
                    var newest = alice.logInAgain().token();
                    tokens.add(newest);
                    tokens.forEach(token -> answers.add(me(token)));
                    return !keyOf(newest).equals(first);
                });
        tokens.forEach(token -> answers.add(me(token)));

        assertThat(answers).containsExactly("200");
        assertThat(published()).contains(first, keyOf(alice.logInAgain().token()));
    }

    private static String keyOf(String token) {
        return JWT.decode(token).getKeyId();
    }

    private static List<String> published() {
        var answer = Person.json(Wire.send(Service.USER, "GET", "/.well-known/jwks.json", Map.of(), ""));
        return StreamSupport.stream(answer.path("keys").spliterator(), false)
                .map(key -> key.path("kid").asText())
                .toList();
    }

    private static String me(String token) {
        return Case.answer(Wire.send(Service.USER, "GET", "/api/v1/users/me", Person.bearer(token), ""));
    }
}
