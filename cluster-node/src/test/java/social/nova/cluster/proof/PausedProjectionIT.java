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
import java.util.function.IntConsumer;
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

    /// Of each kind.
    private static final int CHANGES = 250;

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
                assertConversationsAreAtTheEnd(node, couple, sent.size());
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
            var live = nodes.stream()
                    .map(node -> new Watcher(node, couple.bob()).syncAll())
                    .toList();
            var ids = ids(couple, nodes, send(couple, nodes));
            var expected = new ArrayList<>(couple.history(nodes.getFirst()));
            inParallel(CHANGES, n -> changeOld(couple, nodes.get(n % NODES), ids, n));
            for (var n = 0; n < CHANGES; n++) {
                expected.set(n, (n + 1) + ": edited " + n);
                expected.set(n + CHANGES, (n + CHANGES + 1) + ": ");
            }
            var changes = 1 + MESSAGES + 5 * CHANGES;
            live.forEach(watcher -> awaitChanges(watcher, couple, changes));
            var asTheyStand =
                    Group.asTheyStand(live.getFirst().changes(couple.conversation()), couple.models(nodes.getFirst()));
            assertThat(database.count("messages", couple.conversation())).isZero();

            for (var node : nodes) {
                assertThat(couple.history(node)).isEqualTo(expected);
                assertThat(couple.historyBackward(node)).isEqualTo(expected);
                for (var word : List.of("text", "edited")) {
                    assertThat(couple.find(node, word)).isEqualTo(containing(word, expected));
                }
                for (var n = 0; n < CHANGES; n += 50) {
                    assertThat(reactions(couple, node, ids.get(n + 2 * CHANGES)))
                            .containsExactly("🎉");
                    assertThat(reactions(couple, node, ids.get(n + CHANGES))).isEmpty();
                }
                assertThat(synced(new Watcher(node, couple.bob()).syncAll(), couple, changes))
                        .isEqualTo(asTheyStand);
                var half = changes / 2;
                assertThat(synced(
                                new Watcher(node, couple.bob()).sync(couple.conversation(), 0, half),
                                couple,
                                changes - half))
                        .isEqualTo(asTheyStand.subList(half, changes));
            }
            for (var watcher : live) {
                assertThat(Group.asTheyStand(watcher.changes(couple.conversation()), couple.models(nodes.getFirst())))
                        .isEqualTo(asTheyStand);
                watcher.close();
            }
        }
    }

    private static void assertConversationsAreAtTheEnd(Node node, Couple couple, int sent) {
        var address = "http://" + node.messaging() + "/conversations";
        var listed = Web.get(address, couple.bob().token())
                .body()
                .path("conversations")
                .path(0);
        assertThat(listed.path("id").asText()).isEqualTo(couple.conversation());
        assertThat(listed.path("last_message").path("sequence_number").asInt()).isEqualTo(sent);
        assertThat(listed.path("unread_count").asInt()).isEqualTo(sent);
        var shown = Web.get(address + "/" + couple.conversation(), couple.bob().token())
                .body();
        assertThat(shown.path("last_sequence_number").asInt()).isEqualTo(sent);
        assertThat(shown.path("unread_count").asInt()).isEqualTo(sent);
    }

    /// The newest first.
    private static List<String> containing(String word, List<String> lines) {
        var found = lines.reversed().stream()
                .filter(line -> line.contains(" " + word + " "))
                .toList();
        assertThat(found).isNotEmpty();
        return found;
    }

    /// Edits one, deletes one, and reacts to a third twice, once for good.
    private static void changeOld(Couple couple, Node node, List<String> ids, int n) {
        change(Web.put(message(node, ids.get(n)), couple.alice().token(), Map.of("plaintext", "edited " + n)));
        change(Web.delete(message(node, ids.get(n + CHANGES)), couple.alice().token()));
        var reactedTo = message(node, ids.get(n + 2 * CHANGES)) + "/reactions";
        for (var emoji : List.of("👍", "🎉")) {
            assertThat(Web.post(reactedTo, couple.bob().token(), Map.of("emoji", emoji))
                            .status())
                    .isEqualTo(200);
        }
        change(Web.delete(
                "%s/%s?emoji=%s".formatted(reactedTo, couple.bob().id(), "%F0%9F%91%8D"),
                couple.bob().token()));
    }

    private static List<String> ids(Couple couple, List<Node> nodes, List<String> sent) {
        var models = couple.models(nodes.getFirst());
        assertThat(models).hasSameSizeAs(sent);
        return models.stream().map(model -> model.path("id").asText()).toList();
    }

    private static List<String> reactions(Couple couple, Node node, String id) {
        return Web.get(message(node, id) + "/reactions", couple.alice().token())
                .body()
                .path("reactions")
                .findValuesAsText("emoji");
    }

    private static List<JsonNode> synced(Watcher watcher, Couple couple, int changes) {
        awaitChanges(watcher, couple, changes);
        watcher.close();
        return watcher.changes(couple.conversation());
    }

    private static void awaitChanges(Watcher watcher, Couple couple, int changes) {
        Await.until(
                changes + " changes",
                READ_WITHIN,
                () -> watcher.changes(couple.conversation()).size() >= changes);
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
        inParallel(MESSAGES, n -> {
            var number = send(couple, nodes.get(n % NODES), "text " + n);
            texts[Math.toIntExact(number) - 1] = "text " + n;
        });
        return LongStream.rangeClosed(1, MESSAGES)
                .mapToObj(n -> n + ": " + texts[(int) n - 1])
                .toList();
    }

    private static void inParallel(int times, IntConsumer task) throws Exception {
        try (var threads = Executors.newFixedThreadPool(12)) {
            var all = IntStream.range(0, times)
                    .<Callable<Void>>mapToObj(n -> () -> {
                        task.accept(n);
                        return null;
                    })
                    .toList();
            for (var one : threads.invokeAll(all)) {
                one.get();
            }
        }
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
