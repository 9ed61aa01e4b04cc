package social.nova.cluster.proof;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import social.nova.loadtest.client.Web;
import social.nova.loadtest.common.Await;
import social.nova.loadtest.run.Node;
import social.nova.loadtest.run.NovaRun;
import social.nova.loadtest.run.Signal;

/// The last message of a conversation, of which nothing but what is in the journal is left: no later message shows that
/// one is missing.
@ExtendWith(SharedRun.class)
class LastMessageIT {
    private static final Logger LOG = LoggerFactory.getLogger(LastMessageIT.class);
    private static final Duration ARRIVES_WITHIN = Duration.ofSeconds(60);
    private static final int TRIES = 60;

    /// @param session the node that has the session of who receives
    /// @param conversation the node that has the conversation, another one
    /// @param receivers the node of the receiver's socket, not that of the session
    private record Placed(Couple couple, Node session, Node conversation, Node receivers) {}

    @Test
    void arrivesWithoutAFurtherOneThoughTheNodeOfItsReceiversSessionDiesWithIt(NovaRun nova) {
        var placed = place(nova);
        var conversation = placed.couple().conversation();
        var process = placed.session().process().orElseThrow();
        try (var socket = new Watcher(placed.receivers(), placed.couple().bob()).syncAll()) {
            send(placed, "the one before");
            Await.until(
                    "the one before", ARRIVES_WITHIN, () -> socket.messages().size() == 1);

            // Whoever is told from now on, is told in vain; the node is dead before anybody takes it for that.
            Signal.STOP.send(process);
            send(placed, "the last one");
            Signal.KILL.sendToTree(process);
            var killedAt = System.nanoTime();

            Await.until("the last one", ARRIVES_WITHIN, () -> socket.messages().size() == 2);
            LOG.info("shown {} after its session died", Duration.ofNanos(System.nanoTime() - killedAt));
            assertThat(socket.messages()).containsExactly("1: the one before", "2: the last one");
            assertThat(socket.changes(conversation)).hasSize(3);
            assertThat(socket.closed()).isNotDone();
        } finally {
            nova.awaitReady();
        }
    }

    private static void send(Placed placed, String text) {
        var url = "http://%s/conversations/%s/messages"
                .formatted(placed.conversation().messaging(), placed.couple().conversation());
        var answer = Web.post(url, placed.couple().alice().token(), Map.of("plaintext", text));
        assertThat(answer.status()).isEqualTo(200);
    }

    /// Makes acquaintances until two of them are where they have to be.
    private static Placed place(NovaRun nova) {
        for (var n = 0; n < TRIES; n++) {
            var placed = placed(nova, Couple.meet(nova.nodes().getFirst()));
            if (placed.isPresent()) {
                return placed.get();
            }
        }
        throw new AssertionError("no session on another node than its conversation");
    }

    private static Optional<Placed> placed(NovaRun nova, Couple couple) {
        var first = nova.nodes().getFirst();
        try (var _ = new Watcher(first, couple.bob()).syncAll()) {
            var session = Await.found(
                    "the session",
                    ARRIVES_WITHIN,
                    () -> nova.holderOf("Session", couple.bob().id()));
            var conversation = Await.found(
                    "the conversation", ARRIVES_WITHIN, () -> nova.holderOf("Conversation", couple.conversation()));
            return session.name().equals(conversation.name())
                    ? Optional.empty()
                    : nova.nodes().stream()
                            .filter(node -> !node.name().equals(session.name()))
                            .map(node -> new Placed(couple, session, conversation, node))
                            .findFirst();
        }
    }
}
