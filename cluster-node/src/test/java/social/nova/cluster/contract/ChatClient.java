package social.nova.cluster.contract;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import social.nova.cluster.TestNode;
import social.nova.protocols.contract.Service;
import social.nova.protocols.contract.Violations;

/// One open messaging socket of the [TestNode]; holds every frame that it hears against the document.
final class ChatClient implements WebSocket.Listener, AutoCloseable {
    private static final HttpClient CLIENT = HttpClient.newHttpClient();
    private static final ObjectMapper JSON = new ObjectMapper();

    private final BlockingQueue<JsonNode> heard = new LinkedBlockingQueue<>();
    private final StringBuilder parts = new StringBuilder();
    private final WebSocket socket;

    ChatClient(Person person) throws Exception {
        socket = CLIENT.newWebSocketBuilder()
                .header("Authorization", "Bearer " + person.token())
                .buildAsync(
                        URI.create(
                                "ws://127.0.0.1:%d/ws".formatted(TestNode.get().port(Service.MESSAGING))),
                        this)
                .get(30, TimeUnit.SECONDS);
    }

    void send(String frame) throws Exception {
        socket.sendText(frame, true).get(30, TimeUnit.SECONDS);
    }

    /// The next frame of this type, whatever comes before it.
    JsonNode next(String type) throws InterruptedException {
        return next(frame -> frame.path("type").asText().equals(type));
    }

    /// The next such frame, whatever comes before it.
    JsonNode next(Predicate<JsonNode> wanted) throws InterruptedException {
        for (var frame = heard.poll(30, TimeUnit.SECONDS); frame != null; frame = heard.poll(30, TimeUnit.SECONDS)) {
            if (wanted.test(frame)) {
                return frame;
            }
        }
        throw new AssertionError("No such frame came within 30 s");
    }

    @Override
    public @Nullable CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
        parts.append(data);
        if (last) {
            Violations.check(parts.toString());
            heard.add(read(parts.toString()));
            parts.setLength(0);
        }
        from.request(1);
        return null;
    }

    @Override
    public void close() {
        socket.abort();
    }

    private static JsonNode read(String text) {
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
