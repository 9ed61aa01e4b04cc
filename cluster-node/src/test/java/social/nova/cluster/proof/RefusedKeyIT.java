package social.nova.cluster.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import java.net.http.WebSocketHandshakeException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import social.nova.loadtest.client.Person;
import social.nova.loadtest.client.Web;
import social.nova.loadtest.common.Await;
import social.nova.loadtest.run.NovaRun;

/// The key that signs access tokens is in wrong hands: `./nova keys rotate --at-once` while a node runs. It is a node
/// of its own, for everybody's tokens are refused.
class RefusedKeyIT {
    private static final Path DATA = Path.of("target", "refused-key-" + UUID.randomUUID());
    private static final Duration WITHIN = Duration.ofSeconds(60);
    private static final int TOKEN_EXPIRED = 4401;

    @Test
    void socketsOfTheOldKeyAreClosedAndOnlyTokensOfTheNewOneOpenAnother() throws Exception {
        try (var nova = NovaRun.start(SharedRun.NOVA, DATA, 1)) {
            var node = nova.nodes().getFirst();
            var alice = Person.register(node.api(), "alice");
            try (var old = new Watcher(node, alice)) {
                assertAnswers(old);

                assertThat(nova.command(SharedRun.NOVA, WITHIN, "keys", "rotate", "--at-once"))
                        .isZero();

                assertThat(old.closed().get(WITHIN.toSeconds(), TimeUnit.SECONDS))
                        .isEqualTo(TOKEN_EXPIRED);
            }
            assertThatThrownBy(() -> new Watcher(node, alice).close())
                    .cause()
                    .asInstanceOf(type(WebSocketHandshakeException.class))
                    .extracting(refused -> refused.getResponse().statusCode())
                    .isEqualTo(401);
            var me = "http://" + node.api() + "/api/v1/users/me";
            assertThat(Web.get(me, alice.token()).status()).isEqualTo(401);

            var again = alice.logIn(node.api());

            assertThat(Web.get(me, again.token()).status()).isEqualTo(200);
            try (var fresh = new Watcher(node, again)) {
                assertAnswers(fresh);
            }
        }
    }

    private static void assertAnswers(Watcher socket) {
        socket.send(Map.of("type", "ping"));
        Await.until("a pong", WITHIN, () -> socket.seen("pong").findAny().isPresent());
    }
}
