package social.nova.loadtest.peer;

import java.net.URI;
import java.util.List;
import java.util.function.IntFunction;
import social.nova.loadtest.run.Node;
import social.nova.loadtest.run.NovaRun;

/// One node of Nova, in the same view as its peers.
public final class NovaPeer implements Server {
    private final Node node;
    private final IntFunction<String> tokens;

    /// @param run goes on when this is closed
    public NovaPeer(NovaRun run, IntFunction<String> tokens) {
        this.node = run.nodes().getFirst();
        this.tokens = tokens;
    }

    @Override
    public String name() {
        return "nova";
    }

    @Override
    public Door door(int n, int room) {
        return new Door(URI.create("ws://" + node.messaging() + "/ws"), "Bearer " + tokens.apply(n));
    }

    @Override
    public List<Long> pids() {
        return List.of(node.pid());
    }

    @Override
    public void collectGarbage() {
        Jdk.collectGarbage(node.pid());
    }

    @Override
    public void close() {
        // The run belongs to who started it.
    }
}
