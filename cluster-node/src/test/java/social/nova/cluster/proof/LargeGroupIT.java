package social.nova.cluster.proof;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
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

/// A group that is told by hubs: forty members with sockets on all nodes, while its node is killed.
@ExtendWith(SharedRun.class)
class LargeGroupIT {
    private static final Logger LOG = LoggerFactory.getLogger(LargeGroupIT.class);
    private static final int MEMBERS = 40;
    private static final int BEFORE_THE_KILL = 60;
    private static final int AFTER_THE_REMOVAL = 60;
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

        /// Sends, edits, and deletes every seventh, until it is told to stop; counts what was acknowledged.
        void talk(AtomicInteger done, AtomicBoolean stop) {
            for (var n = 0; !stop.get(); n++) {
                var key = "text " + n;
                var sent = untilDone(
                        n,
                        node -> Web.post(
                                node + "/conversations/" + id + "/messages",
                                owner.token(),
                                Map.of("plaintext", key, "idempotency_key", key)));
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
