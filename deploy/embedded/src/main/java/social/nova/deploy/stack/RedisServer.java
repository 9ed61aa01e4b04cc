package social.nova.deploy.stack;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import redis.embedded.core.ExecutableProvider;
import social.nova.deploy.host.DataDirectory;

/// Redis with an append-only file, written through once a second.
final class RedisServer implements EmbeddedService {

    private static final Duration START_LIMIT = Duration.ofSeconds(30);
    private static final int TIMEOUT_MILLIS = 500;
    private static final long STOP_SECONDS = 5;

    private final Process process;
    private final int port;

    private RedisServer(Process process, int port) {
        this.process = process;
        this.port = port;
    }

    static RedisServer start(DataDirectory data, int port) throws IOException, InterruptedException {
        var directory = Files.createDirectories(data.root().resolve("redis"));
        var log = data.log("redis");
        // Its usual process title would hide the command line, by which a leftover is told.
        var command = List.of(
                unpackedIn(data.bin()).toString(),
                "--port",
                Integer.toString(port),
                "--bind",
                StackPorts.HOST,
                "--dir",
                directory.toString(),
                "--appendonly",
                "yes",
                "--save",
                "",
                "--daemonize",
                "no",
                "--loglevel",
                "notice",
                "--set-proc-title",
                "no");
        var process = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectInput(Path.of("/dev/null").toFile())
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                .start();
        var server = new RedisServer(process, port);
        server.awaitReady(log);
        return server;
    }

    /// The program, unpacked at first use.
    static Path unpackedIn(Path directory) throws IOException {
        var program = directory.resolve("redis-server");
        if (!Files.exists(program)) {
            var unpacked = ExecutableProvider.newJarResourceProvider(directory.toFile())
                    .get();
            Files.move(unpacked.toPath(), program, StandardCopyOption.ATOMIC_MOVE);
        }
        return program;
    }

    private void awaitReady(Path log) throws IOException, InterruptedException {
        var deadline = System.nanoTime() + START_LIMIT.toNanos();
        while (!answersPing()) {
            if (!process.isAlive() || System.nanoTime() > deadline) {
                process.destroyForcibly();
                throw new IOException("Redis did not start, see " + log);
            }
            Thread.sleep(Duration.ofMillis(20));
        }
    }

    /// False also while it reads its file: it answers `-LOADING` then.
    private boolean answersPing() {
        try (var socket = new Socket()) {
            socket.connect(new InetSocketAddress(StackPorts.HOST, port), TIMEOUT_MILLIS);
            socket.setSoTimeout(TIMEOUT_MILLIS);
            socket.getOutputStream().write("PING\r\n".getBytes(StandardCharsets.US_ASCII));
            var answer = socket.getInputStream().readNBytes("+PONG".length());
            return new String(answer, StandardCharsets.US_ASCII).equals("+PONG");
        } catch (IOException _) {
            return false;
        }
    }

    @Override
    public StackService kind() {
        return StackService.REDIS;
    }

    @Override
    public String address() {
        return StackPorts.HOST + ":" + port;
    }

    @Override
    public Map<String, String> environment() {
        return Map.of("REDIS_URL", "redis://" + address());
    }

    @Override
    public CompletableFuture<?> ended() {
        return process.onExit();
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
