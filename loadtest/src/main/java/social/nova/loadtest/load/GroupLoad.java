package social.nova.loadtest.load;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import social.nova.loadtest.client.Web;
import social.nova.loadtest.common.Await;
import social.nova.loadtest.measure.FirstInLine;
import social.nova.loadtest.measure.Latencies;
import social.nova.loadtest.peer.Door;
import social.nova.loadtest.run.Node;

/// One large group whose members all have a socket, spread over the nodes, and beside it conversations of two.
///
/// A message says when it was due, so that what is late in being sent counts as late. The pairs' sockets have a thread
/// of their own that gets a processor before all others, if the system allows it: else it would wait beside the one
/// that reads for a thousand members, and that wait would be taken for the server's.
public final class GroupLoad implements AutoCloseable {
    private static final Duration LAST_DELIVERIES = Duration.ofSeconds(60);
    private static final int SENDERS = 10;
    private static final int PAIRS_PER_SECOND = 40;
    private static final String FILLING = "x".repeat(80);

    private final String group;
    private final List<String> pairs;
    private final int members;
    private final SocketFleet groupSockets = new SocketFleet();
    private final SocketFleet pairSockets = new SocketFleet();
    private final AtomicLong delivered = new AtomicLong();
    private final AtomicLong refused = new AtomicLong();
    private volatile String refusal = "nothing";
    private volatile Latencies inGroup = new Latencies();
    private volatile Latencies inPairs = new Latencies();
    private volatile boolean firstInLine;
    private volatile int frameLength;

    // Each by the thread of its sockets.
    private long groupSent;
    private long pairsSent;

    /// @param sent to the group
    /// @param group from when a message was due until a member had it, for each member, in µs
    /// @param pairs the same for the conversations of two
    public record Measured(long sent, long delivered, Latencies group, Latencies pairs) {}

    /// Registers everybody, opens all conversations, and connects them.
    public static GroupLoad connect(List<Node> nodes, Tokens tokens, int members, int pairs) {
        var node = nodes.getFirst();
        var people = Accounts.register(node, members);
        var group = Web.post(
                "http://" + node.messaging() + "/conversations",
                tokens.of(people.getFirst()),
                Map.of("name", "everybody", "member_ids", people.subList(1, members)));
        if (group.status() != 200 && group.status() != 201) {
            throw new IllegalStateException("no group: " + group);
        }
        var groupDoors = new ArrayList<Door>();
        people.forEach(user -> groupDoors.add(door(nodes, groupDoors.size(), tokens.of(user))));
        var others = new ArrayList<String>();
        var pairDoors = new ArrayList<Door>();
        for (var n = 0; n < pairs; n++) {
            var a = Accounts.register(node);
            var b = Accounts.register(node);
            var opened = Web.post(
                    "http://" + node.messaging() + "/conversations", tokens.of(a), Map.of("user_a", a, "user_b", b));
            others.add(opened.body().path("id").asText());
            pairDoors.add(door(nodes, pairDoors.size(), tokens.of(a)));
            pairDoors.add(door(nodes, pairDoors.size(), tokens.of(b)));
        }
        return new GroupLoad(group.body().path("id").asText(), others, groupDoors, pairDoors);
    }

    private GroupLoad(String group, List<String> pairs, List<Door> groupDoors, List<Door> pairDoors) {
        this.group = group;
        this.pairs = pairs;
        this.members = groupDoors.size();
        groupSockets.open(groupDoors, (_, text) -> onText(text, inGroup));
        pairSockets.open(pairDoors, (_, text) -> onText(text, inPairs));
        for (var fleet : fleets()) {
            IntStream.range(0, fleet.size()).forEach(n -> fleet.send(n, "{\"type\":\"ping\"}"));
        }
        pairSockets.run(() -> firstInLine = FirstInLine.thisThread());
    }

    /// Whether the pairs' sockets wait for no processor.
    public boolean isFirstInLine() {
        return firstInLine;
    }

    /// How many characters a message to a member had, the last time.
    public int frameLength() {
        return frameLength;
    }

    /// Lets the group talk at this rate, 0 for not at all, and the pairs as ever; returns when all has arrived.
    ///
    /// @throws IllegalStateException if something was refused, lost, or doubled
    public Measured talk(int perSecond, Duration time) {
        inGroup = new Latencies();
        inPairs = new Latencies();
        delivered.set(0);
        groupSent = 0;
        pairsSent = 0;
        var begun = System.nanoTime();
        Runnable toGroup = () -> sendToGroup(begun, perSecond, time);
        Runnable toPairs = () -> sendToPairs(begun, time);
        try (var _ = groupSockets.everyMillisecond(toGroup);
                var _ = pairSockets.everyMillisecond(toPairs)) {
            Await.pause(time);
        }
        // The threads may be behind: what was due and was not sent yet goes out now.
        groupSockets.run(toGroup);
        pairSockets.run(toPairs);
        var expected = groupSent * members + 2 * pairsSent;
        Await.until("everything to arrive", LAST_DELIVERIES, () -> delivered.get() >= expected || refused.get() > 0);
        Await.pause(Duration.ofMillis(500));
        var lost = fleets().stream().mapToInt(SocketFleet::lost).sum();
        if (delivered.get() != expected || refused.get() > 0 || lost > 0) {
            throw new IllegalStateException("%d delivered of %d, %d refused, %d sockets lost; last refused: %s"
                    .formatted(delivered.get(), expected, refused.get(), lost, refusal));
        }
        return new Measured(groupSent, groupSent * members, inGroup, inPairs);
    }

    private void sendToGroup(long begun, int perSecond, Duration time) {
        for (; perSecond > 0 && isDue(groupSent, perSecond, begun, time); groupSent++) {
            var sender = (int) (groupSent % SENDERS) * (members / SENDERS);
            send(groupSockets, sender, group, begun + dueAt(groupSent, perSecond));
        }
    }

    private void sendToPairs(long begun, Duration time) {
        for (; !pairs.isEmpty() && isDue(pairsSent, PAIRS_PER_SECOND, begun, time); pairsSent++) {
            var pair = (int) (pairsSent % pairs.size());
            send(pairSockets, 2 * pair, pairs.get(pair), begun + dueAt(pairsSent, PAIRS_PER_SECOND));
        }
    }

    private static boolean isDue(long number, int perSecond, long begun, Duration time) {
        return dueAt(number, perSecond) <= Math.min(System.nanoTime() - begun, time.toNanos());
    }

    private static long dueAt(long number, int perSecond) {
        return number * 1_000_000_000L / perSecond;
    }

    private static void send(SocketFleet sockets, int socket, String conversation, long due) {
        sockets.send(socket, """
                {"type":"message","conversation_id":"%s","text":"due@%d@%s"}""".formatted(conversation, due, FILLING));
    }

    // Looks for the mark alone: reading JSON would cost the client more than a delivery costs the server.
    private void onText(String text, Latencies latencies) {
        var at = text.indexOf("due@");
        if (at >= 0) {
            var due = Long.parseLong(text.substring(at + 4, text.indexOf('@', at + 4)));
            latencies.add((System.nanoTime() - due) / 1_000);
            delivered.incrementAndGet();
            frameLength = text.length();
        } else if (text.startsWith("{\"type\":\"error\"")) {
            refusal = text;
            refused.incrementAndGet();
        }
    }

    private List<SocketFleet> fleets() {
        return List.of(groupSockets, pairSockets);
    }

    private static Door door(List<Node> nodes, int number, String token) {
        var node = nodes.get(number % nodes.size());
        return new Door(URI.create("ws://" + node.messaging() + "/ws"), "Bearer " + token);
    }

    @Override
    public void close() {
        fleets().forEach(SocketFleet::close);
    }
}
