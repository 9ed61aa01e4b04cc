package social.nova.loadtest.client;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.net.http.WebSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import social.nova.loadtest.history.Event;
import social.nova.loadtest.history.Event.Op;
import social.nova.loadtest.history.Event.Phase;
import social.nova.loadtest.history.History;
import social.nova.loadtest.history.Text;

/// One person's app, talking in one conversation over a socket: reconnects to the next node when its socket ends or is
/// silent for too long, resumes with `sync` from what it has, and sends every message again, under the same key, until
/// it is acknowledged or refused for good. Every so often it sends an acknowledged one again, too.
///
/// All of it happens on one thread of its own, so that it needs no locks.
public final class LiveClient implements AutoCloseable {
    private static final Duration CONNECT = Duration.ofSeconds(2);
    private static final Duration RECONNECT_AFTER = Duration.ofMillis(200);
    private static final Duration TRY_AGAIN_AFTER = Duration.ofMillis(500);
    private static final Duration RESEND_AFTER = Duration.ofSeconds(6);
    private static final Duration PING_EVERY = Duration.ofSeconds(2);
    private static final Duration SILENCE = Duration.ofSeconds(8);
    private static final int REPEAT_EVERY = 25;

    /// Errors after which nobody knows what became of the message.
    private static final Set<String> UNKNOWN =
            Set.of("SERVICE_UNAVAILABLE", "DATABASE_ERROR", "INTERNAL_SERVER_ERROR", "INTERNAL_ERROR", "RATE_LIMITED");

    private final String proc;
    private final Person person;
    private final String conversation;
    private final List<Endpoint> endpoints;
    private final History history;
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().factory());
    private final Map<String, Pending> unacknowledged = new LinkedHashMap<>();
    private final CompletableFuture<Void> connectedOnce = new CompletableFuture<>();
    private @Nullable Connection connection;
    private int attempt;
    private int acknowledged;
    private volatile long seenUpTo;
    private volatile long seenRevision;

    private static final class Pending {
        private final String key;
        private final CompletableFuture<Optional<Receipt>> done = new CompletableFuture<>();
        private long triedAt;

        private Pending(String key) {
            this.key = key;
        }
    }

    /// The open socket.
    private static final class Connection {
        private final WebSocket socket;
        private final String node;
        private CompletableFuture<?> writing = CompletableFuture.completedFuture(null);
        private long heardAt = System.nanoTime();

        private Connection(WebSocket socket, String node) {
            this.socket = socket;
            this.node = node;
        }
    }

    /// Connected when this returns.
    ///
    /// @param proc the name of this client in the history, unlike any other
    /// @param endpoints the nodes to use, the preferred one first
    public LiveClient(String proc, Person person, String conversation, List<Endpoint> endpoints, History history) {
        this.proc = proc;
        this.person = person;
        this.conversation = conversation;
        this.endpoints = List.copyOf(endpoints);
        this.history = history;
        history.add(Event.of(proc, Phase.INVOKE, Op.RECEIVE, conversation, ""));
        thread.execute(this::connect);
        var _ = thread.scheduleWithFixedDelay(this::look, 1, 1, TimeUnit.SECONDS);
        var _ = thread.scheduleWithFixedDelay(
                () -> write(Map.of("type", "ping")),
                PING_EVERY.toMillis(),
                PING_EVERY.toMillis(),
                TimeUnit.MILLISECONDS);
        connectedOnce.join();
    }

    /// Completes when the message has been acknowledged, or refused for good: then with nothing; however long that
    /// takes.
    ///
    /// @param key both the idempotency key and what the text is made of
    public CompletableFuture<Optional<Receipt>> send(String key) {
        var pending = new Pending(key);
        thread.execute(() -> {
            unacknowledged.put(key, pending);
            write(pending);
        });
        return pending.done;
    }

    /// As in the history.
    public String name() {
        return proc;
    }

    /// The newest sequence number this client has got.
    public long seenUpTo() {
        return seenUpTo;
    }

    /// The newest revision this client has got.
    public long seenRevision() {
        return seenRevision;
    }

    @Override
    public void close() {
        thread.execute(() -> {
            var open = connection;
            connection = null;
            if (open != null) {
                open.socket.abort();
            }
            thread.shutdownNow();
        });
    }

    private void connect() {
        var endpoint = endpoints.get(attempt++ % endpoints.size());
        var _ = Web.client()
                .newWebSocketBuilder()
                .connectTimeout(CONNECT)
                .header("Authorization", "Bearer " + person.token())
                .buildAsync(URI.create("ws://" + endpoint.address() + "/ws"), new Listener())
                .whenCompleteAsync(
                        (opened, failure) -> {
                            if (failure == null) {
                                onConnected(new Connection(opened, endpoint.node()));
                            } else {
                                Web.refused(failure);
                                reconnectLater();
                            }
                        },
                        thread);
    }

    private void onConnected(Connection opened) {
        connection = opened;
        var position = Map.of("sequence_number", seenUpTo, "revision", seenRevision);
        write(Map.of("type", "sync", "conversations", Map.of(conversation, position)));
        List.copyOf(unacknowledged.values()).forEach(this::write);
        connectedOnce.complete(null);
    }

    private void onEnded(WebSocket ended) {
        var open = connection;
        if (open != null && ended.equals(open.socket)) {
            connection = null;
            unacknowledged.values().forEach(pending -> outcome(Phase.INFO, pending.key, open.node));
            reconnectLater();
        }
    }

    private void reconnectLater() {
        var _ = thread.schedule(this::connect, RECONNECT_AFTER.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void look() {
        var now = System.nanoTime();
        var open = connection;
        if (open != null && now - open.heardAt > SILENCE.toNanos()) {
            open.socket.abort();
            onEnded(open.socket);
            return;
        }
        for (var pending : List.copyOf(unacknowledged.values())) {
            if (now - pending.triedAt > RESEND_AFTER.toNanos()) {
                write(pending);
            }
        }
    }

    private void write(Pending pending) {
        var open = connection;
        pending.triedAt = System.nanoTime();
        history.add(
                Event.of(proc, Phase.INVOKE, Op.SEND, conversation, pending.key).at(open == null ? "" : open.node));
        write(Map.of(
                "type",
                "message",
                "conversation_id",
                conversation,
                "text",
                Text.of(pending.key),
                "idempotency_key",
                pending.key));
    }

    // The JDK's socket takes one send at a time.
    private void write(Map<String, ?> frame) {
        var open = connection;
        if (open != null) {
            open.writing = open.writing
                    .handle((_, _) -> null)
                    .thenCompose(_ -> open.socket.sendText(Web.write(frame), true))
                    .thenApply(_ -> null);
        }
    }

    private void onFrame(WebSocket from, JsonNode frame) {
        var open = connection;
        if (open == null || !from.equals(open.socket)) {
            return; // What a dead socket still had in its pocket, the next one's sync brings again.
        }
        open.heardAt = System.nanoTime();
        switch (frame.path("type").asText()) {
            case "ack" -> onAck(open, frame);
            case "error" -> onError(open, frame);
            case "synced", "pong", "typing", "presence", "reconnect" -> {}
            default -> onChange(open, frame);
        }
    }

    private void onChange(Connection open, JsonNode frame) {
        var received = Event.of(proc, Phase.OK, Op.RECEIVE, conversation, "").at(open.node);
        var change = history.add(Shown.change(received, frame));
        seenRevision = Math.max(seenRevision, change.revision());
        if (change.kind().isEmpty()) {
            seenUpTo = Math.max(seenUpTo, change.seq());
        }
    }

    private void onAck(Connection open, JsonNode ack) {
        var key = ack.path("idempotency_key").asText();
        var receipt = new Receipt(
                key, ack.path("id").asText(), ack.path("sequence_number").asLong());
        history.add(Event.of(proc, Phase.OK, Op.SEND, conversation, key)
                .message(receipt.sequenceNumber(), receipt.id())
                .at(open.node));
        var pending = unacknowledged.remove(key);
        if (pending != null) {
            pending.done.complete(Optional.of(receipt));
            if (++acknowledged % REPEAT_EVERY == 0) {
                write(pending);
            }
        }
    }

    private void onError(Connection open, JsonNode error) {
        var pending = unacknowledged.get(error.path("idempotency_key").asText());
        if (pending == null) {
            return;
        }
        if (UNKNOWN.contains(error.path("error").asText())) {
            outcome(Phase.INFO, pending.key, open.node);
            var _ = thread.schedule(() -> writeIfPending(pending), TRY_AGAIN_AFTER.toMillis(), TimeUnit.MILLISECONDS);
        } else {
            outcome(Phase.FAIL, pending.key, open.node);
            unacknowledged.remove(pending.key);
            pending.done.complete(Optional.empty());
        }
    }

    private void writeIfPending(Pending pending) {
        if (unacknowledged.containsKey(pending.key)) {
            write(pending);
        }
    }

    private void outcome(Phase type, String key, String node) {
        history.add(Event.of(proc, type, Op.SEND, conversation, key).at(node));
    }

    private final class Listener implements WebSocket.Listener {
        private final List<String> parts = new ArrayList<>();

        @Override
        public @Nullable CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
            parts.add(data.toString());
            if (last) {
                var text = String.join("", parts);
                parts.clear();
                Web.heard(text);
                var frame = Web.read(text);
                run(() -> onFrame(from, frame));
            }
            from.request(1);
            return null;
        }

        @Override
        public @Nullable CompletionStage<?> onClose(WebSocket from, int code, String reason) {
            run(() -> onEnded(from));
            return null;
        }

        @Override
        public void onError(WebSocket from, Throwable failure) {
            run(() -> onEnded(from));
        }

        private void run(Runnable task) {
            if (!thread.isShutdown()) {
                thread.execute(task);
            }
        }
    }
}
