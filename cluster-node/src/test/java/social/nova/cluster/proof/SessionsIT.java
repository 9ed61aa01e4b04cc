package social.nova.cluster.proof;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import social.nova.loadtest.client.Person;
import social.nova.loadtest.client.Web;
import social.nova.loadtest.common.Await;
import social.nova.loadtest.run.Node;
import social.nova.loadtest.run.NovaRun;

/// Login sessions are the same on every node.
@ExtendWith(SharedRun.class)
class SessionsIT {

    @Test
    void aSessionThatEndsOnOneNodeHasEndedOnAllWithinASecond(NovaRun nova) throws Exception {
        var alice = Person.register(nova.nodes().getFirst().api(), "alice");
        for (var node : nova.nodes()) {
            assertThat(me(node, alice)).isEqualTo(200);
        }
        try (var socket = new RawSocket(nova.nodes().getLast(), alice)) {
            assertThat(Web.post(auth(nova.nodes().getFirst()) + "logout", alice.token(), Map.of())
                            .status())
                    .isEqualTo(204);

            for (var node : nova.nodes()) {
                Await.until(node + " to refuse the token", Duration.ofSeconds(1), () -> me(node, alice) == 401);
            }
            socket.drain();
        }
    }

    @Test
    void ofTwentyRefreshesAtOnceOnAllNodesOneWinsAndTheFamilyIsDead(NovaRun nova) throws Exception {
        var nodes = nova.nodes();
        var alice = Person.register(nodes.getFirst().api(), "alice");
        var refreshes = IntStream.range(0, 20)
                .mapToObj(n -> (Callable<Web.Answer>) () -> refresh(nodes.get(n % nodes.size()), alice.refreshToken()))
                .toList();

        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var answers =
                    threads.invokeAll(refreshes).stream().map(Future::resultNow).toList();

            assertThat(answers).filteredOn(answer -> answer.status() == 200).hasSize(1);
            assertThat(answers).filteredOn(answer -> answer.status() == 401).hasSize(19);
            var next = answers.stream()
                    .filter(answer -> answer.status() == 200)
                    .findAny()
                    .orElseThrow()
                    .body()
                    .path("refresh_token")
                    .asText();
            assertThat(refresh(nodes.getLast(), next).status()).isEqualTo(401);
        }
        for (var node : nodes) {
            Await.until(node + " to refuse the token", Duration.ofSeconds(1), () -> me(node, alice) == 401);
        }
    }

    private static Web.Answer refresh(Node node, String token) {
        return Web.post(auth(node) + "refresh", "", Map.of("refresh_token", token));
    }

    private static int me(Node node, Person person) {
        return Web.get("http://" + node.api() + "/api/v1/users/me", person.token())
                .status();
    }

    private static String auth(Node node) {
        return "http://" + node.api() + "/api/v1/auth/";
    }
}
