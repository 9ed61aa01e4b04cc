package social.nova.cluster;

import akka.actor.typed.ActorSystem;
import akka.actor.typed.Props;
import akka.actor.typed.javadsl.Behaviors;
import akka.cluster.ClusterEvent.MemberEvent;
import akka.cluster.typed.Cluster;
import akka.cluster.typed.Subscribe;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/// Whether shards may be moving: nodes have come or gone a moment ago.
final class ShardMotion {
    /// Shards follow the loss of a member within seconds. What is moved to a new one is begun late, see
    /// [SettledAllocation], and in several rounds ten seconds apart.
    static final Duration AFTER_A_CHANGE = Duration.ofSeconds(90);

    private final LongSupplier nanoTime;
    private final AtomicLong lastChange;

    ShardMotion(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
        this.lastChange = new AtomicLong(nanoTime.getAsLong());
    }

    /// One that looks at this node's cluster.
    static ShardMotion of(ActorSystem<?> system) {
        var motion = new ShardMotion(System::nanoTime);
        var watch = system.systemActorOf(
                Behaviors.<MemberEvent>receiveMessage(_ -> {
                    motion.changed();
                    return Behaviors.same();
                }),
                "shard-motion",
                Props.empty());
        Cluster.get(system).subscriptions().tell(Subscribe.create(watch, MemberEvent.class));
        return motion;
    }

    /// A node has come or gone.
    void changed() {
        lastChange.set(nanoTime.getAsLong());
    }

    boolean isOn() {
        return nanoTime.getAsLong() - lastChange.get() < AFTER_A_CHANGE.toNanos();
    }
}
