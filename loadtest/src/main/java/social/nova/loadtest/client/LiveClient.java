package social.nova.loadtest.client;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.net.http.WebSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import social.nova.loadtest.history.Transcript;
import social.nova.loadtest.history.Transcript.Acknowledged;
import social.nova.loadtest.history.Transcript.Seen;

/// One person's app, talking in one conversation: reconnects to the next node when its socket ends, resumes with `sync`
/// from what it has, and sends every message again, under the same key, until it is acknowledged.
///
/// All of it happens on one thread of its own, so that it needs no locks.
public final class LiveClient implements AutoCloseable {
    private static final Duration RECONNECT_AFTER = Duration.ofMillis(200);
    private static final Duration RESEND_AFTER = Duration.ofSeconds(6);

    private final Person person;
    private final String conversation;
    private final List<String> addresses;
    private final Transcript transcript;
    private final String reader;
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().factory());
    private final Map<String, Pending> unacknowledged = new LinkedHashMap<>();
    private final CompletableFuture<Void> connectedOnce = new CompletableFuture<>();
    private @Nullable WebSocket socket;
    private CompletableFuture<?> writing = CompletableFuture.completedFuture(null);
    private int attempt;
    private volatile long seenUpTo;

    private record Pending(String key, String text, long invokedAt, CompletableFuture<Acknowledged> done) {}

    /// @param addresses `host:port` of the nodes to use, the preferred one first
    public LiveClient(
            String reader, Person person, String conversation, List<String> addresses, Transcript transcript) {
        this.reader = reader;
        this.person = person;
        this.conversation = conversation;
        this.addresses = addresses;
        this.transcript = transcript;
        thread.execute(this::connect);
        var _ = thread.scheduleWithFixedDelay(this::resendOverdue, 1, 1, TimeUnit.SECONDS);
        connectedOnce.join();
    }

    /// Completes when the message has been acknowledged, however long that takes.
    public CompletableFuture<Acknowledged> send(String key, String text) {
        transcript.invoke(key, text);
        var pending = new Pending(key, text, System.nanoTime(), new CompletableFuture<>());
        thread.execute(() -> {
            unacknowledged.put(key, pending);
            write(pending);
        });
        return pending.done();
    }

    /// The newest sequence number this client has got.
    public long seenUpTo() {
        return seenUpTo;
    }

    @Override
    public void close() {
        thread.execute(() -> {
            var open = socket;
            socket = null;
            if (open != null) {
                open.abort();
            }
            thread.shutdownNow();
        });
    }

    private void connect() {
        var address = addresses.get(attempt++ % addresses.size());
        var _ = Web.client()
                .newWebSocketBuilder()
                .connectTimeout(Duration.ofSeconds(2))
                .header("Authorization", "Bearer " + person.token())
                .buildAsync(URI.create("ws://" + address + "/ws"), new Listener())
                .whenCompleteAsync(
                        (opened, failure) -> {
                            if (failure == null) {
                                onConnected(opened);
                            } else {
                                reconnectLater();
                            }
                        },
                        thread);
    }

    private void onConnected(WebSocket opened) {
        socket = opened;
        writing = CompletableFuture.completedFuture(null);
        write(Map.of("type", "sync", "conversations", Map.of(conversation, seenUpTo)));
        List.copyOf(unacknowledged.values()).forEach(this::write);
        connectedOnce.complete(null);
    }

    private void onEnded(WebSocket ended) {
        if (ended.equals(socket)) {
            socket = null;
            reconnectLater();
        }
    }

    private void reconnectLater() {
        var _ = thread.schedule(this::connect, RECONNECT_AFTER.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void resendOverdue() {
        var overdue = System.nanoTime() - RESEND_AFTER.toNanos();
        for (var pending : List.copyOf(unacknowledged.values())) {
            if (pending.invokedAt() - overdue < 0) {
                write(pending);
            }
        }
    }

    private void write(Pending pending) {
        write(Map.of(
                "type",
                "message",
                "conversation_id",
                conversation,
                "text",
                pending.text(),
                "idempotency_key",
                pending.key()));
    }

    // The JDK's socket takes one send at a time.
    private void write(Map<String, ?> frame) {
        var open = socket;
        if (open != null) {
            writing = writing.handle((_, _) -> null)
                    .thenCompose(_ -> open.sendText(Web.write(frame), true))
                    .thenApply(_ -> null);
        }
    }

    private void onFrame(WebSocket from, JsonNode frame) {
        if (!from.equals(socket)) {
            return; // What a dead socket still had in its pocket, the next one's sync brings again.
        }
        switch (frame.path("type").asText()) {
            case "message" -> onMessage(frame.path("message"));
            case "ack" -> onAck(frame);
            case "error" -> onError(frame);
            default -> {}
        }
    }

    private void onMessage(JsonNode message) {
        var sequence = message.path("sequence_number").asLong();
        seenUpTo = Math.max(seenUpTo, sequence);
        transcript.receive(
                reader,
                new Seen(
                        message.path("id").asText(),
                        sequence,
                        message.path("sender_id").asText(),
                        message.path("plaintext").asText()));
    }

    private void onAck(JsonNode ack) {
        var pending = unacknowledged.remove(ack.path("idempotency_key").asText());
        if (pending != null) {
            var send = new Acknowledged(
                    pending.key(),
                    pending.text(),
                    ack.path("id").asText(),
                    ack.path("sequence_number").asLong(),
                    pending.invokedAt(),
                    System.nanoTime());
            transcript.acknowledge(send);
            pending.done().complete(send);
        }
    }

    // Unavailable means: try again, the outcome is unknown.
    private void onError(JsonNode error) {
        var pending = unacknowledged.get(error.path("idempotency_key").asText());
        if (pending != null) {
            var _ = thread.schedule(() -> write(pending), 500, TimeUnit.MILLISECONDS);
        }
    }

    private final class Listener implements WebSocket.Listener {
        private final List<String> parts = new ArrayList<>();

        @Override
        public @Nullable CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
            parts.add(data.toString());
            if (last) {
                var frame = Web.read(String.join("", parts));
                parts.clear();
                thread.execute(() -> onFrame(from, frame));
            }
            from.request(1);
            return null;
        }

        @Override
        public @Nullable CompletionStage<?> onClose(WebSocket from, int code, String reason) {
            ended(from);
            return null;
        }

        @Override
        public void onError(WebSocket from, Throwable failure) {
            ended(from);
        }

        private void ended(WebSocket from) {
            if (!thread.isShutdown()) {
                thread.execute(() -> onEnded(from));
            }
        }
    }
}
