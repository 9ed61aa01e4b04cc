package social.nova.loadtest.peer;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.IntFunction;

/// A bare Netty server in a process of its own: checks the token's signature at the handshake and gives every text
/// frame to all of its room, the sender too. What a JVM can do at best through a framework.
public final class NettyPeer implements Server {
    private final Process process;
    private final int port;
    private final IntFunction<String> tokens;

    /// @param jwks address of the keys that verify the tokens
    /// @param tokens for socket number n
    public static NettyPeer start(Path log, String jwks, IntFunction<String> tokens) {
        var java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        var port = Peers.freePort();
        try {
            var process = new ProcessBuilder(
                            java,
                            "-Xmx768m",
                            "--enable-native-access=ALL-UNNAMED",
                            "--sun-misc-unsafe-memory-access=allow",
                            "-cp",
                            System.getProperty("java.class.path"),
                            NettyServer.class.getName(),
                            Integer.toString(port),
                            jwks)
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile())
                    .start();
            Peers.awaitListening(process, port, log);
            return new NettyPeer(process, port, tokens);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private NettyPeer(Process process, int port, IntFunction<String> tokens) {
        this.process = process;
        this.port = port;
        this.tokens = tokens;
    }

    @Override
    public String name() {
        return "netty";
    }

    @Override
    public Door door(int n, int room) {
        return new Door(Door.onLoopback(port, "/ws/" + room), "Bearer " + tokens.apply(n));
    }

    @Override
    public List<Long> pids() {
        return List.of(process.pid());
    }

    @Override
    public void collectGarbage() {
        Jdk.collectGarbage(process.pid());
    }

    @Override
    public void close() {
        process.destroy();
        process.onExit().join();
    }
}
