package social.nova.cluster.proof;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import social.nova.loadtest.client.Endpoint;
import social.nova.loadtest.client.Person;
import social.nova.loadtest.client.RestClient;
import social.nova.loadtest.client.Web;
import social.nova.loadtest.history.Checker;
import social.nova.loadtest.history.Event;
import social.nova.loadtest.history.Event.Op;
import social.nova.loadtest.history.Event.Phase;
import social.nova.loadtest.history.History;
import social.nova.loadtest.run.Node;
import social.nova.loadtest.run.NovaRun;

/// Two people who follow and block each other at once, each time at another node.
@ExtendWith(SharedRun.class)
class BlockIT {
    private static final int ROUNDS = 10;
    private static final int SENT_BEFORE = 60;

    @Test
    void thereIsNeverAFollowBesideABlock(NovaRun nova) throws Exception {
        var nodes = nova.nodes();
        for (var round = 0; round < ROUNDS; round++) {
            var couple = Couple.meet(nodes.getFirst());
            var alice = couple.alice();
            var bob = couple.bob();

            var statuses = atOnce(Stream.of(
                            act(nodes.get(0), alice, "follow", bob),
                            act(nodes.get(1), bob, "follow", alice),
                            act(nodes.get(2), alice, "block", bob),
                            act(nodes.get(1), alice, "follow", bob),
                            act(nodes.get(2), bob, "follow", alice),
                            act(nodes.get(0), bob, "block", alice))
                    .toList());

            assertThat(statuses.get(2)).isEqualTo(200);
            assertThat(statuses.get(5)).isEqualTo(200);
            assertThat(statuses).allMatch(status -> status == 200 || status == 404);
            for (var node : nodes) {
                assertThat(relationship(node, alice, bob)).isEqualTo(Web.read("""
                        {"id": "%s", "following": false, "followed_by": false, "requested": false, "blocking": true,
                         "muting": false}""".formatted(bob.id())));
            }
        }
    }

    @Test
    void noNodeAcceptsAMessageOnceABlockIsAnswered(NovaRun nova) throws Exception {
        var nodes = nova.nodes();
        var couple = Couple.meet(nodes.getFirst());
        var underWay = new CountDownLatch(SENT_BEFORE);
        try (var history = new History(Path.of("target", "block-it-%s.jsonl".formatted(UUID.randomUUID())));
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var clients = nodes.stream()
                    .flatMap(node -> Stream.of(couple.alice(), couple.bob())
                            .map(person ->
                                    client("%s at %s".formatted(person, node.name()), person, couple, node, history)))
                    .toList();
            var senders = clients.stream()
                    .map(client -> threads.submit(() -> sendUntilRefused(client, underWay)))
                    .toList();
            assertThat(underWay.await(30, TimeUnit.SECONDS)).isTrue();

            out(Phase.INVOKE, clients, couple, history);
            assertThat(act(nodes.get(1), couple.bob(), "block", couple.alice()).call())
                    .isEqualTo(200);
            out(Phase.OK, clients, couple, history);

            for (var sender : senders) {
                sender.get(30, TimeUnit.SECONDS);
            }
            for (var node : nodes) {
                assertRefused(node, couple);
                client("last read at " + node.name(), couple.alice(), couple, node, history)
                        .readAll(endpoint(node));
            }
            var verdict = Checker.check(history.events());
            assertThat(verdict.violations()).isEmpty();
            assertThat(verdict.counts().acknowledged()).isGreaterThanOrEqualTo(SENT_BEFORE);
            assertThat(verdict.counts().refused()).isEqualTo(clients.size());
        }
    }

    private static RestClient client(String proc, Person person, Couple couple, Node node, History history) {
        return new RestClient(proc, person, couple.conversation(), List.of(endpoint(node)), history);
    }

    private static Endpoint endpoint(Node node) {
        return new Endpoint(node.name(), node.messaging());
    }

    private static void out(Phase phase, List<RestClient> clients, Couple couple, History history) {
        clients.forEach(client -> history.add(Event.of(client.name(), phase, Op.OUT, couple.conversation(), "")));
    }

    private static void sendUntilRefused(RestClient client, CountDownLatch underWay) {
        for (var n = 0; client.send("%s %d".formatted(client.name(), n)).isPresent(); n++) {
            underWay.countDown();
        }
    }

    private static void assertRefused(Node node, Couple couple) {
        var url = "http://%s/conversations/%s/messages".formatted(node.messaging(), couple.conversation());
        for (var person : List.of(couple.alice(), couple.bob())) {
            var answer = Web.post(url, person.token(), Map.of("plaintext", "Hello there!"));
            assertThat(answer.status()).isEqualTo(403);
            assertThat(answer.body().path("error").asText()).isEqualTo("FORBIDDEN");
        }
    }

    private static Callable<Integer> act(Node node, Person who, String verb, Person whom) {
        var url = "http://%s/api/v1/users/%s/%s".formatted(node.api(), whom.id(), verb);
        return () -> Web.post(url, who.token(), Map.of()).status();
    }

    private static Object relationship(Node node, Person viewer, Person other) {
        var url = "http://%s/api/v1/users/relationships?ids=%s".formatted(node.api(), other.id());
        return Web.get(url, viewer.token()).body().at("/relationships/0");
    }

    private static List<Integer> atOnce(List<Callable<Integer>> acts) throws Exception {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var statuses = new ArrayList<Integer>();
            for (var done : threads.invokeAll(acts)) {
                statuses.add(done.get());
            }
            return statuses;
        }
    }
}
