package social.nova.cluster.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static social.nova.cluster.proof.SharedRun.NODES;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import social.nova.loadtest.client.Web;
import social.nova.loadtest.common.Await;
import social.nova.loadtest.run.Node;
import social.nova.loadtest.run.NovaRun;

/// A projection that stands still changes no answer.
@ExtendWith(SharedRun.class)
class PausedProjectionIT {
    private static final int MESSAGES = 1_000;
    private static final int BEYOND_THE_TAIL = 260;
    private static final Duration READ_WITHIN = Duration.ofSeconds(30);

    @Test
    void everyReadIsRightAtOnceOnEveryNodeWhileProjectionsStandStill(NovaRun nova) throws Exception {
        var nodes = nova.nodes();
        var couple = Couple.meet(nodes.getFirst());

        try (var database = RunDatabase.of(nova);
                var _ = database.holdBack("messages")) {
            var live =
                    nodes.stream().map(node -> new Watcher(node, couple.bob())).toList();
            var sent = new ArrayList<>(send(couple, nodes));
            assertThat(database.count("messages", couple.conversation())).isZero();

            for (var node : nodes) {
                assertThat(couple.page(node, "limit=50")).isEqualTo(sent.subList(sent.size() - 50, sent.size()));
                assertThat(couple.history(node)).isEqualTo(sent);
                assertThat(couple.historyBackward(node)).isEqualTo(sent);
                try (var back = new Watcher(node, couple.alice()).sync(couple.conversation(), 0);
                        var further = new Watcher(node, couple.bob()).sync(couple.conversation(), 700)) {
                    await(back, sent.size());
                    await(further, sent.size() - 700);
                    assertThat(back.messages()).isEqualTo(sent);
                    assertThat(further.messages()).isEqualTo(sent.subList(700, sent.size()));
                }
                sent.add(shownToASocketThatNeverSyncs(node, couple));
            }
            for (var watcher : live) {
                await(watcher, sent.size());
                assertThat(watcher.messages()).isEqualTo(sent);
                watcher.close();
            }
        }

        try (var database = RunDatabase.of(nova)) {
            Await.until(
                    "the table",
                    READ_WITHIN,
                    () -> database.count("messages", couple.conversation()) == MESSAGES + NODES);
        }
        assertThat(couple.history(nodes.get(2))).hasSize(MESSAGES + NODES);
    }

    @Test
    void changesOfOldMessagesAreSeenAtOnceOnEveryNode(NovaRun nova) throws Exception {
        var nodes = nova.nodes();
        var couple = Couple.meet(nodes.getFirst());

        try (var database = RunDatabase.of(nova);
                var _ = database.holdBack("messages")) {
            var expected = new ArrayList<String>();
            var ids = new ArrayList<String>();
            for (var n = 1; n <= BEYOND_THE_TAIL; n++) {
                ids.add(sendOne(couple, nodes.get(n % NODES), "text " + n)
                        .path("id")
                        .asText());
                expected.add(n + ": text " + n);
            }
            for (var n = 1; n <= 10; n++) {
                var node = nodes.get(n % NODES);
                change(Web.put(message(node, ids.get(n)), couple.alice().token(), Map.of("plaintext", "edited " + n)));
                expected.set(n, (n + 1) + ": edited " + n);
                change(Web.delete(message(node, ids.get(n + 10)), couple.alice().token()));
                expected.set(n + 10, (n + 11) + ": ");
                for (var emoji : List.of("👍", "🎉")) {
                    var path = message(node, ids.get(n + 20)) + "/reactions";
                    assertThat(Web.post(path, couple.bob().token(), Map.of("emoji", emoji))
                                    .status())
                            .isEqualTo(200);
                }
                var withdrawn = "/reactions/%s?emoji=%s".formatted(couple.bob().id(), "%F0%9F%91%8D");
                change(Web.delete(
                        message(node, ids.get(n + 20)) + withdrawn, couple.bob().token()));
            }
            assertThat(database.count("messages", couple.conversation())).isZero();

            for (var node : nodes) {
                assertThat(couple.history(node)).isEqualTo(expected);
                var reactions = Web.get(
                                message(node, ids.get(25)) + "/reactions",
                                couple.alice().token())
                        .body()
                        .path("reactions");
                assertThat(reactions.findValuesAsText("emoji")).containsExactly("🎉");
                try (var back = new Watcher(node, couple.bob()).sync(couple.conversation(), 0)) {
                    await(back, expected.size());
                    assertThat(back.messages()).isEqualTo(expected);
                }
            }
        }
    }

    private static String message(Node node, String id) {
        return "http://%s/messages/%s".formatted(node.messaging(), id);
    }

    private static void change(Web.Answer answer) {
        assertThat(answer.status()).as(answer.toString()).isEqualTo(204);
    }

    /// Sends from all nodes at once; gives all messages in their order.
    private static List<String> send(Couple couple, List<Node> nodes) throws Exception {
        var texts = new String[MESSAGES];
        try (var senders = Executors.newFixedThreadPool(12)) {
            var all = IntStream.range(0, MESSAGES)
                    .<Callable<Void>>mapToObj(n -> () -> {
                        var answer = send(couple, nodes.get(n % NODES), "text " + n);
                        texts[Math.toIntExact(answer) - 1] = "text " + n;
                        return null;
                    })
                    .toList();
            for (var one : senders.invokeAll(all)) {
                one.get();
            }
        }
        return LongStream.rangeClosed(1, MESSAGES)
                .mapToObj(n -> n + ": " + texts[(int) n - 1])
                .toList();
    }

    private static long send(Couple couple, Node node, String text) {
        return sendOne(couple, node, text).path("sequence_number").asLong();
    }

    private static JsonNode sendOne(Couple couple, Node node, String text) {
        var answer = Web.post(
                "http://%s/conversations/%s/messages".formatted(node.messaging(), couple.conversation()),
                couple.alice().token(),
                Map.of("plaintext", text, "idempotency_key", text));
        assertThat(answer.status()).isEqualTo(200);
        return answer.body();
    }

    /// Only what is new; gives that. Bob has other sockets: his session has nothing that nobody was told.
    private static String shownToASocketThatNeverSyncs(Node node, Couple couple) {
        try (var silent = new Watcher(node, couple.bob())) {
            Await.pause(Duration.ofSeconds(2));
            var text = "new at " + node;
            var shown = send(couple, node, text) + ": " + text;
            await(silent, 1);
            assertThat(silent.messages()).containsExactly(shown);
            return shown;
        }
    }

    private static void await(Watcher watcher, int messages) {
        Await.until(
                messages + " messages",
                READ_WITHIN,
                () -> watcher.seen("message").count() >= messages);
    }
}
