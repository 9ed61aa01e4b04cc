package social.nova.cluster.proof;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import social.nova.cluster.proof.Watcher.Seen;
import social.nova.loadtest.client.Person;
import social.nova.loadtest.common.Await;
import social.nova.loadtest.run.Node;

/// One member's app: one socket at a time, at the next node when it ends, resumed by `sync` from what it has.
/// Writes down every change that it is shown.
final class Follower implements AutoCloseable {
    private static final Duration PAUSE = Duration.ofMillis(200);

    private final Person person;
    private final String conversation;
    private final List<Node> nodes;
    private final List<Watcher> sockets = new CopyOnWriteArrayList<>();
    private final AtomicBoolean closed = new AtomicBoolean();

    /// @param nodes the preferred one first
    Follower(Person person, String conversation, List<Node> nodes) {
        this.person = person;
        this.conversation = conversation;
        this.nodes = nodes;
        Thread.ofVirtual().start(this::follow);
    }

    /// Every change of the conversation as `revision type`, in the order in which they came.
    List<String> changes() {
        return all().stream()
                .filter(seen -> seen.frame().has("revision") && !seen.type().equals("synced"))
                .filter(seen -> seen.frame().path("conversation_id").asText().equals(conversation))
                .map(Follower::line)
                .toList();
    }

    static String line(Seen seen) {
        return seen.frame().path("revision").asLong() + " " + seen.type();
    }

    /// The codes of all errors.
    List<String> errors() {
        return all().stream()
                .filter(seen -> seen.type().equals("error"))
                .map(seen -> seen.frame().path("error").asText())
                .distinct()
                .toList();
    }

    /// Whether it has been shown a message with this text.
    boolean hasSeen(String text) {
        return all().stream().anyMatch(seen -> seen.text().equals(text));
    }

    boolean isConnected() {
        return !sockets.isEmpty() && !sockets.getLast().closed().isDone();
    }

    @Override
    public void close() {
        closed.set(true);
        sockets.forEach(Watcher::close);
    }

    private List<Seen> all() {
        var all = new ArrayList<Seen>();
        sockets.forEach(socket -> socket.seen().forEach(all::add));
        return all;
    }

    private void follow() {
        for (var attempt = 0; !closed.get(); attempt++) {
            try {
                var socket = new Watcher(nodes.get(attempt % nodes.size()), person);
                var newest = all().stream()
                        .mapToLong(seen -> seen.frame().path("revision").asLong())
                        .max()
                        .orElse(0);
                sockets.add(socket);
                socket.send(Map.of(
                        "type",
                        "sync",
                        "conversations",
                        Map.of(conversation, Map.of("sequence_number", 0, "revision", newest))));
                socket.closed().join();
            } catch (CompletionException refused) {
                Await.pause(PAUSE);
            }
        }
    }
}
