package social.nova.cluster.conversation;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.Address;
import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.testkit.typed.javadsl.ManualTime;
import akka.actor.testkit.typed.javadsl.TestProbe;
import akka.actor.typed.ActorRef;
import akka.cluster.ClusterEvent.MemberRemoved;
import akka.cluster.MemberStatus;
import akka.cluster.typed.Cluster;
import akka.cluster.typed.Join;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import social.nova.protocols.conversation.ConversationId;
import social.nova.protocols.conversation.ConversationIds;

/// Two nodes in one cluster, of which the first is the oldest.
class ConversationSweeperTest {
    private static final Config CONFIG = ConfigFactory.parseString("""
                    akka {
                      actor.provider = cluster
                      remote.artery.canonical { hostname = "127.0.0.1", port = 0 }
                      coordinated-shutdown { exit-jvm = off, run-by-actor-system-terminate = off }
                      jvm-exit-on-fatal-error = off
                    }
                    nova.cluster.installation = test
                    """);
    private static final ActorTestKit OLDEST = start();
    private static final ActorTestKit YOUNGER = start();
    private static final Instant NOW = Instant.parse("2025-10-25T10:30:45Z");
    private static final Duration SOON = Duration.ofMillis(50);
    private static final ConversationIds IDS = new ConversationIds(new byte[32]);

    private final ConversationId c = IDS.group(new Random(1));
    private final ConversationId d = IDS.group(new Random(2));
    private final AtomicReference<Instant> now = new AtomicReference<>(NOW);
    private final TestProbe<Asked> asked = OLDEST.createTestProbe();
    private final TestProbe<ConversationId> woken = OLDEST.createTestProbe();
    private final ActorRef<ConversationSweeper.Event> sweeper = spawn(OLDEST);

    private record Asked(Instant since, CompletableFuture<List<ConversationId>> answer) {}

    @BeforeAll
    static void form() {
        var first = Cluster.get(OLDEST.system()).selfMember().address();
        join(OLDEST, first);
        join(YOUNGER, first);
    }

    @AfterEach
    void stop() {
        OLDEST.stop(sweeper);
    }

    @AfterAll
    static void shutDown() {
        // Their time stands still, and what waits for others to leave the cluster waits for ever.
        ActorTestKit.shutdown(YOUNGER.system(), Duration.ofSeconds(2), false);
        ActorTestKit.shutdown(OLDEST.system(), Duration.ofSeconds(2), false);
    }

    @Test
    void afterANodeIsLostTheOldestWakesWhatChangedLatelyAndOnceMore() {
        sweeper.tell(lost(MemberStatus.down()));

        pass(Duration.ofMillis(999));
        asked.expectNoMessage(SOON);
        pass(Duration.ofMillis(1));
        var first = asked.receiveMessage();
        assertThat(first.since()).isEqualTo(NOW.minus(Duration.ofMinutes(2)));
        first.answer().complete(List.of(c, d));
        woken.expectMessage(c);
        woken.expectMessage(d);

        pass(Duration.ofSeconds(14));
        asked.receiveMessage().answer().complete(List.of(d));
        woken.expectMessage(d);
        pass(Duration.ofMinutes(1));
        asked.expectNoMessage(SOON);
    }

    @Test
    void looksAgainWhenNobodyCouldBeAsked() {
        sweeper.tell(lost(MemberStatus.down()));
        pass(Duration.ofSeconds(1));

        asked.receiveMessage().answer().completeExceptionally(new IllegalStateException("away"));
        woken.expectNoMessage(SOON);
        pass(Duration.ofSeconds(1));

        asked.receiveMessage().answer().complete(List.of(c));
        woken.expectMessage(c);
    }

    @Test
    void looksAsFarBackAsTheLossHoweverLongNobodyCouldBeAsked() {
        sweeper.tell(lost(MemberStatus.down()));
        pass(Duration.ofSeconds(1));
        var first = asked.receiveMessage();

        now.set(NOW.plus(Duration.ofMinutes(10)));
        first.answer().completeExceptionally(new IllegalStateException("away"));
        woken.expectNoMessage(SOON);
        pass(Duration.ofSeconds(1));

        assertThat(asked.receiveMessage().since()).isEqualTo(NOW.minus(Duration.ofMinutes(2)));
    }

    @Test
    void twoNodesLostAtOnceAreOneSweep() {
        sweeper.tell(lost(MemberStatus.down()));
        sweeper.tell(lost(MemberStatus.down()));

        pass(Duration.ofSeconds(1));

        asked.receiveMessage();
        asked.expectNoMessage(SOON);
    }

    // It handed its conversations over, and they have told what they had to tell.
    @Test
    void aNodeThatLeftInOrderIsNoLoss() {
        sweeper.tell(lost(MemberStatus.exiting()));

        pass(Duration.ofSeconds(20));

        asked.expectNoMessage(SOON);
    }

    @Test
    void aYoungerNodeLeavesItToTheOldest() {
        var another = spawn(YOUNGER);
        another.tell(lost(MemberStatus.down()));

        ManualTime.get(YOUNGER.system()).timePasses(Duration.ofSeconds(20));

        asked.expectNoMessage(SOON);
        YOUNGER.stop(another);
    }

    private ActorRef<ConversationSweeper.Event> spawn(ActorTestKit node) {
        return node.spawn(ConversationSweeper.create(
                since -> {
                    var question = new Asked(since, new CompletableFuture<>());
                    asked.ref().tell(question);
                    return question.answer();
                },
                woken.ref()::tell,
                now::get));
    }

    private static ConversationSweeper.Event lost(MemberStatus previously) {
        var member = Cluster.get(YOUNGER.system()).selfMember();
        return new ConversationSweeper.NodeLost(new MemberRemoved(member.copy(MemberStatus.removed()), previously));
    }

    private static void pass(Duration time) {
        ManualTime.get(OLDEST.system()).timePasses(time);
    }

    private static ActorTestKit start() {
        return ActorTestKit.create(
                "SweeperTest", ManualTime.config().withFallback(CONFIG).withFallback(ConfigFactory.load()));
    }

    // Gossip needs time to pass, on both.
    private static void join(ActorTestKit node, Address first) {
        Cluster.get(node.system()).manager().tell(new Join(first));
        Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> {
            Stream.of(OLDEST, YOUNGER)
                    .forEach(one -> ManualTime.get(one.system()).timePasses(Duration.ofMillis(500)));
            return Cluster.get(node.system()).selfMember().status().equals(MemberStatus.up());
        });
    }
}
