package social.nova.cluster.proof;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import social.nova.loadtest.client.Person;
import social.nova.loadtest.client.Web;
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
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var senders = new ArrayList<Future<Integer>>();
            for (var node : nodes) {
                for (var person : List.of(couple.alice(), couple.bob())) {
                    senders.add(threads.submit(() -> sendUntilRefused(node, person, couple, underWay)));
                }
            }
            assertThat(underWay.await(30, TimeUnit.SECONDS)).isTrue();

            assertThat(act(nodes.get(1), couple.bob(), "block", couple.alice()).call())
                    .isEqualTo(200);
            var known = couple.history(nodes.get(2)).size();

            var accepted = 0;
            for (var sender : senders) {
                accepted += sender.get(30, TimeUnit.SECONDS);
            }
            assertThat(accepted).isGreaterThanOrEqualTo(SENT_BEFORE).isEqualTo(known);
            assertThat(couple.history(nodes.get(0))).hasSize(known);
        }
    }

    private static int sendUntilRefused(Node node, Person sender, Couple couple, CountDownLatch underWay) {
        var url = "http://%s/conversations/%s/messages".formatted(node.messaging(), couple.conversation());
        for (var accepted = 0; ; accepted++) {
            var answer = Web.post(url, sender.token(), Map.of("plaintext", "Hello there!"));
            if (answer.status() != 200) {
                assertThat(answer.status()).isEqualTo(403);
                assertThat(answer.body().path("error").asText()).isEqualTo("FORBIDDEN");
                return accepted;
            }
            underWay.countDown();
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
