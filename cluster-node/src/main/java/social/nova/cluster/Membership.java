package social.nova.cluster;

import akka.actor.typed.ActorSystem;
import akka.cluster.Member;
import akka.cluster.MemberStatus;
import akka.cluster.UniqueAddress;
import akka.cluster.typed.Cluster;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import social.nova.protocols.session.Nodes;

/// The members of the cluster, as this node sees them.
final class Membership implements Nodes {
    private final Cluster cluster;

    Membership(ActorSystem<?> system) {
        this.cluster = Cluster.get(system);
    }

    @Override
    public String self() {
        return name(cluster.selfMember().uniqueAddress());
    }

    @Override
    public boolean has(String name) {
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
