package social.nova.cluster;

import akka.actor.typed.ActorSystem;
import akka.cluster.Member;
import akka.cluster.MemberStatus;
import akka.cluster.UniqueAddress;
import akka.cluster.typed.Cluster;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/// Which processes are members of the cluster now, as this node sees it. Thread-safe.
final class Membership {
    private final Cluster cluster;

    Membership(ActorSystem<?> system) {
        this.cluster = Cluster.get(system);
    }

    /// The name of this process. No other ever has it, not even the next one at the same address.
    String self() {
        return name(cluster.selfMember().uniqueAddress());
    }

    /// @param name as [#self] gives it there
    boolean has(String name) {
        return members().anyMatch(member -> name(member.uniqueAddress()).equals(name));
    }

    /// How many are up.
    int up() {
        return (int) members()
                .filter(member -> member.status().equals(MemberStatus.up()))
                .count();
    }

    private Stream<Member> members() {
        return StreamSupport.stream(cluster.state().getMembers().spliterator(), false);
    }

    private static String name(UniqueAddress node) {
        return node.address() + "#" + node.longUid();
    }
}
