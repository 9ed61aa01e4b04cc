package social.nova.cluster.proof;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import social.nova.loadtest.chaos.Outage;
import social.nova.loadtest.chaos.Workload;
import social.nova.loadtest.client.Endpoint;
import social.nova.loadtest.client.LiveClient;
import social.nova.loadtest.client.Person;
import social.nova.loadtest.client.RestClient;
import social.nova.loadtest.common.Await;
import social.nova.loadtest.fault.Fault;
import social.nova.loadtest.fault.Fault.Backend;
import social.nova.loadtest.fault.Fault.Freeze;
import social.nova.loadtest.fault.Fault.Hang;
import social.nova.loadtest.fault.Fault.Kill;
import social.nova.loadtest.fault.Fault.Stop;
import social.nova.loadtest.fault.Testbed;
import social.nova.loadtest.fault.Victim;
import social.nova.loadtest.fault.Weather;
import social.nova.loadtest.history.Checker;
import social.nova.loadtest.history.History;
import social.nova.loadtest.history.Verdict;
import social.nova.loadtest.run.Installation;
import social.nova.loadtest.run.NovaRun;
import social.nova.loadtest.run.Service;
import social.nova.loadtest.run.Signal;
import social.nova.protocols.common.Shards;

/// The promise of Nova, seen from outside: what is acknowledged is there, once, in order, whatever dies.
///
/// The long form of the same is `./nova bench chaos`. Before all others, so that no other nodes run beside its own.
@Order(1)
class ConversationIT {
    private static final Logger LOG = LoggerFactory.getLogger(ConversationIT.class);
    private static final long SEED = 20_261_122;
    private static final int NODES = 3;
    private static final int CONVERSATIONS = 3;
    private static final Duration PAUSE = Duration.ofMillis(200);

    private static final Path DATA = Path.of("target", "conversation-it-" + UUID.randomUUID());
    private static Testbed bed;

    @BeforeAll
    static void start() {
        bed = Testbed.start(new Installation(Path.of(".."), Path.of("target")), DATA, NODES, Map.of(), SEED);
    }

    @AfterAll
    static void stop() {
        bed.close();
    }

    @Test
    void theHarnessFindsShardsWhereNovaPutsThem() {
        assertThat(NovaRun.SHARDS).isEqualTo(Shards.NUMBER_OF_SHARDS);
    }

    @Test
    void twoPeopleOnDifferentNodesGetEachMessageOnceAndInOrder() {
        var alice = Person.register(bed.nova().nodes().get(0).api(), "alice");
        var bob = Person.register(bed.nova().nodes().get(1).api(), "bob");
        var nodes = bed.direct();
        var conversation = alice.openConversation(nodes.get(2).address(), bob);
        try (var history = new History(DATA.resolve("burst.jsonl"));
                var alices = new LiveClient("alice", alice, conversation, nodes, history);
                var bobs = new LiveClient("bob", bob, conversation, Endpoint.from(1, nodes), history)) {

            sendAtOnce(1_000, alices, bobs);

            for (var node : nodes) {
                new RestClient("last read at " + node.node(), bob, conversation, nodes, history).readAll(node);
            }
            Await.until(
                    "both to see all",
                    Duration.ofSeconds(60),
                    () -> Stream.of(alices, bobs).allMatch(client -> client.seenUpTo() >= 2_000));
            var verdict = Checker.check(history.events());
            assertThat(verdict.violations()).isEmpty();
            assertThat(verdict.counts().acknowledged()).isEqualTo(2_000);
        }
    }

    @Test
    void nothingIsLostDoubledOrReorderedWhenTheHolderIsKilled() {
        var proof = whilePeopleTalk(
                "kill",
                List.of(
                        new Kill(Victim.HOLDER),
                        new Kill(Victim.HOLDER),
                        new Kill(Victim.HOLDER),
                        new Kill(Victim.HOLDER),
                        new Kill(Victim.HOLDER)));

        assertThat(proof.verdict().violations()).isEmpty();
        assertThat(proof.outages())
                .allSatisfy(outage -> assertThat(outage.silence()).isLessThan(Duration.ofSeconds(25)));
        assertThat(Outage.medianSilence(proof.outages())).isLessThan(Duration.ofSeconds(10));
    }

    @Test
    void nothingIsLostAndServiceReturnsWhenPostgresIsStoppedAndStarted() {
        var proof = whilePeopleTalk(
                "postgres",
                List.of(
                        new Stop(Service.POSTGRESQL, Signal.QUIT, Duration.ofSeconds(6)),
                        new Stop(Service.POSTGRESQL, Signal.INT, Duration.ofSeconds(6))));

        assertThat(proof.verdict().violations()).isEmpty();
        assertThat(proof.outages())
                .allSatisfy(outage -> assertThat(outage.recovery()).isLessThan(Duration.ofSeconds(10)));
        assertThat(proof.unanswered()).isNotEmpty().allSatisfy(answer -> {
            assertThat(answer.status()).isEqualTo(503);
            assertThat(answer.retryAfter()).isTrue();
            assertThat(answer.took()).isLessThan(Duration.ofSeconds(6));
        });
    }

    @Test
    void nothingIsLostDoubledOrReorderedWhenPostgresFreezesOrItsAnswersAreLost() {
        var proof = whilePeopleTalk(
                "database",
                List.of(
                        new Hang(Service.POSTGRESQL, Duration.ofSeconds(8)),
                        new Hang(Service.POSTGRESQL, Duration.ofSeconds(8)),
                        new Backend(
                                Service.POSTGRESQL,
                                new Weather.CuttingAfterCommit("nova-journal", 10),
                                Duration.ofSeconds(5))));

        assertThat(proof.verdict().violations()).isEmpty();
        assertThat(bed.before(Service.POSTGRESQL).cuts()).isPositive();
    }

    @Test
    void nothingIsLostDoubledOrReorderedWhenANodeIsFrozenUntilItIsGivenUp() {
        var proof = whilePeopleTalk("freeze", List.of(new Freeze(Victim.HOLDER, Duration.ofSeconds(20))));

        assertThat(proof.verdict().violations()).isEmpty();
    }

    private record Proof(List<Outage> outages, List<RestClient.Unanswered> unanswered, Verdict verdict) {}

    private static Proof whilePeopleTalk(String name, List<Fault> faults) {
        try (var history = new History(DATA.resolve(name + ".jsonl"));
                var workload = Workload.start(bed, history, CONVERSATIONS, PAUSE, SEED)) {
            var outages = faults.stream().map(workload::strike).toList();
            outages.forEach(outage -> LOG.info("{}", outage));
            var unanswered = workload.unanswered(0);
            return new Proof(outages, unanswered, workload.finish());
        }
    }

    private static void sendAtOnce(int messages, LiveClient... clients) {
        var sends = Stream.of(clients)
                .flatMap(client ->
                        IntStream.range(0, messages).mapToObj(n -> client.send("%s %d".formatted(client.name(), n))))
                .toArray(CompletableFuture<?>[]::new);
        CompletableFuture.allOf(sends).orTimeout(120, TimeUnit.SECONDS).join();
    }
}
