package social.nova.cluster.proof;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import social.nova.loadtest.client.Endpoint;
import social.nova.loadtest.client.Person;
import social.nova.loadtest.client.RestClient;
import social.nova.loadtest.history.Checker;
import social.nova.loadtest.history.Event;
import social.nova.loadtest.history.Event.Op;
import social.nova.loadtest.history.Event.Phase;
import social.nova.loadtest.history.History;
import social.nova.loadtest.history.Text;
import social.nova.loadtest.history.Verdict;
import social.nova.loadtest.run.Node;

/// The history of a group's messages while somebody is removed, for the checker.
final class GroupRecord implements AutoCloseable {
    private final Group group;
    private final List<Node> nodes;
    private final History history =
            new History(Path.of("target", "group-record-%s.jsonl".formatted(UUID.randomUUID())));

    GroupRecord(Group group, List<Node> nodes) {
        this.group = group;
        this.nodes = nodes;
    }

    /// Somebody talks at every node at once for as long as this takes.
    ///
    /// @param underWay counted down with each message; it begins when that has come to its end
    void whileTalking(Person who, CountDownLatch underWay, Runnable meanwhile) throws Exception {
        var talking = new AtomicBoolean(true);
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var talks = nodes.stream()
                    .map(node -> threads.submit(() -> talk(client(who, node), talking, underWay)))
                    .toList();
            try {
                assertThat(underWay.await(30, TimeUnit.SECONDS)).isTrue();
                meanwhile.run();
            } finally {
                talking.set(false);
            }
            for (var talk : talks) {
                talk.get();
            }
        }
    }

    /// Removes a member, all of whose clients are out from then on.
    void remove(Node node, Person by, Person whom) {
        out(Phase.INVOKE, whom);
        group.remove(node, by, whom);
        out(Phase.OK, whom);
    }

    /// One message more at every node.
    void tryEverywhere(Person who) {
        nodes.forEach(node -> {
            var client = client(who, node);
            assertThat(client.send("%s tries".formatted(client.name()))).isEmpty();
        });
    }

    /// What somebody's one socket at a node was shown, all of it.
    void shown(Person person, Node node, Watcher socket) {
        var proc = socket(person, node);
        history.add(Event.of(proc, Phase.INVOKE, Op.RECEIVE, group.id(), ""));
        socket.seen("message")
                .filter(seen -> seen.frame().path("conversation_id").asText().equals(group.id()))
                .forEach(seen -> history.add(Event.of(proc, Phase.OK, Op.RECEIVE, group.id(), Text.key(seen.text()))
                        .message(seen.sequence(), seen.frame().at("/message/id").asText())
                        .revision("", seen.frame().path("revision").asLong())));
    }

    long acknowledged() {
        return history.count(event -> event.op() == Op.SEND && event.type() == Phase.OK);
    }

    /// After one who is still a member has read all of it at every node.
    Verdict verdict(Person reader) {
        for (var node : nodes) {
            var proc = "last read at " + node.name();
            new RestClient(proc, reader, group.id(), List.of(endpoint(node)), history).readAll(endpoint(node));
        }
        return Checker.check(history.events());
    }

    @Override
    public void close() {
        history.close();
    }

    private void out(Phase phase, Person whom) {
        for (var node : nodes) {
            history.add(Event.of(socket(whom, node), phase, Op.OUT, group.id(), ""));
            history.add(Event.of(client(whom, node).name(), phase, Op.OUT, group.id(), ""));
        }
    }

    private static String socket(Person person, Node node) {
        return "%s on the socket at %s".formatted(person, node.name());
    }

    private RestClient client(Person person, Node node) {
        return new RestClient(
                "%s at %s".formatted(person, node.name()), person, group.id(), List.of(endpoint(node)), history);
    }

    private static void talk(RestClient client, AtomicBoolean going, CountDownLatch underWay) {
        for (var n = 0; going.get(); n++) {
            assertThat(client.send("%s %d".formatted(client.name(), n))).isPresent();
            underWay.countDown();
        }
    }

    private static Endpoint endpoint(Node node) {
        return new Endpoint(node.name(), node.messaging());
    }
}
