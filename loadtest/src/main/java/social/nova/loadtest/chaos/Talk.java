package social.nova.loadtest.chaos;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import social.nova.loadtest.client.Endpoint;
import social.nova.loadtest.client.LiveClient;
import social.nova.loadtest.client.Person;
import social.nova.loadtest.client.RestClient;
import social.nova.loadtest.common.Await;
import social.nova.loadtest.fault.Testbed;
import social.nova.loadtest.history.History;

/// One conversation and those in it: Alice and Bob send on sockets of different nodes, Alice over REST as well, Bob
/// reads on a second socket, and Mallory, who is no member, tries. Beside that they change messages: [Changes].
final class Talk implements AutoCloseable {
    private static final int CONFLICT_EVERY = 10;
    private static final int REPEAT_EVERY = 15;
    private static final int INTRUDE_EVERY = 20;

    private final String name;
    private final String conversation;
    private final Person alice;
    private final History history;
    private final List<LiveClient> senders;
    private final List<LiveClient> sockets;
    private final RestClient rest;
    private final RestClient intruder;
    private final Changes changes;
    private final AtomicLong acknowledged = new AtomicLong();

    /// @param number of the talk, from 0: which nodes are used first
    static Talk open(int number, Testbed bed, History history, Person mallory) {
        var direct = Endpoint.from(number, bed.direct());
        var proxied = bed.throughProxies();
        var api = bed.nova().nodes().getFirst().api();
        var alice = Person.register(api, "alice");
        var bob = Person.register(api, "bob");
        var conversation = alice.openConversation(direct.getFirst().address(), bob);
        var name = "talk" + number;
        var alices = socket(name + " alice", alice, conversation, Endpoint.from(number, proxied), history);
        var bobs = socket(name + " bob", bob, conversation, Endpoint.from(number + 1, proxied), history);
        var reads = socket(name + " bob reading", bob, conversation, Endpoint.from(number + 2, proxied), history);
        return new Talk(
                name,
                conversation,
                alice,
                history,
                List.of(alices, bobs),
                List.of(alices, bobs, reads),
                new RestClient(name + " alice by REST", alice, conversation, direct, history),
                new RestClient(name + " mallory", mallory, conversation, direct, history),
                new Changes(
                        name,
                        new RestClient(name + " alice editing", alice, conversation, Endpoint.from(1, direct), history),
                        new RestClient(name + " bob reacting", bob, conversation, Endpoint.from(2, direct), history),
                        new Random(number)));
    }

    private static LiveClient socket(
            String proc, Person person, String conversation, List<Endpoint> endpoints, History history) {
        return new LiveClient(proc, person, conversation, endpoints, history);
    }

    private Talk(
            String name,
            String conversation,
            Person alice,
            History history,
            List<LiveClient> senders,
            List<LiveClient> sockets,
            RestClient rest,
            RestClient intruder,
            Changes changes) {
        this.name = name;
        this.conversation = conversation;
        this.alice = alice;
        this.history = history;
        this.senders = senders;
        this.sockets = sockets;
        this.rest = rest;
        this.intruder = intruder;
        this.changes = changes;
    }

    String conversation() {
        return conversation;
    }

    /// One who may read the conversation, at these nodes.
    RestClient reader(String proc, List<Endpoint> nodes) {
        return new RestClient(proc, alice, conversation, nodes, history);
    }

    RestClient rest() {
        return rest;
    }

    /// Acknowledgements so far, of messages not counted before.
    long acknowledged() {
        return acknowledged.get();
    }

    /// Everybody sends one message after another until it is over; what has been begun is brought to its end.
    CompletableFuture<Void> go(BooleanSupplier going, Duration pause) {
        var ends = new ArrayList<CompletableFuture<Void>>();
        for (var n = 0; n < senders.size(); n++) {
            ends.add(sendOneAfterAnother(senders.get(n), "%s socket%d ".formatted(name, n), 0, going, pause));
        }
        ends.add(CompletableFuture.runAsync(
                () -> sendOverRest(going, pause), task -> Thread.ofVirtual().start(task)));
        ends.add(changes.go(going, pause));
        return CompletableFuture.allOf(ends.toArray(CompletableFuture<?>[]::new));
    }

    private CompletableFuture<Void> sendOneAfterAnother(
            LiveClient client, String prefix, int number, BooleanSupplier going, Duration pause) {
        if (!going.getAsBoolean()) {
            return CompletableFuture.completedFuture(null);
        }
        var later = CompletableFuture.delayedExecutor(pause.toMillis(), TimeUnit.MILLISECONDS);
        return client.send(prefix + number)
                .thenAccept(receipt -> {
                    acknowledged.incrementAndGet();
                    if (client.equals(senders.getFirst())) {
                        receipt.ifPresent(changes::offer);
                    }
                })
                .thenComposeAsync(_ -> sendOneAfterAnother(client, prefix, number + 1, going, pause), later);
    }

    private void sendOverRest(BooleanSupplier going, Duration pause) {
        for (var number = 0; going.getAsBoolean(); number++) {
            var key = "%s rest %d".formatted(name, number);
            var receipt = rest.send(key);
            receipt.ifPresent(changes::offer);
            if (receipt.isPresent()) {
                acknowledged.incrementAndGet();
                if (number % CONFLICT_EVERY == 0) {
                    rest.sendConflict(key);
                }
                if (number % REPEAT_EVERY == 0) {
                    rest.trySend(key, key);
                }
            }
            if (number % INTRUDE_EVERY == 0) {
                intruder.trySend("intrusion " + number, "%s intrusion %d".formatted(name, number));
            }
            Await.pause(pause);
        }
    }

    /// Whether every socket has been shown everything up to this revision.
    boolean allHaveSeen(long revision) {
        return sockets.stream().allMatch(socket -> socket.seenRevision() >= revision);
    }

    @Override
    public void close() {
        sockets.forEach(LiveClient::close);
    }
}
