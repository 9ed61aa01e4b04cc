package social.nova.loadtest.bench;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import social.nova.loadtest.load.Echo;
import social.nova.loadtest.load.GroupLoad;
import social.nova.loadtest.measure.Latencies;
import social.nova.loadtest.peer.NchanPeer;
import social.nova.loadtest.peer.Server;

/// A group that another server on this machine passes frames on to, as many and as long, and stores nothing of: what
/// conversations of Nova feel of that one is what the machine has them feel of any.
final class BareGroup implements AutoCloseable {
    private final Optional<Server> server;

    /// Starts nchan, where it is installed.
    static BareGroup start(Path folder) {
        var group = new BareGroup(NchanPeer.start(folder.resolve("nchan")));
        Runtime.getRuntime().addShutdownHook(new Thread(group::close)); // after a Ctrl-C nothing stays behind
        return group;
    }

    private BareGroup(Optional<Server> server) {
        this.server = server;
    }

    /// How long messages of Nova's conversations of two take meanwhile; empty where there is no such server.
    Optional<Latencies> pairsBeside(GroupLoad load, int members, int rate, Duration time) {
        return server.map(nchan -> {
            try (var group = Echo.connect(nchan, members, members, "x".repeat(load.frameLength()))) {
                var talk = CompletableFuture.runAsync(() -> group.run(rate, time));
                var measured = load.talk(0, time);
                talk.join();
                return measured.pairs();
            }
        });
    }

    @Override
    public void close() {
        server.ifPresent(Server::close);
    }
}
