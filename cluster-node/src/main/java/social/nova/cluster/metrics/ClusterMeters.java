package social.nova.cluster.metrics;

import akka.actor.typed.ActorSystem;
import akka.cluster.MemberStatus;
import akka.cluster.typed.Cluster;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import java.util.Locale;
import java.util.stream.StreamSupport;

/// The cluster as this node sees it.
public final class ClusterMeters {
    private static final List<MemberStatus> STATES = List.of(
            MemberStatus.joining(),
            MemberStatus.weaklyUp(),
            MemberStatus.up(),
            MemberStatus.leaving(),
            MemberStatus.exiting(),
            MemberStatus.down());

    private ClusterMeters() {}

    public static void register(MeterRegistry registry, ActorSystem<?> system) {
        var cluster = Cluster.get(system);
        for (var state : STATES) {
            Gauge.builder("nova.cluster.members", cluster, now -> members(now, state))
                    .description("Members of the cluster by state, as this node sees it")
                    .tag("state", state.toString().toLowerCase(Locale.ROOT))
                    .register(registry);
        }
        Gauge.builder(
                        "nova.cluster.unreachable",
                        cluster,
                        now -> now.state().getUnreachable().size())
                .description("Members that this cluster does not hear")
                .register(registry);
    }

    private static double members(Cluster cluster, MemberStatus state) {
        return StreamSupport.stream(cluster.state().getMembers().spliterator(), false)
                .filter(member -> member.status().equals(state))
                .count();
    }
}
