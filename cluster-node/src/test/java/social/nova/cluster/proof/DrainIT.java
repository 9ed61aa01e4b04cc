package social.nova.cluster.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static social.nova.cluster.proof.SharedRun.NODES;

import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import social.nova.cluster.proof.RestClient.Outcome;
import social.nova.loadtest.client.Web;
import social.nova.loadtest.common.Await;
import social.nova.loadtest.run.Node;
import social.nova.loadtest.run.NovaRun;

/// SIGTERM to a node under load: nobody who behaves loses a request.
@ExtendWith(SharedRun.class)
class DrainIT {
    private static final Logger LOG = LoggerFactory.getLogger(DrainIT.class);
    private static final Duration ENDS_WITHIN = Duration.ofSeconds(30);
    private static final Duration QUICK = Duration.ofMillis(20);
    private static final Duration SLOWER_THAN_THE_GRACE = Duration.ofMillis(2_500);

    @Test
    void aNodeThatIsToldToEndCostsNoClientARequest(NovaRun nova) throws Exception {
        var nodes = nova.nodes();
        var couples = IntStream.range(0, 6)
                .mapToObj(n -> Couple.meet(nodes.get(n % NODES)))
                .toList();
        var leaving = nodes.get(1);
        var watchers = couples.stream()
                .flatMap(couple -> Stream.of(couple.alice(), couple.bob()))
                .map(person -> new Watcher(leaving, person))
                .toList();
        var clients = IntStream.range(0, 15)
                .mapToObj(n -> new RestClient(
                        couples.get(n % couples.size()).alice(),
                        couples.get(n % couples.size()).conversation(),
                        nodes,
                        n,
                        n < 12 ? QUICK : SLOWER_THAN_THE_GRACE))
                .toList();
        Await.until(
                "answers from every client",
                Duration.ofSeconds(60),
                () -> clients.stream().allMatch(client -> client.outcomes().size() > 2));

        var toldAt = System.nanoTime();
        var process = leaving.process().orElseThrow();
        process.destroy();
        awaitUnready(leaving);
        process.onExit().get(60, TimeUnit.SECONDS);
        var ended = Duration.ofNanos(System.nanoTime() - toldAt);
        Await.until(
                "answers from every client after the end",
                Duration.ofSeconds(30),
                () -> clients.stream().allMatch(client -> client.isOkAt(at -> at > toldAt + ended.toNanos())));
        clients.forEach(RestClient::close);
        var answered =
                clients.stream().mapToInt(client -> client.outcomes().size()).sum();
        var slowest = clients.stream()
                .flatMap(client -> client.outcomes().stream())
                .map(Outcome::took)
                .max(Duration::compareTo);
        LOG.info("{} requests, the slowest took {}; the node ended after {}", answered, slowest, ended);

        assertThat(clients.stream().flatMap(RestClient::failures)).isEmpty();
        assertThat(ended).isLessThan(ENDS_WITHIN);
        assertThat(watchers).allSatisfy(watcher -> {
            assertThat(watcher.seen("reconnect")).hasSize(1);
            assertThat(watcher.closed()).isCompletedWithValue(1012);
        });
        assertThat(exitOf(nova, leaving)).contains("exit 0");
        nova.awaitReady();
        for (var couple : couples) {
            assertThat(couple.history(nodes.getFirst())).doesNotHaveDuplicates();
        }
    }

    private static void awaitUnready(Node node) {
        Await.until(
                node + " to say that it is not ready",
                Duration.ofSeconds(2),
                () -> Web.get("http://" + node.api() + "/health/ready", "").status() == 503);
    }

    private static String exitOf(NovaRun nova, Node node) throws IOException {
        return Files.readAllLines(nova.data().resolve("launcher.log")).stream()
                .filter(line -> line.contains(node.name() + " ended"))
                .reduce("", (_, last) -> last);
    }
}
