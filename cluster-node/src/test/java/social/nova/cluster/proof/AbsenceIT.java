package social.nova.cluster.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static social.nova.cluster.proof.SharedRun.NODES;

import java.io.IOException;
import java.nio.file.Files;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import social.nova.cluster.proof.RestClient.Outcome;
import social.nova.loadtest.client.Web;
import social.nova.loadtest.common.Await;
import social.nova.loadtest.run.Node;
import social.nova.loadtest.run.NovaRun;

/// What clients see while something that nodes need is away, and when it is back.
@ExtendWith(SharedRun.class)
class AbsenceIT {
    private static final Logger LOG = LoggerFactory.getLogger(AbsenceIT.class);
    private static final Duration HEALS_WITHIN = Duration.ofSeconds(10);
    private static final Duration REDIS_AWAY = Duration.ofSeconds(20);
    private static final Duration PAUSE = Duration.ofMillis(50);

    @Test
    void whilePostgreSqlIsAwayRequestsAreAnsweredAtOnceAndNothingAcknowledgedIsLost(NovaRun nova) throws Exception {
        var nodes = nova.nodes();
        var couple = Couple.meet(nodes.getFirst());
        var clients = clients(nodes, couple);
        awaitOk(clients, System.nanoTime(), Duration.ofSeconds(30));

        var postgres = postmaster(nova);
        var supervisor =
                ProcessHandle.of(postgres).flatMap(ProcessHandle::parent).orElseThrow();
        var downAt = System.nanoTime();
        signal("STOP", supervisor.pid()); // else it may be back before every node has looked
        Duration redAfter;
        try {
            signal("QUIT", postgres); // "immediate": as after a crash
            Await.until(
                    "red readiness", Duration.ofSeconds(5), () -> nodes.stream().allMatch(AbsenceIT::isRed));
            redAfter = Duration.ofNanos(System.nanoTime() - downAt);
        } finally {
            signal("CONT", supervisor.pid());
        }
        assertThat(nodes)
                .allMatch(node ->
                        Web.get("http://" + node.api() + "/health/live", "").status() == 200);
        Await.until("PostgreSQL", Duration.ofSeconds(60), () -> answers(nova));
        var backAt = System.nanoTime();
        awaitOk(clients, backAt, Duration.ofSeconds(30));
        var healedAfter = Duration.ofNanos(System.nanoTime() - backAt);
        clients.forEach(RestClient::close);

        var failures = clients.stream().flatMap(RestClient::failures).toList();
        var known = failures.stream()
                .filter(failure -> failure.at() - failure.took().toNanos() > downAt + redAfter.toNanos())
                .toList();
        LOG.info(
                "red after {}, healed {} after the return; {} requests failed meanwhile, the slowest of the {} that"
                        + " came when it was known took {}",
                redAfter,
                healedAfter,
                failures.size(),
                known.size(),
                known.stream().map(Outcome::took).max(Duration::compareTo));
        assertThat(healedAfter).isLessThan(HEALS_WITHIN);
        assertThat(failures).isNotEmpty().allSatisfy(failure -> {
            assertThat(failure.status()).isEqualTo(503);
            assertThat(failure.error()).isEqualTo("DATABASE_ERROR");
            assertThat(failure.retryAfter()).isTrue();
            assertThat(failure.took()).isLessThan(Duration.ofSeconds(6));
        });
        assertThat(known).isNotEmpty().allMatch(failure -> failure.took().toMillis() < 1_000);
        assertThat(texts(couple.history(nodes.getFirst())))
                .doesNotHaveDuplicates()
                .containsAll(clients.stream()
                        .flatMap(client ->
                                client.matching(one -> one.isOk() && !one.sent().isEmpty()))
                        .map(Outcome::sent)
                        .toList());
    }

    // Hung: whoever asked it anything would wait.
    @Test
    void aSocketOpensAndIsAnsweredWithoutThePostgreSql(NovaRun nova) throws Exception {
        var nodes = nova.nodes();
        var couple = Couple.meet(nodes.getFirst());
        var postgres = postmaster(nova);

        signal("STOP", postgres);
        var backends = ProcessHandle.of(postgres).orElseThrow().children().toList();
        try {
            for (var backend : backends) {
                signal("STOP", backend.pid());
            }
            Await.until(
                    "red readiness",
                    Duration.ofSeconds(15),
                    () -> nodes.stream().allMatch(AbsenceIT::isRed));
            for (var node : nodes) {
                try (var socket = new RawSocket(node, couple.alice())) {
                    socket.send("{\"type\":\"ping\"}");
                    assertThat(socket.receive(100_000)).contains("pong");
                }
            }
        } finally {
            signal("CONT", postgres);
            for (var backend : backends) {
                signal("CONT", backend.pid());
            }
        }
        nova.awaitReady();
    }

    // Hung, not gone: the worse of the two.
    @Test
    void withoutRedisNothingFails(NovaRun nova) throws Exception {
        var nodes = nova.nodes();
        var couple = Couple.meet(nodes.getFirst());
        var clients = clients(nodes, couple);
        var redis = redis(nova);

        signal("STOP", redis);
        try {
            Await.until(
                    "a degraded node",
                    Duration.ofSeconds(10),
                    () -> Web.get("http://" + nodes.getFirst().api() + "/health", "")
                            .body()
                            .path("status")
                            .asText()
                            .equals("degraded"));
            Await.pause(REDIS_AWAY);
        } finally {
            signal("CONT", redis);
        }
        clients.forEach(RestClient::close);

        assertThat(clients.stream().flatMap(RestClient::failures)).isEmpty();
        assertThat(clients).allMatch(client -> client.outcomes().size() > 20);
    }

    private static List<RestClient> clients(List<Node> nodes, Couple couple) {
        return IntStream.range(0, 2 * NODES)
                .mapToObj(n -> new RestClient(couple.alice(), couple.conversation(), nodes, n, PAUSE))
                .toList();
    }

    private static void awaitOk(List<RestClient> clients, long since, Duration limit) {
        Await.until(
                "an answer for every client",
                limit,
                () -> clients.stream().allMatch(client -> client.isOkAt(at -> at > since)));
    }

    /// Not ready, and says why.
    private static boolean isRed(Node node) {
        var answer = Web.get("http://" + node.api() + "/health/ready", "");
        return answer.status() == 503
                && answer.body().at("/checks/database/status").asText().equals("disconnected");
    }

    private static boolean answers(NovaRun nova) {
        try (var _ = RunDatabase.of(nova)) {
            return true;
        } catch (SQLException | IOException away) {
            return false;
        }
    }

    private static List<String> texts(List<String> history) {
        return history.stream()
                .map(line -> line.substring(line.indexOf(": ") + 2))
                .toList();
    }

    private static long postmaster(NovaRun nova) throws IOException {
        try (var files = Files.walk(nova.data().resolve("postgres"), 2)) {
            var file = files.filter(path -> path.endsWith("postmaster.pid"))
                    .findFirst()
                    .orElseThrow();
            return Long.parseLong(Files.readAllLines(file).getFirst());
        }
    }

    private static long redis(NovaRun nova) {
        var data = nova.data().toAbsolutePath().toString();
        return ProcessHandle.allProcesses()
                .filter(process -> process.info()
                        .commandLine()
                        .filter(line -> line.contains(data) && line.contains("redis-server"))
                        .isPresent())
                .findFirst()
                .orElseThrow()
                .pid();
    }

    private static void signal(String name, long pid) throws IOException, InterruptedException {
        new ProcessBuilder("kill", "-" + name, Long.toString(pid)).start().waitFor();
    }
}
