package social.nova.loadtest.peer;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.IntFunction;
import social.nova.loadtest.common.Await;
import social.nova.loadtest.run.NovaRun;

/// A node of Nova and its peers on this machine, running side by side.
public final class Peers implements AutoCloseable {
    private static final Duration START = Duration.ofSeconds(20);

    private final List<Server> servers = new CopyOnWriteArrayList<>();

    /// @param folder for configurations and logs
    /// @param run goes on when the peers are closed
    /// @param tokens for socket number n
    public static Peers start(Path folder, NovaRun run, IntFunction<String> tokens) {
        var peers = new Peers();
        Runtime.getRuntime().addShutdownHook(new Thread(peers::close)); // after a Ctrl-C nothing stays behind
        try {
            var jwks = "http://" + run.nodes().getFirst().api() + "/.well-known/jwks.json";
            peers.servers.add(new NovaPeer(run, tokens));
            peers.servers.add(NettyPeer.start(folder.resolve("netty.log"), jwks, tokens));
            NchanPeer.start(folder.resolve("nchan")).ifPresent(peers.servers::add);
            return peers;
        } catch (RuntimeException e) {
            peers.close();
            throw e;
        }
    }

    /// Nova first.
    public List<Server> servers() {
        return List.copyOf(servers);
    }

    @Override
    public void close() {
        servers.forEach(Server::close);
    }

    static int freePort() {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// @throws IllegalStateException if the process ends, or does not listen in time
    static void awaitListening(Process process, int port, Path log) {
        try {
            Await.until("a peer to listen, see " + log, START, () -> {
                if (!process.isAlive()) {
                    throw new IllegalStateException("a peer ended, see " + log);
                }
                return listens(port);
            });
        } catch (IllegalStateException e) {
            process.destroyForcibly();
            throw e;
        }
    }

    private static boolean listens(int port) {
        try (var socket = new Socket()) {
            socket.connect(new InetSocketAddress("127.0.0.1", port), 200);
            return true;
        } catch (IOException _) {
            return false;
        }
    }
}
