package social.nova.cluster;

import akka.actor.ActorRef;
import akka.actor.ActorSystem;
import akka.cluster.sharding.ShardCoordinator;
import akka.cluster.sharding.ShardCoordinator.ActorSystemDependentAllocationStrategy;
import akka.cluster.sharding.ShardCoordinator.ShardAllocationStrategy;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;
import scala.collection.immutable.IndexedSeq;
import scala.concurrent.Future;
import scala.jdk.javaapi.CollectionConverters;

/// Shards go where the fewest are, but none is moved while a node is new.
///
/// A shard that moves answers nobody until every node has said that it knows; one that has just started says so late.
/// After a loss it would be the second time within seconds: the shards of the lost node have only just started
/// elsewhere, and its successor compiles its code. What has no home is given one at once, as ever.
///
/// Used by one coordinator, which calls it one at a time.
final class SettledAllocation implements ActorSystemDependentAllocationStrategy {
    static final Duration NEW_FOR = Duration.ofSeconds(15);

    // Akka's defaults: a tenth of the shards at a time.
    private static final int ABSOLUTE_LIMIT = 0;
    private static final double RELATIVE_LIMIT = 0.1;

    private final ShardAllocationStrategy balance;
    private final LongSupplier nanoTime;
    private final Map<ActorRef, Long> knownSince = new HashMap<>();

    /// @param nanoTime a monotonic clock, in nanoseconds
    static SettledAllocation create(LongSupplier nanoTime) {
        return new SettledAllocation(
                ShardCoordinator.leastShardAllocationStrategy(ABSOLUTE_LIMIT, RELATIVE_LIMIT), nanoTime);
    }

    SettledAllocation(ShardAllocationStrategy balance, LongSupplier nanoTime) {
        this.balance = balance;
        this.nanoTime = nanoTime;
    }

    @Override
    public void start(ActorSystem system) {
        if (balance instanceof ActorSystemDependentAllocationStrategy dependent) {
            dependent.start(system);
        }
    }

    @Override
    public Future<ActorRef> allocateShard(
            ActorRef requester, String shard, scala.collection.immutable.Map<ActorRef, IndexedSeq<String>> shards) {
        note(shards);
        return balance.allocateShard(requester, shard, shards);
    }

    @Override
    public Future<scala.collection.immutable.Set<String>> rebalance(
            scala.collection.immutable.Map<ActorRef, IndexedSeq<String>> shards,
            scala.collection.immutable.Set<String> moving) {
        note(shards);
        var settled = nanoTime.getAsLong() - NEW_FOR.toNanos();
        return knownSince.values().stream().allMatch(since -> since - settled <= 0)
                ? balance.rebalance(shards, moving)
                : Future.successful(scala.collection.immutable.Set$.MODULE$.empty());
    }

    // A node that was started again has another region.
    private void note(scala.collection.immutable.Map<ActorRef, IndexedSeq<String>> shards) {
        var regions = Set.copyOf(CollectionConverters.asJava(shards).keySet());
        knownSince.keySet().retainAll(regions);
        regions.forEach(region -> knownSince.putIfAbsent(region, nanoTime.getAsLong()));
    }
}
