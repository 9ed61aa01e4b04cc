package social.nova.cluster.proof;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import social.nova.loadtest.client.LiveClient;
import social.nova.loadtest.client.Person;
import social.nova.loadtest.client.Web;
import social.nova.loadtest.history.Checker;
import social.nova.loadtest.history.Transcript;
import social.nova.loadtest.history.Transcript.Seen;
import social.nova.loadtest.run.Installation;
import social.nova.loadtest.run.NovaRun;
import social.nova.protocols.common.Shards;

/// The promise of Nova, seen from outside: what is acknowledged is there, once, in order, whatever dies.
class ConversationIT {
    private static final Logger LOG = LoggerFactory.getLogger(ConversationIT.class);
    private static final int NODES = 3;
    private static final int KILLS = 5;
    private static final Duration DATABASE_AWAY = Duration.ofSeconds(8);
    private static final Duration ANSWERS_AGAIN_WITHIN = Duration.ofSeconds(25);
    private static final Duration MEDIAN_WITHIN = Duration.ofSeconds(10);

    private static NovaRun nova;

    @BeforeAll
    static void start() {
        nova = NovaRun.start(
                new Installation(Path.of(".."), Path.of("target")),
                Path.of("target", "conversation-it-" + UUID.randomUUID()),
                NODES);
    }

    @AfterAll
    static void stop() {
        nova.close();
    }

    @Test
    void theHarnessFindsShardsWhereNovaPutsThem() {
        assertThat(NovaRun.SHARDS).isEqualTo(Shards.NUMBER_OF_SHARDS);
    }

    @Test
    void twoPeopleOnDifferentNodesGetEachMessageOnceAndInOrder() {
        var nodes = nova.nodes();
        var alice = Person.register(nodes.get(0).api(), "alice");
        var bob = Person.register(nodes.get(1).api(), "bob");
        var conversation = alice.openConversation(nodes.get(2).messaging(), bob);
        var transcript = new Transcript();

        try (var alices = client(alice, 0, conversation, transcript);
                var bobs = client(bob, 1, conversation, transcript)) {
            var sends = Stream.of(alices, bobs)
                    .flatMap(client -> IntStream.range(0, 1_000).mapToObj(n -> send(client, "pair")))
                    .toArray(CompletableFuture<?>[]::new);

            CompletableFuture.allOf(sends).orTimeout(120, TimeUnit.SECONDS).join();
            awaitSeen(2_000, alices, bobs);
        }

        assertThat(Checker.check(transcript, history(alice, conversation, 2))).isEmpty();
        assertThat(transcript.acknowledged()).hasSize(2_000);
    }

    @Test
    void nothingIsLostDoubledOrReorderedWhenTheHolderIsKilled() {
        var nodes = nova.nodes();
        var alice = Person.register(nodes.get(0).api(), "alice");
        var bob = Person.register(nodes.get(1).api(), "bob");
        var conversation = alice.openConversation(nodes.get(0).messaging(), bob);
        var transcript = new Transcript();
        var clients = List.of(
                client(alice, 0, conversation, transcript),
                client(alice, 1, conversation, transcript),
                client(bob, 1, conversation, transcript),
                client(bob, 2, conversation, transcript));
        var going = new AtomicBoolean(true);
        var senders = clients.stream()
                .map(client -> sendOneAfterAnother(client, going))
                .toList();

        var outages = new ArrayList<Duration>();
        for (var kill = 0; kill < KILLS; kill++) {
            nova.awaitReady();
            awaitAnswers(transcript, 50);
            outages.add(killHolder(conversation, transcript));
        }
        going.set(false);
        CompletableFuture.allOf(senders.toArray(CompletableFuture<?>[]::new)).join();
        var history = history(alice, conversation, 0);
        awaitSeen(history.size(), clients.toArray(LiveClient[]::new));
        clients.forEach(LiveClient::close);
        LOG.info("{} messages, answered again after {}", history.size(), outages);

        assertThat(Checker.check(transcript, history)).isEmpty();
        assertThat(outages).allSatisfy(outage -> assertThat(outage).isLessThan(ANSWERS_AGAIN_WITHIN));
        assertThat(outages.stream().sorted().toList().get(KILLS / 2)).isLessThan(MEDIAN_WITHIN);
    }

    @Test
    void nothingIsLostDoubledOrReorderedWhenTheDatabaseFreezes() {
        nova.awaitReady();
        var nodes = nova.nodes();
        var alice = Person.register(nodes.get(0).api(), "alice");
        var bob = Person.register(nodes.get(1).api(), "bob");
        var conversation = alice.openConversation(nodes.get(0).messaging(), bob);
        var transcript = new Transcript();
        var clients = List.of(
                client(alice, 0, conversation, transcript),
                client(alice, 1, conversation, transcript),
                client(bob, 2, conversation, transcript));
        var going = new AtomicBoolean(true);
        var senders = clients.stream()
                .map(client -> sendOneAfterAnother(client, going))
                .toList();

        // Once without a snapshot of the conversation, once with one.
        for (var freeze = 0; freeze < 2; freeze++) {
            awaitAnswers(transcript, 150);
            nova.freezeDatabase(DATABASE_AWAY);
        }
        awaitAnswers(transcript, 150);
        going.set(false);
        CompletableFuture.allOf(senders.toArray(CompletableFuture<?>[]::new)).join();
        var history = history(alice, conversation, 0);
        awaitSeen(history.size(), clients.toArray(LiveClient[]::new));
        clients.forEach(LiveClient::close);

        assertThat(Checker.check(transcript, history)).isEmpty();
        assertThat(newest(alice, conversation))
                .isEqualTo(history.subList(Math.max(0, history.size() - 100), history.size()));
    }

    /// Kills the node that holds the conversation; gives the time until the conversation acknowledged again.
    private static Duration killHolder(String conversation, Transcript transcript) {
        var holder = Awaitility.await()
                .until(() -> nova.holderOf("Conversation", conversation), found -> found.isPresent())
                .orElseThrow();
        var killedAt = System.nanoTime();
        NovaRun.kill(holder);
        LOG.info("Killed {}", holder);
        var answered = Awaitility.await("an answer after " + holder + " was killed")
                .atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofMillis(50))
                .until(
                        () -> transcript.acknowledged().stream()
                                .filter(send -> send.acknowledgedAt() > killedAt + 500_000_000)
                                .findFirst(),
                        found -> found.isPresent())
                .orElseThrow();
        return Duration.ofNanos(answered.acknowledgedAt() - killedAt);
    }

    private static CompletableFuture<Void> sendOneAfterAnother(LiveClient client, AtomicBoolean going) {
        return going.get()
                ? send(client, "kill").thenComposeAsync(_ -> sendOneAfterAnother(client, going))
                : CompletableFuture.completedFuture(null);
    }

    private static CompletableFuture<?> send(LiveClient client, String what) {
        var key = UUID.randomUUID().toString();
        return client.send(key, what + " " + key);
    }

    private static LiveClient client(Person person, int firstNode, String conversation, Transcript transcript) {
        var addresses = IntStream.range(0, NODES)
                .mapToObj(n -> nova.nodes().get((firstNode + n) % NODES).messaging())
                .toList();
        return new LiveClient(person + " at node " + (firstNode + 1), person, conversation, addresses, transcript);
    }

    private static void awaitAnswers(Transcript transcript, int more) {
        var before = transcript.acknowledged().size();
        Awaitility.await("more answers")
                .atMost(Duration.ofSeconds(60))
                .until(() -> transcript.acknowledged().size() >= before + more);
    }

    private static void awaitSeen(long sequence, LiveClient... clients) {
        for (var client : clients) {
            Awaitility.await("everything seen")
                    .atMost(Duration.ofSeconds(60))
                    .until(() -> client.seenUpTo() >= sequence);
        }
    }

    /// The whole conversation, page by page, read from one node.
    private static List<Seen> history(Person reader, String conversation, int node) {
        var all = new ArrayList<Seen>();
        while (true) {
            var last = all.isEmpty() ? 0 : all.getLast().sequence();
            var page = page(reader, conversation, node, "limit=100&after=" + last);
            if (page.isEmpty()) {
                return all;
            }
            all.addAll(page);
        }
    }

    /// What a client asks first: the entity's own memory answers.
    private static List<Seen> newest(Person reader, String conversation) {
        return page(reader, conversation, 0, "limit=100");
    }

    private static List<Seen> page(Person reader, String conversation, int node, String query) {
        var address = nova.nodes().get(node).messaging();
        var page =
                Web.get("http://" + address + "/conversations/" + conversation + "/messages?" + query, reader.token());
        assertThat(page.status()).isEqualTo(200);
        return StreamSupport.stream(page.body().spliterator(), false)
                .map(message -> new Seen(
                        message.path("id").asText(),
                        message.path("sequence_number").asLong(),
                        message.path("sender_id").asText(),
                        message.path("plaintext").asText()))
                .toList();
    }
}
