package social.nova.deploy.launcher;

import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The stack and the nodes of one run. Only the supervisor's thread uses it.
///
/// @param usesStack whether there is a stack at all
record Children(Supervised stack, List<Node> nodes, boolean usesStack) {

    /// A node's child and where it lives.
    record Node(NodeAddress address, Supervised child) {}

    static Children of(LauncherSettings settings, InstantSource clock) {
        var roles = settings.roles();
        var nodes = settings.addresses().stream()
                .map(node -> new Node(
                        node, new Supervised(LauncherState.Child.NODE, node.name(), roles, node.addresses(), clock)))
                .toList();
        var stack = new Supervised(LauncherState.Child.STACK, "stack", List.of(), Map.of(), clock);
        return new Children(stack, nodes, settings.needsStack());
    }

    LauncherState snapshot() {
        return new LauncherState(all().map(Supervised::snapshot).toList());
    }

    /// The names of those that are not ready yet.
    String starting() {
        return all().filter(child -> child.state() == ChildState.STARTING)
                .map(Supervised::name)
                .collect(Collectors.joining(", "));
    }

    boolean allNodesReady() {
        return nodes.stream().allMatch(node -> node.child().state() == ChildState.READY);
    }

    boolean anyNodeRuns() {
        return nodes.stream().anyMatch(node -> node.child().process().isPresent());
    }

    /// Members that can be told of the end of one, those that are ready first.
    List<NodeAddress> liveBut(Node ended) {
        return Stream.of(ChildState.READY, ChildState.STARTING)
                .flatMap(state -> nodes.stream().filter(node -> node.child().state() == state))
                .filter(node -> !node.equals(ended))
                .map(Node::address)
                .toList();
    }

    private Stream<Supervised> all() {
        return Stream.concat(
                usesStack ? Stream.of(stack) : Stream.empty(), nodes.stream().map(Node::child));
    }
}
