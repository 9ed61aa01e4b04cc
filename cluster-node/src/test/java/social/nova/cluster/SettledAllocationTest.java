package social.nova.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.ActorRef;
import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.typed.javadsl.Adapter;
import akka.cluster.sharding.ShardCoordinator.AbstractShardAllocationStrategy;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import scala.collection.immutable.IndexedSeq;
import scala.concurrent.Future;
import scala.jdk.javaapi.CollectionConverters;
import scala.jdk.javaapi.FutureConverters;

class SettledAllocationTest {
    private static final ActorTestKit ACTORS = ActorTestKit.create();

    private final AtomicLong nanoTime = new AtomicLong(Long.MAX_VALUE - 1_000);
    private final SettledAllocation allocation = new SettledAllocation(new ToTheRequester(), nanoTime::get);
    private final ActorRef first = region();
    private final ActorRef second = region();

    @AfterAll
    static void shutDown() {
        ACTORS.shutdownTestKit();
    }

    @Test
    void nothingMovesUntilAllHaveBeenThereForAWhile() throws Exception {
        assertThat(moved(first, second)).isEmpty();
        pass(SettledAllocation.NEW_FOR.minusNanos(1));
        assertThat(moved(first, second)).isEmpty();
        pass(Duration.ofNanos(1));

        assertThat(moved(first, second)).containsExactly("one");
    }

    @Test
    void nothingMovesWhileANodeIsNew() throws Exception {
        moved(first);
        pass(Duration.ofHours(1));
        assertThat(moved(first)).containsExactly("one");

        assertThat(moved(first, second)).isEmpty();
        pass(SettledAllocation.NEW_FOR);

        assertThat(moved(first, second)).containsExactly("one");
    }

    @Test
    void aNodeThatWasStartedAgainIsNew() throws Exception {
        moved(first, second);
        pass(Duration.ofHours(1));

        assertThat(moved(first, region())).isEmpty();
        assertThat(moved(first)).containsExactly("one");
    }

    @Test
    void aNodeIsKnownFromTheFirstShardOnThatIsGivenAHome() throws Exception {
        allocate(second, first, second);
        pass(SettledAllocation.NEW_FOR);

        assertThat(moved(first, second)).containsExactly("one");
    }

    @Test
    void whatHasNoHomeIsGivenOneAtOnce() throws Exception {
        assertThat(allocate(second, first, second)).isEqualTo(second);
    }

    private static ActorRef region() {
        return Adapter.toClassic(ACTORS.createTestProbe().ref());
    }

    private void pass(Duration time) {
        nanoTime.addAndGet(time.toNanos());
    }

    private Set<String> moved(ActorRef... regions) throws Exception {
        var moved = allocation.rebalance(shards(regions), scala.collection.immutable.Set$.MODULE$.empty());
        return CollectionConverters.asJava(get(moved));
    }

    private ActorRef allocate(ActorRef requester, ActorRef... regions) throws Exception {
        return get(allocation.allocateShard(requester, "another", shards(regions)));
    }

    private static scala.collection.immutable.Map<ActorRef, IndexedSeq<String>> shards(ActorRef... regions) {
        IndexedSeq<String> none = scala.collection.immutable.Vector$.MODULE$.empty();
        return scala.collection.immutable.Map$.MODULE$.from(CollectionConverters.asScala(
                Arrays.stream(regions).collect(Collectors.toMap(Function.identity(), _ -> none))));
    }

    private static <T> T get(Future<T> future) throws Exception {
        return FutureConverters.asJava(future).toCompletableFuture().get(3, TimeUnit.SECONDS);
    }

    /// Gives shards to whoever asks, and always moves one.
    private static final class ToTheRequester extends AbstractShardAllocationStrategy {
        @Override
        public Future<ActorRef> allocateShard(
                ActorRef requester, String shard, Map<ActorRef, IndexedSeq<String>> shards) {
            return Future.successful(requester);
        }

        @Override
        public Future<Set<String>> rebalance(Map<ActorRef, IndexedSeq<String>> shards, Set<String> moving) {
            return Future.successful(Set.of("one"));
        }
    }
}
