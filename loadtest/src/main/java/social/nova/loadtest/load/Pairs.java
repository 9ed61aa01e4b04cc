package social.nova.loadtest.load;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import social.nova.loadtest.client.Web;
import social.nova.loadtest.common.Await;
import social.nova.loadtest.measure.Latencies;
import social.nova.loadtest.peer.Door;
import social.nova.loadtest.run.Node;

/// Many conversations of two, both ends on sockets, and both sending as fast as they are acknowledged.
public final class Pairs implements AutoCloseable {
    private static final Duration LAST_ANSWERS = Duration.ofSeconds(30);
    private static final String TEXT = "x".repeat(100);

    private final Node node;
    private final Tokens tokens;
    private final List<Conversation> conversations;
    private final SocketFleet fleet = new SocketFleet();
    private final Map<String, Long> underWay = new ConcurrentHashMap<>();
    private final AtomicLong acknowledged = new AtomicLong();
    private final AtomicLong refused = new AtomicLong();
    private final AtomicLong delivered = new AtomicLong();
    private volatile boolean sending;
    private volatile Latencies latencies = new Latencies();

    private record Conversation(String id, String userA, String userB) {}

    /// What has come about so far.
    ///
    /// @param delivered messages that reached a socket, each of the two apart
    public record Counted(long acknowledged, long refused, long delivered) {
        public Counted since(Counted earlier) {
            return new Counted(
                    acknowledged - earlier.acknowledged, refused - earlier.refused, delivered - earlier.delivered);
        }
    }

    /// Registers everybody, opens their conversations and connects them.
    public static Pairs connect(Node node, Tokens tokens, int count) {
        var conversations = IntStream.range(0, count)
                .parallel()
                .mapToObj(_ -> conversation(node, tokens))
                .toList();
        return new Pairs(node, tokens, conversations);
    }

    private Pairs(Node node, Tokens tokens, List<Conversation> conversations) {
        this.node = node;
        this.tokens = tokens;
        this.conversations = conversations;
        var doors = new ArrayList<Door>();
        for (var conversation : conversations) {
            doors.add(door(conversation.userA()));
            doors.add(door(conversation.userB()));
        }
        fleet.open(doors, this::onText);
    }

    /// @param window messages of each sender that are not yet acknowledged
    public void start(int window) {
        latencies = new Latencies();
        sending = true;
        for (var socket = 0; socket < fleet.size(); socket++) {
            for (var n = 0; n < window; n++) {
                send(socket);
            }
        }
    }

    /// Ends sending, and waits until everything sent has been answered and has reached both ends.
    public void stop() {
        sending = false;
        Await.until("the last acknowledgements", LAST_ANSWERS, underWay::isEmpty);
        Await.until("messages to reach both ends", LAST_ANSWERS, () -> delivered.get() >= 2 * acknowledged.get());
    }

    /// That nothing was lost, doubled or invented since the beginning. What was refused may be there or not: its
    /// outcome is unknown.
    ///
    /// @throws IllegalStateException if anything was
    public void requireZeroLoss() {
        var all = counted();
        var stored = stored();
        var known = stored >= all.acknowledged() && stored <= all.acknowledged() + all.refused();
        if (!known || all.delivered() != 2 * stored || fleet.lost() > 0) {
            throw new IllegalStateException(
                    "%s, but %d are stored and %d sockets were lost".formatted(all, stored, fleet.lost()));
        }
    }

    public Counted counted() {
        return new Counted(acknowledged.get(), refused.get(), delivered.get());
    }

    /// From sending to acknowledgement, since [#start].
    public Latencies latencies() {
        return latencies;
    }

    // As the conversations' histories tell.
    private long stored() {
        return conversations.stream()
                .mapToLong(conversation -> Web.get(
                                "http://" + node.messaging() + "/conversations/" + conversation.id()
                                        + "/messages?limit=1",
                                tokens.of(conversation.userA()))
                        .body()
                        .path(0)
                        .path("sequence_number")
                        .asLong())
                .sum();
    }

    @Override
    public void close() {
        fleet.close();
    }

    private void send(int socket) {
        var key = UUID.randomUUID().toString();
        underWay.put(key, System.nanoTime());
        fleet.send(socket, """
                {"type":"message","conversation_id":"%s","text":"%s","idempotency_key":"%s"}""".formatted(conversations.get(socket / 2).id(), TEXT, key));
    }

    private void onText(int socket, String text) {
        var frame = Web.read(text);
        switch (frame.path("type").asText()) {
            case "ack" -> onAnswered(socket, frame, acknowledged);
            case "error" -> onAnswered(socket, frame, refused);
            case "message" -> delivered.incrementAndGet();
            default -> {}
        }
    }

    private void onAnswered(int socket, JsonNode frame, AtomicLong counter) {
        var sentAt = underWay.remove(frame.path("idempotency_key").asText());
        counter.incrementAndGet();
        if (sentAt != null) {
            latencies.add((System.nanoTime() - sentAt) / 1_000);
        }
        if (sending) {
            send(socket);
        }
    }

    private Door door(String user) {
        return new Door(URI.create("ws://" + node.messaging() + "/ws"), "Bearer " + tokens.of(user));
    }

    private static Conversation conversation(Node node, Tokens tokens) {
        var userA = Accounts.register(node);
        var userB = Accounts.register(node);
        var opened = Web.post(
                "http://" + node.messaging() + "/conversations",
                tokens.of(userA),
                Map.of("user_a", userA, "user_b", userB));
        return new Conversation(opened.body().path("id").asText(), userA, userB);
    }
}
