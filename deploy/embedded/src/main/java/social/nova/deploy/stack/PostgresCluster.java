package social.nova.deploy.stack;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/// PostgreSQL's data on disk and the commands that make, serve and stop it.
///
/// @param home where it may write; the data is in a directory there
record PostgresCluster(PostgresPrograms programs, Unprivileged unprivileged, Path home, Path log) {

    static final String SUPERUSER = "postgres";
    private static final String STOP_SECONDS = "7";

    /// Settings of a server for development: safe data, nobody from outside, room for several nodes' pools.
    private static final Map<String, String> SETTINGS = Map.of(
            "listen_addresses", StackPorts.HOST,
            "unix_socket_directories", "",
            "max_connections", "300",
            "fsync", "on",
            "synchronous_commit", "on",
            "shared_buffers", "128MB",
            "timezone", "UTC",
            "log_timezone", "UTC",
            "log_min_messages", "warning");

    /// Made in a directory beside and moved into place, so that one whose making was cut short is never used.
    void makeIfAbsent(String superuserPassword) throws IOException, InterruptedException {
        unprivileged.give(Files.createDirectories(home));
        var directory = directory();
        if (Files.exists(directory.resolve("PG_VERSION"))) {
            unprivileged.give(directory);
            Files.deleteIfExists(directory.resolve("postmaster.pid")); // no postmaster runs: leftovers were stopped
            return;
        }
        var draft = home.resolve("cluster.tmp");
        delete(draft);
        var passwordFile = Files.createTempFile(home, "password", ".tmp");
        try {
            Files.writeString(passwordFile, superuserPassword);
            unprivileged.give(home);
            run(List.of(
                    programs.program("initdb"),
                    "--pgdata=" + draft,
                    "--username=" + SUPERUSER,
                    "--pwfile=" + passwordFile,
                    "--auth=scram-sha-256",
                    "--encoding=UTF8",
                    "--locale=C",
                    "--locale-provider=builtin",
                    "--builtin-locale=C.UTF-8"));
        } finally {
            Files.delete(passwordFile);
        }
        Files.move(draft, directory, StandardCopyOption.ATOMIC_MOVE);
    }

    Process serve(int port) throws IOException {
        var command = new ArrayList<>(
                List.of(programs.program("postgres"), "-D", directory().toString()));
        command.addAll(List.of("-p", Integer.toString(port)));
        SETTINGS.forEach((name, value) -> command.addAll(List.of("-c", name + "=" + value)));
        return start(command);
    }

    /// Stops the server without waiting for its clients.
    void stop() throws IOException, InterruptedException {
        var directoryArgument = directory().toString();
        run(List.of(
                programs.program("pg_ctl"), "stop", "-D", directoryArgument, "-m", "fast", "-w", "-t", STOP_SECONDS));
    }

    /// Holds `PG_VERSION` once the cluster is made.
    Path directory() {
        return home.resolve("cluster");
    }

    private void run(List<String> command) throws IOException, InterruptedException {
        var exit = start(command).waitFor();
        if (exit != 0) {
            throw new IOException("%s ended with %d, see %s".formatted(command.getFirst(), exit, log));
        }
    }

    private Process start(List<String> command) throws IOException {
        return new ProcessBuilder(unprivileged.command(command))
                .directory(home.toFile())
                .redirectErrorStream(true)
                .redirectInput(Path.of("/dev/null").toFile())
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                .start();
    }

    private static void delete(Path directory) throws IOException {
        if (!Files.exists(directory)) {
            return;
        }
        try (var files = Files.walk(directory)) {
            for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
