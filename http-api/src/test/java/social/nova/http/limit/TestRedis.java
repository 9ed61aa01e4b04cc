package social.nova.http.limit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import redis.embedded.RedisServer;
import social.nova.persistence.common.RedisSettings;

/// A real Redis that can be frozen, killed and started again at the same port.
final class TestRedis {
    private final int port = freePort();
    private RedisServer server = started();
    private ProcessHandle process = newest();

    RedisSettings settings() {
        return new RedisSettings(URI.create("redis://127.0.0.1:" + port), 4);
    }

    /// Processor time it has used.
    Duration cpu() {
        return process.info().totalCpuDuration().orElseThrow();
    }

    void freeze() throws Exception {
        signal("-STOP");
    }

    void thaw() throws Exception {
        signal("-CONT");
    }

    void kill() throws Exception {
        process.destroyForcibly();
        process.onExit().get(30, TimeUnit.SECONDS);
    }

    void start() throws IOException {
        server = started();
        process = newest();
    }

    void stop() throws Exception {
        if (process.isAlive()) {
            thaw();
            server.stop();
        }
    }

    private void signal(String signal) throws Exception {
        new ProcessBuilder("kill", signal, Long.toString(process.pid())).start().waitFor();
    }

    private RedisServer started() {
        try {
            var started = RedisServer.newRedisServer()
                    .port(port)
                    .setting("save \"\"")
                    .setting("appendonly no")
                    .build();
            started.start();
            return started;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static ProcessHandle newest() {
        return ProcessHandle.current()
                .descendants()
                .filter(child -> child.info().command().orElse("").contains("redis"))
                .filter(ProcessHandle::isAlive)
                .max((one, other) -> Long.compare(one.pid(), other.pid()))
                .orElseThrow();
    }

    private static int freePort() {
        try (var socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
