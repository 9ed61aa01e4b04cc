package social.nova.loadtest.peer;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// nginx with nchan, one worker: every socket is publisher and subscriber of the channel of its room, so that each
/// frame comes back and reaches who else is there. It checks no token and stores nothing.
public final class NchanPeer implements Server {
    private static final Path MODULE = Path.of("/usr/lib/nginx/modules/ngx_nchan_module.so");
    private static final List<Path> PROGRAMS = List.of(Path.of("/usr/sbin/nginx"), Path.of("/usr/bin/nginx"));

    private final Process process;
    private final int port;

    /// Starts it, where it is installed.
    public static Optional<Server> start(Path folder) {
        var nginx = PROGRAMS.stream().filter(Files::isExecutable).findFirst();
        if (nginx.isEmpty() || !Files.exists(MODULE)) {
            return Optional.empty();
        }
        var port = Peers.freePort();
        var log = folder.resolve("nginx.log");
        try {
            Files.createDirectories(folder);
            var configuration = Files.writeString(folder.resolve("nchan.conf"), configuration(port));
            var process = new ProcessBuilder(
                            nginx.get().toString(),
                            "-p",
                            folder.toAbsolutePath() + "/",
                            "-c",
                            configuration.toAbsolutePath().toString())
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile())
                    .start();
            Peers.awaitListening(process, port, log);
            return Optional.of(new NchanPeer(process, port));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private NchanPeer(Process process, int port) {
        this.process = process;
        this.port = port;
    }

    @Override
    public String name() {
        return "nchan";
    }

    @Override
    public Door door(int n, int room) {
        return new Door(Door.onLoopback(port, "/ws/" + room), "");
    }

    @Override
    public List<Long> pids() {
        return process.children().map(ProcessHandle::pid).toList();
    }

    @Override
    public void collectGarbage() {
        // There is none.
    }

    @Override
    public void close() {
        process.destroy();
        process.onExit().join();
    }

    private static String configuration(int port) {
        return """
                load_module %s;
                worker_processes 1;
                worker_rlimit_nofile 20000;
                pid nginx.pid;
                error_log nginx-error.log warn;
                daemon off;
                events { worker_connections 15000; multi_accept on; }
                http {
                  access_log off;
                  tcp_nodelay on;
                  nchan_max_reserved_memory 256M;
                  client_body_temp_path body;
                  proxy_temp_path proxy;
                  fastcgi_temp_path fastcgi;
                  uwsgi_temp_path uwsgi;
                  scgi_temp_path scgi;
                  server {
                    listen 127.0.0.1:%d backlog=4096;
                    location ~ ^/ws/(\\w+)$ {
                      nchan_pubsub websocket;
                      nchan_channel_id $1;
                      nchan_publisher_channel_id $1;
                      nchan_store_messages off;
                      nchan_websocket_ping_interval 0;
                    }
                  }
                }
                """.formatted(MODULE, port);
    }
}
