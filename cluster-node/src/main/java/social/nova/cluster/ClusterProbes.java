package social.nova.cluster;

import akka.actor.typed.ActorSystem;
import akka.actor.typed.javadsl.Adapter;
import akka.cluster.MemberStatus;
import akka.cluster.sharding.ClusterSharding;
import akka.cluster.sharding.ShardRegion;
import akka.cluster.sharding.typed.javadsl.EntityTypeKey;
import akka.cluster.typed.Cluster;
import akka.pattern.Patterns;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/// Whether this node is a member of the cluster, and its entities are in reach.
final class ClusterProbes {
    /// After the death of the oldest node its coordinators start elsewhere; until then shards that have a place stay
    /// in reach. Were every node unready for as long, a load balancer would have none left.
    static final Duration COORDINATOR_MOVES_WITHIN = Duration.ofSeconds(20);

    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private final ActorSystem<?> system;
    private final List<EntityTypeKey<?>> types;

    /// @param types of the entities that must be in reach
    ClusterProbes(ActorSystem<?> system, List<EntityTypeKey<?>> types) {
        this.system = system;
        this.types = types;
    }

    CompletionStage<?> membership() {
        var status = Cluster.get(system).selfMember().status();
        return status.equals(MemberStatus.up())
                ? CompletableFuture.completedStage(status)
                : CompletableFuture.failedStage(new IllegalStateException("this member is " + status));
    }

    /// Every type's region answers, and so does the coordinator behind it, which knows of regions.
    CompletionStage<?> sharding() {
        return CompletableFuture.allOf(types.stream().map(this::regions).toArray(CompletableFuture<?>[]::new));
    }

    private CompletableFuture<?> regions(EntityTypeKey<?> type) {
        var region = ClusterSharding.get(Adapter.toClassic(system)).shardRegion(type.name());
        return Patterns.ask(region, ShardRegion.getCurrentRegionsInstance(), PATIENCE)
                .thenApply(ShardRegion.CurrentRegions.class::cast)
                .thenAccept(known -> {
                    if (known.getRegions().isEmpty()) {
                        throw new IllegalStateException("no coordinator of " + type.name());
                    }
                })
                .toCompletableFuture();
    }
}
