package social.nova.cluster.proof;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import social.nova.loadtest.client.Person;
import social.nova.loadtest.client.Web;
import social.nova.loadtest.run.Node;
import social.nova.protocols.contract.Violations;

/// One socket that writes down what it is shown, and how it ended. Never connects again.
final class Watcher implements WebSocket.Listener, AutoCloseable {
    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    private final Queue<Seen> seen = new ConcurrentLinkedQueue<>();
    private final CompletableFuture<Integer> closed = new CompletableFuture<>();
    private final StringBuilder parts = new StringBuilder();
    private final WebSocket socket;

    /// @param at [System#nanoTime] when it came
    record Seen(JsonNode frame, long at) {
        String type() {
            return frame.path("type").asText();
        }

        long sequence() {
            return frame.path("message").path("sequence_number").asLong();
        }

        String text() {
            return frame.path("message").path("plaintext").asText();
        }
    }

    Watcher(Node node, Person person) {
        this.socket = CLIENT.newWebSocketBuilder()
                .header("Authorization", "Bearer " + person.token())
                .buildAsync(URI.create("ws://" + node.messaging() + "/ws"), this)
                .join();
    }

    /// Asks for everything after a sequence number.
    Watcher sync(String conversation, long after) {
        send(Map.of("type", "sync", "conversations", Map.of(conversation, after)));
        return this;
    }

    /// Asks for everything after a message and a revision.
    Watcher sync(String conversation, long sequenceNumber, long revision) {
        var position = Map.of("sequence_number", sequenceNumber, "revision", revision);
        send(Map.of("type", "sync", "conversations", Map.of(conversation, position)));
        return this;
    }

    /// Asks for everything there is.
    Watcher syncAll() {
        send(Map.of("type", "sync"));
        return this;
    }

    void send(Map<String, ?> frame) {
        socket.sendText(Web.write(frame), true).join();
    }

    Stream<Seen> seen() {
        return seen.stream();
    }

    Stream<Seen> seen(String type) {
        return seen.stream().filter(one -> one.type().equals(type));
    }

    /// The changes of a conversation, in the order in which they came.
    List<JsonNode> changes(String conversation) {
        return seen.stream()
                .map(Seen::frame)
                .filter(frame -> frame.path("conversation_id").asText().equals(conversation))
                .filter(frame -> frame.has("revision"))
                .filter(frame -> !frame.path("type").asText().equals("synced"))
                .toList();
    }

    /// The messages as `number: text`, in the order in which they came.
    List<String> messages() {
        return seen("message")
                .map(message -> message.sequence() + ": " + message.text())
                .toList();
    }

    /// The close code; -1 when the connection broke without one.
    CompletableFuture<Integer> closed() {
        return closed;
    }

    @Override
    public void close() {
        socket.abort();
    }

    @Override
    public @Nullable CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
        parts.append(data);
        if (last) {
            Violations.check(parts.toString());
            seen.add(new Seen(Web.read(parts.toString()), System.nanoTime()));
            parts.setLength(0);
        }
        from.request(1);
        return null;
    }

    @Override
    public @Nullable CompletionStage<?> onClose(WebSocket from, int code, String reason) {
        closed.complete(code);
        return null;
    }

    @Override
    public void onError(WebSocket from, Throwable failure) {
        closed.complete(-1);
    }
}
