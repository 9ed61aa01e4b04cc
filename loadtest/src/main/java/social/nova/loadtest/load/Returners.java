package social.nova.loadtest.load;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.stream.IntStream;
import social.nova.loadtest.client.Web;
import social.nova.loadtest.common.Await;
import social.nova.loadtest.measure.Latencies;
import social.nova.loadtest.peer.Door;
import social.nova.loadtest.run.Node;

/// Many sockets at one node, which all come back elsewhere when it dies: at once, each with a `sync` of where it
/// was, and again after a moment if they are refused.
///
/// Each is of somebody in one conversation of two; every person has several.
public final class Returners implements AutoCloseable {
    /// Fewer than one user may have.
    private static final int SOCKETS_EACH = 40;

    private static final Duration ANSWERS = Duration.ofSeconds(60);
    private static final int RETRY_MILLIS = 500;
    private static final int BEFORE = 2;

    private final List<Pair> pairs;
    private final SocketFleet fleet = new SocketFleet();
    private final int sockets;
    private final AtomicLongArray backAt;
    private final AtomicIntegerArray newest;
    private final AtomicInteger back = new AtomicInteger();
    private final AtomicInteger tries = new AtomicInteger();
    private final AtomicInteger wrong = new AtomicInteger();
    private volatile List<Node> others = List.of();

    private record Pair(String conversation, Somebody a, Somebody b) {}

    // A token is signed once: that costs more than to open a socket.
    private record Somebody(String id, String token) {}

    /// Registers everybody, and opens the sockets at the first of these nodes.
    public static Returners connect(List<Node> nodes, Tokens tokens, int sockets) {
        var people = Accounts.register(nodes.getFirst(), Math.max(2, sockets / SOCKETS_EACH / 2 * 2)).stream()
                .map(id -> new Somebody(id, tokens.of(id)))
                .toList();
        var pairs = IntStream.range(0, people.size() / 2)
                .parallel()
                .mapToObj(n -> pair(nodes.getFirst(), people.get(2 * n), people.get(2 * n + 1)))
                .toList();
        return new Returners(nodes.getFirst(), pairs, sockets);
    }

    private Returners(Node node, List<Pair> pairs, int sockets) {
        this.pairs = pairs;
        this.sockets = sockets;
        this.backAt = new AtomicLongArray(sockets);
        this.newest = new AtomicIntegerArray(sockets);
        for (var n = 0; n < BEFORE; n++) {
            sendToAll(node);
        }
        fleet.open(IntStream.range(0, sockets).mapToObj(n -> door(node, n)).toList(), new Coming());
        IntStream.range(0, sockets).forEach(this::sync);
        awaitAll();
    }

    /// From here on whoever loses their socket comes back to one of these.
    public void returnTo(List<Node> nodes) {
        back.set(0);
        others = List.copyOf(nodes);
    }

    /// A message in every conversation. Returns when all are acknowledged.
    public void sendToAll(Node node) {
        pairs.parallelStream().forEach(pair -> {
            var key = UUID.randomUUID().toString();
            Await.until("a message to be taken", ANSWERS, () -> send(node, pair, key));
        });
    }

    /// Waits until every socket is back, has been told so, and has the newest message.
    ///
    /// @param since on the clock of System.nanoTime
    /// @return how long after that each was back and had all there was
    public Latencies awaitReturn(long since) {
        awaitAll();
        try {
            Await.until(
                    "the message sent meanwhile to reach everybody",
                    ANSWERS,
                    () -> without().isEmpty());
        } catch (IllegalStateException inVain) {
            throw new IllegalStateException(
                    "%d sockets have not got it, numbers %s".formatted(without().size(), without()), inVain);
        }
        if (wrong.get() > 0) {
            throw new IllegalStateException(wrong.get() + " messages were lost, doubled or out of order");
        }
        var latencies = new Latencies();
        IntStream.range(0, sockets).forEach(n -> latencies.add((backAt.get(n) - since) / 1_000));
        return latencies;
    }

    // The sockets that do not have the newest message.
    private List<Integer> without() {
        return IntStream.range(0, sockets)
                .filter(n -> newest.get(n) != BEFORE + 1)
                .boxed()
                .toList();
    }

    /// How often a socket was refused and tried again.
    public int refusals() {
        return tries.get() - sockets;
    }

    private void awaitAll() {
        Await.until("all sockets to be in and up to date", Duration.ofMinutes(3), () -> back.get() >= sockets);
    }

    private final class Coming implements SocketFleet.Listener {
        @Override
        public void onText(int n, String text) {
            var frame = Web.read(text);
            switch (frame.path("type").asText()) {
                case "message" -> {
                    var number = frame.path("message").path("sequence_number").asInt();
                    if (number != newest.get(n) + 1) {
                        wrong.incrementAndGet();
                    }
                    newest.set(n, number);
                }
                case "synced" -> {
                    if (!frame.path("more").asBoolean()) {
                        backAt.set(n, System.nanoTime());
                        back.incrementAndGet();
                    }
                }
                default -> {}
            }
        }

        @Override
        public void onEnd(int n) {
            comeBack(n);
        }

        private void comeBack(int n) {
            var nodes = others;
            if (nodes.isEmpty()) {
                return;
            }
            var door = door(nodes.get(tries.getAndIncrement() % nodes.size()), n);
            var _ = fleet.reopen(n, door, this).whenComplete((_, failure) -> {
                if (failure == null) {
                    sync(n);
                } else {
                    fleet.later(ThreadLocalRandom.current().nextInt(RETRY_MILLIS), () -> comeBack(n));
                }
            });
        }
    }

    private void sync(int n) {
        fleet.send(n, """
                {"type":"sync","conversations":{"%s":{"sequence_number":%d}}}""".formatted(pairOf(n).conversation(), newest.get(n)));
    }

    private Pair pairOf(int n) {
        return pairs.get(n % pairs.size());
    }

    private Door door(Node node, int n) {
        var pair = pairOf(n);
        var user = n / pairs.size() % 2 == 0 ? pair.a() : pair.b();
        return new Door(URI.create("ws://" + node.messaging() + "/ws"), "Bearer " + user.token());
    }

    private boolean send(Node node, Pair pair, String key) {
        return Web.post(
                                "http://" + node.messaging() + "/conversations/" + pair.conversation() + "/messages",
                                pair.a().token(),
                                Map.of("plaintext", "hello", "idempotency_key", key))
                        .status()
                == 200;
    }

    private static Pair pair(Node node, Somebody a, Somebody b) {
        var opened = Web.post(
                "http://" + node.messaging() + "/conversations", a.token(), Map.of("user_a", a.id(), "user_b", b.id()));
        return new Pair(opened.body().path("id").asText(), a, b);
    }

    @Override
    public void close() {
        others = List.of();
        fleet.close();
    }
}
