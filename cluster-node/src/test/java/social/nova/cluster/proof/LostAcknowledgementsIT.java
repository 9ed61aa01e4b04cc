package social.nova.cluster.proof;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import social.nova.loadtest.common.Await;
import social.nova.loadtest.run.Node;
import social.nova.loadtest.run.NovaRun;

/// A client that does not wait for answers and loses all of them.
@ExtendWith(SharedRun.class)
class LostAcknowledgementsIT {
    private static final int MESSAGES = 1_000;
    private static final Duration ANSWERED_WITHIN = Duration.ofSeconds(60);

    @Test
    void whatIsSentAgainUnderTheSameKeysIsThereOnce(NovaRun nova) {
        var nodes = nova.nodes();
        var couple = Couple.meet(nodes.getFirst());
        var keys = IntStream.range(0, MESSAGES).mapToObj(n -> "message " + n).toList();
        try (var bobs = new Watcher(nodes.get(2), couple.bob()).syncAll()) {

            // Cut off in the middle, then again after all of them were written: nobody reads what was acknowledged.
            pipelineAndCut(nodes.get(0), couple, keys.subList(0, MESSAGES / 2), 100);
            pipelineAndCut(nodes.get(1), couple, keys, MESSAGES / 2);
            var acknowledged = pipeline(nodes.get(2), couple, keys);

            for (var node : nodes) {
                var texts = couple.history(node);
                assertThat(texts).hasSize(MESSAGES).containsExactlyInAnyOrderElementsOf(acknowledged);
            }
            Await.until("all of it", ANSWERED_WITHIN, () -> bobs.messages().size() >= MESSAGES);
            assertThat(bobs.messages()).isEqualTo(couple.history(nodes.getFirst()));
        }
    }

    /// Until at least so many are there.
    private static void pipelineAndCut(Node node, Couple couple, List<String> keys, int accepted) {
        try (var socket = new Watcher(node, couple.alice())) {
            keys.forEach(key -> socket.send(message(couple, key)));
            Await.until(
                    accepted + " messages",
                    ANSWERED_WITHIN,
                    () -> !couple.page(node, "limit=1&after=" + (accepted - 1)).isEmpty());
        }
    }

    /// The acknowledged messages as `number: text`.
    private static List<String> pipeline(Node node, Couple couple, List<String> keys) {
        try (var socket = new Watcher(node, couple.alice())) {
            keys.forEach(key -> socket.send(message(couple, key)));
            Await.until(
                    "every acknowledgement",
                    ANSWERED_WITHIN,
                    () -> socket.seen("ack").count() >= keys.size());
            var acks = socket.seen("ack").map(Watcher.Seen::frame).toList();
            assertThat(acks).extracting(LostAcknowledgementsIT::key).containsExactlyInAnyOrderElementsOf(keys);
            return acks.stream().map(ack -> number(ack) + ": " + key(ack)).toList();
        }
    }

    private static String key(JsonNode ack) {
        return ack.path("idempotency_key").asText();
    }

    private static long number(JsonNode ack) {
        return ack.path("sequence_number").asLong();
    }

    private static Map<String, String> message(Couple couple, String key) {
        return Map.of("type", "message", "conversation_id", couple.conversation(), "text", key, "idempotency_key", key);
    }
}
