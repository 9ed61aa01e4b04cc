package social.nova.cluster.proof;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import social.nova.loadtest.client.Person;
import social.nova.loadtest.client.Web;
import social.nova.loadtest.common.Await;
import social.nova.loadtest.run.Node;
import social.nova.loadtest.run.NovaRun;

/// Login sessions are the same on every node.
@ExtendWith(SharedRun.class)
class SessionsIT {

    private static final Logger LOG = LoggerFactory.getLogger(SessionsIT.class);
    private static final int TOKEN_EXPIRED = 4401;

    /// A second is promised; a machine that runs tests may have other things to do.
    private static final Duration ENDED_WITHIN = Duration.ofSeconds(3);

    /// What has not happened by then is not measured any more.
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @Test
    void aSessionThatEndsOnOneNodeHasEndedOnAllWithinASecond(NovaRun nova) throws Exception {
        var alice = Person.register(nova.nodes().getFirst().api(), "alice");
        for (var node : nova.nodes()) {
            assertThat(me(node, alice)).isEqualTo(200);
        }
        var sockets =
                nova.nodes().stream().map(node -> new Watcher(node, alice)).toList();
        sockets.forEach(SessionsIT::assertOpen);

        assertThat(Web.post(auth(nova.nodes().getFirst()) + "logout", alice.token(), Map.of())
                        .status())
                .isEqualTo(204);

        var ended = System.nanoTime();
        var closings = sockets.stream()
                .map(socket -> socket.closed().thenApply(code -> new Closing(code, System.nanoTime() - ended)))
                .toList();
        assertThat(refusals(nova.nodes(), alice, ended)).allMatch(took -> took.compareTo(ENDED_WITHIN) < 0);
        for (var closing : closings) {
            var closed = closing.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
            LOG.info("A socket of an ended session was closed after {}", closed);
            assertThat(closed.code()).isEqualTo(TOKEN_EXPIRED);
            assertThat(closed.took()).isLessThan(ENDED_WITHIN);
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
        assertThat(refusals(nodes, alice, System.nanoTime())).allMatch(took -> took.compareTo(ENDED_WITHIN) < 0);
    }

    private record Closing(int code, Duration took) {
        private Closing(int code, long nanos) {
            this(code, Duration.ofNanos(nanos));
        }
    }

    /// What is asked of it is answered.
    private static void assertOpen(Watcher socket) {
        socket.send(Map.of("type", "ping"));
        Await.until("a pong", PATIENCE, () -> socket.seen("pong").findAny().isPresent());
    }

    /// How long after a moment each node refuses somebody's token, all asked at the same time.
    ///
    /// @param since [System#nanoTime]
    private static List<Duration> refusals(List<Node> nodes, Person person, long since) throws Exception {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var asking = nodes.stream()
                    .<Callable<Duration>>map(node -> () -> {
                        Await.until(node + " to refuse the token", PATIENCE, () -> me(node, person) == 401);
                        return Duration.ofNanos(System.nanoTime() - since);
                    })
                    .toList();
            var took = new ArrayList<Duration>();
            for (var refusal : threads.invokeAll(asking)) {
                took.add(refusal.get());
            }
            LOG.info("The nodes refused the token of an ended session after {}", took);
            return took;
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
