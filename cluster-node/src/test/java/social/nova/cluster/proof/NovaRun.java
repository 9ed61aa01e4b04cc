package social.nova.cluster.proof;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.awaitility.Awaitility;

/// One run of Nova: the launcher with the embedded stack and some nodes, all real processes on loopback addresses.
///
/// Runs beside any other: its ports are free ones and its data is its own.
final class NovaRun implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration START = Duration.ofMinutes(4);
    private static final Duration STOP = Duration.ofSeconds(60);

    private final Path data;
    private final Process launcher;
    private final Ports ports;

    /// The same on each node's address.
    private record Ports(int api, int messaging, int search, int management, int cluster) {}

    /// A node as the launcher sees it.
    ///
    /// @param pid 0 while there is no process
    record Node(String name, long pid, boolean ready, String api, String messaging, String management) {}

    /// Starts Nova and waits until every node is ready.
    ///
    /// @param data kept afterwards, for whoever wants to know what happened
    static NovaRun start(int nodes, Path data) {
        var ports = new Ports(freePort(), freePort(), freePort(), freePort(), freePort());
        var run = new NovaRun(data, launch(nodes, data, ports), ports);
        run.awaitAllReady(nodes);
        return run;
    }

    private NovaRun(Path data, Process launcher, Ports ports) {
        this.data = data;
        this.launcher = launcher;
        this.ports = ports;
    }

    List<Node> nodes() {
        var found = new ArrayList<Node>();
        for (var process : status().path("processes")) {
            if (process.path("kind").asText().equals("node")) {
                var addresses = process.path("addresses");
                found.add(new Node(
                        process.path("name").asText(),
                        process.path("pid").asLong(),
                        process.path("state").asText().equals("ready"),
                        addresses.path("api").asText(),
                        addresses.path("messaging").asText(),
                        addresses.path("management").asText()));
            }
        }
        return found;
    }

    void awaitAllReady(int nodes) {
        Awaitility.await("all nodes ready, see " + data)
                .atMost(START)
                .pollInterval(Duration.ofSeconds(1))
                .until(() -> {
                    if (!launcher.isAlive()) {
                        throw new AssertionError(
                                "The launcher ended: " + Files.readString(data.resolve("launcher.log")));
                    }
                    return nodes().stream().filter(Node::ready).count() == nodes;
                });
    }

    /// The node whose process holds this entity now, by what management says of its shards.
    Optional<Node> holderOf(String entityType, String entityId, int numberOfShards) {
        var shard = Integer.toString(Math.abs(entityId.hashCode() % numberOfShards));
        return nodes().stream()
                .filter(Node::ready)
                .filter(node -> StreamSupport.stream(
                                Web.getJson("http://" + node.management() + "/cluster/shards/" + entityType)
                                        .path("regions")
                                        .spliterator(),
                                false)
                        .anyMatch(region -> region.path("shardId").asText().equals(shard)))
                .findFirst();
    }

    /// What `kill -9` does.
    static void kill(Node node) {
        ProcessHandle.of(node.pid()).ifPresent(ProcessHandle::destroyForcibly);
    }

    /// Stops every process of PostgreSQL where it stands, and lets all go on after a while.
    ///
    /// The worst way for a database to be away: connections stay open, nothing answers, and what was under way
    /// may or may not have happened.
    void freezeDatabase(Duration time) {
        var postgres = ProcessHandle.of(postmaster())
                .map(server ->
                        Stream.concat(Stream.of(server), server.children()).toList())
                .orElseThrow();
        signal("STOP", postgres);
        try {
            Thread.sleep(time);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            signal("CONT", postgres);
        }
    }

    @Override
    public void close() {
        launcher.destroy();
        try {
            if (!launcher.waitFor(STOP)) {
                launcher.destroyForcibly();
                throw new AssertionError("The launcher did not stop within " + STOP);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private long postmaster() {
        try (var files = Files.walk(data.resolve("postgres"), 2)) {
            var file = files.filter(path -> path.endsWith("postmaster.pid"))
                    .findFirst()
                    .orElseThrow();
            return Long.parseLong(Files.readAllLines(file).getFirst());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void signal(String name, List<ProcessHandle> processes) {
        var command = new ArrayList<>(List.of("kill", "-" + name));
        processes.forEach(process -> command.add(Long.toString(process.pid())));
        try {
            new ProcessBuilder(command).start().waitFor();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private JsonNode status() {
        try {
            var process = new ProcessBuilder(command(data, "status", "--json"))
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            return JSON.readTree(process.getInputStream());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Process launch(int nodes, Path data, Ports ports) {
        try {
            Files.createDirectories(data);
            var builder = new ProcessBuilder(command(data, "up", "--nodes", Integer.toString(nodes)))
                    .redirectErrorStream(true)
                    .redirectOutput(data.resolve("launcher.log").toFile());
            builder.environment().put("APP_PORT", Integer.toString(ports.api()));
            builder.environment().put("MESSAGING_PORT", Integer.toString(ports.messaging()));
            builder.environment().put("SEARCH_PORT", Integer.toString(ports.search()));
            builder.environment().put("NOVA_MANAGEMENT_PORT", Integer.toString(ports.management()));
            builder.environment().put("NOVA_CLUSTER_PORT", Integer.toString(ports.cluster()));
            return builder.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    // As the script `nova` starts it, without its build: Maven has just built what is to be proved.
    private static List<String> command(Path data, String... arguments) {
        var home = Path.of("..").toAbsolutePath().normalize();
        var target = home.resolve("deploy/embedded/target");
        var command = new ArrayList<String>(List.of(
                ProcessHandle.current().info().command().orElse("java"),
                "-Xmx128m",
                "-XX:TieredStopAtLevel=1",
                "--sun-misc-unsafe-memory-access=allow",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                jar(target) + ":" + target.resolve("lib") + "/*",
                "social.nova.deploy.launcher.LauncherMain",
                "--home",
                home.toString(),
                "--data",
                data.toAbsolutePath().toString()));
        command.addAll(List.of(arguments));
        return command;
    }

    private static Path jar(Path target) {
        try (var files = Files.newDirectoryStream(target, "nova-embedded-*.jar")) {
            return files.iterator().next();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static int freePort() {
        try (var socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
