package social.nova.cluster.proof;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import social.nova.loadtest.client.Person;
import social.nova.loadtest.client.Web;
import social.nova.loadtest.client.Web.Answer;
import social.nova.loadtest.common.Await;
import social.nova.loadtest.run.Node;
import social.nova.loadtest.run.NovaRun;

/// A group that is told by hubs: forty members with sockets on all nodes, while its node is killed. Before and after
/// that every message goes to each node once and is pushed: the nodes' metrics tell.
@ExtendWith(SharedRun.class)
class LargeGroupIT {
    private static final Logger LOG = LoggerFactory.getLogger(LargeGroupIT.class);
    private static final int MEMBERS = 40;
    private static final int BEFORE_THE_KILL = 60;
    private static final int AFTER_THE_REMOVAL = 60;
    private static final int ROUND = 10;
    private static final Duration WITHIN = Duration.ofSeconds(90);

    @Test
    void everybodyIsShownEverythingOnceAndInOrderAndWhoIsRemovedNothingAfterIt(NovaRun nova) throws Exception {
        var nodes = nova.nodes();
        var people = register(nodes);
        var group = new Group(nodes, people.getFirst(), open(nodes.getFirst(), people));
        var followers = IntStream.range(0, MEMBERS)
                .mapToObj(n -> new Follower(people.get(n), group.id(), from(n, nodes)))
                .toList();
        var removed = followers.getLast();
        try {
            Await.until("all sockets", WITHIN, () -> followers.stream().allMatch(Follower::isConnected));
            awaitPushesAlone(nova, group, followers);

            var stop = new AtomicBoolean();
            var talk = new AtomicInteger();
            var talking = Thread.ofVirtual().start(() -> group.talk(talk, stop));
            awaitTalk(talk, BEFORE_THE_KILL);
            var holder = nova.holderOf("Conversation", group.id()).orElseThrow();
            LOG.info("killing {}", holder);
            holder.process().orElseThrow().destroyForcibly();
            awaitTalk(talk, talk.get() + BEFORE_THE_KILL);
            group.remove(people.getLast());
            awaitTalk(talk, talk.get() + AFTER_THE_REMOVAL);
            stop.set(true);
            talking.join();
            nova.awaitReady();
            awaitPushesAlone(nova, group, followers.subList(0, MEMBERS - 1));

            var all = group.everything(people.get(1));
            var removal = all.indexOf(all.stream()
                    .filter(line -> line.endsWith("member_removed"))
                    .findFirst()
                    .orElseThrow());
            LOG.info("{} changes, the removal is the {}th", all.size(), removal + 1);
            assertThat(all.size()).isGreaterThan(removal + AFTER_THE_REMOVAL);
            followers
                    .subList(0, MEMBERS - 1)
                    .forEach(follower -> Await.until(
                            "everything", WITHIN, () -> follower.changes().size() >= all.size()));
            followers
                    .subList(0, MEMBERS - 1)
                    .forEach(follower -> assertThat(follower.changes()).isEqualTo(all));
            assertThat(removed.changes()).isEqualTo(all.subList(0, removal + 1));
            assertThat(removed.errors()).isSubsetOf("NOT_CONVERSATION_MEMBER");
        } finally {
            for (var follower : followers) {
                follower.close();
            }
        }
    }

    /// Waits until what is said comes to every node once and from its hub to everybody, and nobody asks for anything.
    private static void awaitPushesAlone(NovaRun nova, Group group, List<Follower> followers) {
        Await.until("a round that is pushed", WITHIN, () -> {
            var before = Counted.of(nova);
            var last = group.say(ROUND);
            Await.until(
                    "everybody to see " + last,
                    WITHIN,
                    () -> followers.stream().allMatch(follower -> follower.hasSeen(last)));
            var round = Counted.of(nova).since(before);
            LOG.info("of {} messages to {} members: {}", ROUND, followers.size(), round);
            return round.told() <= (long) nova.nodes().size() * ROUND
                    && round.pushed() == (long) followers.size() * ROUND
                    && round.pulled() == 0;
        });
    }

    /// What all nodes together have counted.
    ///
    /// @param told changes told to hubs
    /// @param pushed changes that sockets were shown as hubs passed them on
    /// @param pulled changes that sockets had to ask for
    private record Counted(long told, long pushed, long pulled) {
        static Counted of(NovaRun nova) {
            var metrics = nova.nodes().stream().map(NodeMetrics::of).toList();
            return new Counted(
                    sum(metrics, "nova_hub_told_total{what=\"change\"}"),
                    sum(metrics, "nova_socket_changes_total{way=\"hub\"}"),
                    sum(metrics, "nova_socket_changes_total{way=\"pull\"}"));
        }

        Counted since(Counted before) {
            return new Counted(told - before.told, pushed - before.pushed, pulled - before.pulled);
        }

        private static long sum(List<NodeMetrics> metrics, String sample) {
            return metrics.stream().mapToLong(node -> (long) node.value(sample)).sum();
        }
    }

    private static void awaitTalk(AtomicInteger talk, int messages) {
        Await.until(messages + " messages", WITHIN, () -> talk.get() >= messages);
    }

    private static List<Person> register(List<Node> nodes) throws Exception {
        try (var threads = Executors.newFixedThreadPool(4)) {
            var all = IntStream.range(0, MEMBERS)
                    .<Callable<Person>>mapToObj(n ->
                            () -> Person.register(nodes.get(n % nodes.size()).api(), "member" + n))
                    .toList();
            var people = new ArrayList<Person>();
            for (var one : threads.invokeAll(all)) {
                people.add(one.get());
            }
            return people;
        }
    }

    private static String open(Node node, List<Person> people) {
        var opened = Web.post(
                "http://" + node.messaging() + "/conversations",
                people.getFirst().token(),
                Map.of(
                        "name",
                        "Forty",
                        "member_ids",
                        people.stream().map(Person::id).toList()));
        assertThat(opened.status()).as(opened.toString()).isEqualTo(200);
        return opened.body().path("id").asText();
    }

    private static List<Node> from(int n, List<Node> nodes) {
        return IntStream.range(0, nodes.size())
                .mapToObj(i -> nodes.get((n + i) % nodes.size()))
                .toList();
    }

    /// A group, and its owner, who says all there is said.
    private record Group(List<Node> nodes, Person owner, String id) {

        /// Sends so many messages, and gives the text of the last.
        String say(int messages) {
            var text = "";
            for (var n = 0; n < messages; n++) {
                text = UUID.randomUUID().toString();
                send(n, text);
            }
            return text;
        }

        /// Sends, edits, and deletes every seventh, until it is told to stop; counts what was acknowledged.
        void talk(AtomicInteger done, AtomicBoolean stop) {
            for (var n = 0; !stop.get(); n++) {
                var key = "text " + n;
                var sent = send(n, key);
                var message = "/messages/" + sent.path("id").asText();
                if (n % 3 == 0) {
                    untilDone(n, node -> Web.put(node + message, owner.token(), Map.of("plaintext", "edited " + key)));
                }
                if (n % 7 == 0) {
                    untilDone(n, node -> Web.delete(node + message, owner.token()));
                }
                done.incrementAndGet();
            }
        }

        private JsonNode send(int first, String text) {
            return untilDone(
                    first,
                    node -> Web.post(
                            node + "/conversations/" + id + "/messages",
                            owner.token(),
                            Map.of("plaintext", text, "idempotency_key", text)));
        }

        void remove(Person member) {
            untilDone(0, node -> Web.delete(node + "/conversations/" + id + "/members/" + member.id(), owner.token()));
        }

        // What is unknown is done again, at the next node; a deletion that was done already finds nothing.
        private JsonNode untilDone(int first, Function<String, Answer> request) {
            for (var attempt = first; ; attempt++) {
                var answer = request.apply(
                        "http://" + nodes.get(attempt % nodes.size()).messaging());
                if (answer.status() / 100 == 2 || (attempt > first && answer.status() == 404)) {
                    return answer.body();
                }
                assertThat(answer.status()).as(answer.toString()).isIn(0, 500, 503);
                Await.pause(Duration.ofMillis(200));
            }
        }

        /// What a socket is shown that begins with nothing.
        List<String> everything(Person member) {
            try (var watcher = new Watcher(nodes.getFirst(), member)) {
                watcher.sync(id, 0);
                Await.until(
                        "everything",
                        WITHIN,
                        () -> watcher.seen("synced")
                                .anyMatch(synced -> synced.frame()
                                                .path("conversation_id")
                                                .asText()
                                                .equals(id)
                                        && !synced.frame().path("more").asBoolean()));
                return watcher.seen()
                        .takeWhile(seen -> !seen.type().equals("synced")
                                || seen.frame().path("more").asBoolean())
                        .filter(seen ->
                                !seen.type().equals("synced") && seen.frame().has("revision"))
                        .map(Follower::line)
                        .toList();
            }
        }
    }
}
