package social.nova.loadtest.peer;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.IntFunction;
import social.nova.loadtest.run.Await;

/// A bare Netty server in a process of its own: checks the token's signature at the handshake and gives every text
/// frame
/// back. What a JVM can do at best through a framework.
public final class NettyPeer implements Server {
    private static final int PORT = 19_010;
    private static final Duration START = Duration.ofSeconds(20);

    private final Process process;
    private final IntFunction<String> tokens;

    /// @param jwks address of the keys that verify the tokens
    /// @param tokens for socket number n
    public static NettyPeer start(Path log, String jwks, IntFunction<String> tokens) {
        var java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        try {
            var process = new ProcessBuilder(
                            java,
                            "-Xmx768m",
                            "--enable-native-access=ALL-UNNAMED",
                            "--sun-misc-unsafe-memory-access=allow",
                            "-cp",
                            System.getProperty("java.class.path"),
                            NettyServer.class.getName(),
                            Integer.toString(PORT),
                            jwks)
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile())
                    .start();
            Await.until("Netty to listen", START, () -> listens(PORT));
            return new NettyPeer(process, tokens);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private NettyPeer(Process process, IntFunction<String> tokens) {
        this.process = process;
        this.tokens = tokens;
    }

    @Override
    public String name() {
        return "netty";
    }

    @Override
    public Door door(int n) {
        return new Door(Door.onLoopback(PORT, "/ws"), "Bearer " + tokens.apply(n));
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

    static boolean listens(int port) {
        try (var socket = new Socket()) {
            socket.connect(new InetSocketAddress("127.0.0.1", port), 200);
            return true;
        } catch (IOException _) {
            return false;
        }
    }
}
