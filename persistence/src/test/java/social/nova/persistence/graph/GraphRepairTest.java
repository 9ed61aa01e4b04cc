package social.nova.persistence.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static social.nova.persistence.graph.TestUsers.get;
import static social.nova.persistence.graph.TestUsers.makePrivate;
import static social.nova.persistence.graph.TestUsers.relation;
import static social.nova.persistence.graph.TestUsers.someone;

import akka.Done;
import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.testkit.typed.javadsl.ManualTime;
import akka.actor.typed.ActorRef;
import com.typesafe.config.ConfigFactory;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import social.nova.persistence.common.Database;
import social.nova.persistence.common.TestDatabase;
import social.nova.persistence.graph.BlockRepository.Untold;
import social.nova.protocols.common.UserId;

class GraphRepairTest {
    private static final ActorTestKit ACTORS =
            ActorTestKit.create(ManualTime.config().withFallback(ConfigFactory.load()));
    private static final ManualTime TIME = ManualTime.get(ACTORS.system());
    private static final Duration PAUSE = Duration.ofSeconds(5);

    private final Database database = TestDatabase.get();
    private final BlockRepository blocks = new BlockRepository(database);
    private final FollowRepository follows = new FollowRepository(database);
    private final Set<Untold> told = ConcurrentHashMap.newKeySet();
    private final Set<UserId> away = ConcurrentHashMap.newKeySet();
    private final ActorRef<GraphRepair.Command> repair = ACTORS.spawn(GraphRepair.create(database, this::tell));
    private UserId alice;
    private UserId bob;

    @AfterAll
    static void shutDown() {
        ACTORS.shutdownTestKit();
    }

    @BeforeEach
    void register() throws Exception {
        alice = someone();
        bob = someone();
    }

    @AfterEach
    void stop() {
        ACTORS.stop(repair);
    }

    @Test
    void tellsTheBlocksThatNobodyHasTold() throws Exception {
        var carol = someone();
        var first = get(blocks.block(alice, bob)).orElseThrow();
        var second = get(blocks.block(alice, carol)).orElseThrow();
        var young = get(blocks.block(bob, carol)).orElseThrow();
        away.add(bob);
        age(alice);

        Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> {
            TIME.timePasses(PAUSE);
            return get(blocks.block(alice, carol)).isEmpty();
        });

        assertThat(told).contains(first, second).doesNotContain(young);
        assertThat(get(blocks.block(alice, bob))).contains(first);

        away.clear();
        Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> {
            TIME.timePasses(PAUSE);
            return get(blocks.block(alice, bob)).isEmpty();
        });
    }

    @Test
    void letsInWhoHadAskedAnAccountThatIsPublicByNow() throws Exception {
        makePrivate(bob, true);
        get(follows.follow(alice, bob));
        makePrivate(bob, false);

        Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> {
            TIME.timePasses(PAUSE);
            return relation(alice, bob).following();
        });
    }

    private CompletionStage<Done> tell(Untold untold) {
        told.add(untold);
        return away.contains(untold.other())
                ? CompletableFuture.failedStage(new IllegalStateException("away"))
                : CompletableFuture.completedStage(Done.getInstance());
    }

    private void age(UserId blocker) throws Exception {
        get(database.query(connection -> Statements.update(connection, """
                UPDATE untold_blocks SET created_at = now() - INTERVAL '11 seconds' WHERE blocker_id = ?
                """, blocker)));
    }
}
