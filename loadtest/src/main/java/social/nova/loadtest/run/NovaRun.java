package social.nova.loadtest.run;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.StreamSupport;
import social.nova.loadtest.client.Web;
import social.nova.loadtest.common.Await;

/// One run of Nova: the launcher with the embedded stack and some nodes, all real processes on loopback addresses.
///
/// Runs beside any other: its ports are free ones and its data is its own.
public final class NovaRun implements AutoCloseable {
    private static final Duration START = Duration.ofMinutes(4);
    private static final Duration STOP = Duration.ofSeconds(60);

    /// Of every entity type, for ever.
    public static final int SHARDS = 128;

    private final Path data;
    private final int size;
    private final Process launcher;

    /// Starts Nova and waits until every node is ready.
    ///
    /// @param data kept afterwards, for whoever wants to know what happened
    public static NovaRun start(Installation nova, Path data, int nodes) {
        return start(nova, data, nodes, Map.of());
    }

    /// @param environment for the launcher and so for the nodes, beside this process's own
    public static NovaRun start(Installation nova, Path data, int nodes, Map<String, String> environment) {
        return start(data, nodes, launch(nova, data, environment, "--nodes", Integer.toString(nodes)));
    }

    /// The same with each node in a network namespace of its own.
    ///
    /// @param places of the nodes, as `ADDRESS@NETWORK`
    public static NovaRun startAt(List<String> places, Installation nova, Path data, Map<String, String> environment) {
        var arguments = places.stream().map("--place="::concat).toArray(String[]::new);
        return start(data, places.size(), launch(nova, data, environment, arguments));
    }

    private static NovaRun start(Path data, int nodes, Process launcher) {
        var run = new NovaRun(data, nodes, launcher);
        Runtime.getRuntime().addShutdownHook(new Thread(run::close)); // after a Ctrl-C nothing stays behind
        try {
            run.awaitReady();
            return run;
        } catch (RuntimeException e) {
            run.close();
            throw e;
        }
    }

    private NovaRun(Path data, int size, Process launcher) {
        this.data = data;
        this.size = size;
        this.launcher = launcher;
    }

    /// The node of that name.
    public Node node(String name) {
        return nodes().stream()
                .filter(node -> node.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    /// The oldest member of the cluster, which has its coordinators and singletons.
    public Optional<Node> oldest() {
        return nodes().stream().filter(Node::ready).findFirst().flatMap(asked -> {
            var members = Web.get("http://" + asked.management() + "/cluster/members", "");
            var oldest = members.body().path("oldest").asText();
            return nodes().stream()
                    .filter(node -> oldest.contains("@" + node.host() + ":"))
                    .findFirst();
        });
    }

    /// Where the run keeps its data and logs.
    public Path data() {
        return data;
    }

    /// All nodes as they are now, those without a process included, in the order of their names.
    public List<Node> nodes() {
        var found = new ArrayList<Node>();
        for (var process : state().path("processes")) {
            if (process.path("kind").asText().equals("node")) {
                found.add(node(process));
            }
        }
        return found;
    }

    private static Node node(JsonNode process) {
        var addresses = process.path("addresses");
        var api = addresses.path("api").asText();
        return new Node(
                process.path("name").asText(),
                process.path("pid").asLong(),
                process.path("state").asText().equals("ready")
                        && Web.get("http://" + api + "/health/ready", "").status() == 200,
                api,
                addresses.path("messaging").asText(),
                addresses.path("management").asText());
    }

    /// Waits until as many nodes are ready as the run was started with.
    public void awaitReady() {
        Await.until("all nodes to be ready, see " + data, START, () -> {
            if (!launcher.isAlive()) {
                throw new IllegalStateException("the launcher ended, see " + data.resolve("launcher.log"));
            }
            return nodes().stream().filter(Node::ready).count() == size;
        });
    }

    /// The node whose process holds this entity now, by what management says of its shards.
    public Optional<Node> holderOf(String entityType, String entityId) {
        var shard = Integer.toString(Math.abs(entityId.hashCode() % SHARDS));
        return nodes().stream()
                .filter(Node::ready)
                .filter(node -> holds(node, entityType, shard))
                .findFirst();
    }

    private static boolean holds(Node node, String entityType, String shard) {
        var shards = Web.get("http://" + node.management() + "/cluster/shards/" + entityType, "");
        return StreamSupport.stream(shards.body().path("regions").spliterator(), false)
                .anyMatch(region -> region.path("shardId").asText().equals(shard));
    }

    /// Runs another command of the launcher beside this run; what it says is in `command.log`.
    ///
    /// @return its exit code
    public int command(Installation nova, Duration within, String... arguments) {
        var log = data.resolve("command.log");
        try {
            var process = new ProcessBuilder(nova.launcher(data, List.of(arguments)))
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                    .start();
            if (!process.waitFor(within)) {
                Signal.KILL.sendToTree(process.toHandle());
                throw new IllegalStateException("no end within " + within + ", see " + log);
            }
            return process.exitValue();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    @Override
    public void close() {
        launcher.destroy();
        try {
            if (!launcher.waitFor(STOP)) {
                launcher.destroyForcibly();
                throw new IllegalStateException("the launcher did not stop within " + STOP);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    // The file `nova status` reads, without starting a JVM each time.
    private JsonNode state() {
        try {
            var file = data.resolve("run/launcher.json");
            return Files.exists(file) ? Web.read(Files.readString(file)) : Web.read("{}");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Process launch(Installation nova, Path data, Map<String, String> environment, String... arguments) {
        var command = new ArrayList<>(List.of("up"));
        command.addAll(List.of(arguments));
        try {
            Files.createDirectories(data);
            var builder = new ProcessBuilder(nova.launcher(data, command))
                    .redirectErrorStream(true)
                    .redirectOutput(data.resolve("launcher.log").toFile());
            builder.environment().putAll(Ports.free().environment());
            builder.environment().putAll(environment);
            return builder.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
