package social.nova.deploy.launcher;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;
import social.nova.deploy.host.DataDirectory;
import social.nova.deploy.host.Leftovers;
import social.nova.deploy.host.LockFile;
import social.nova.deploy.host.Port;
import social.nova.deploy.host.SecretFile;
import social.nova.deploy.launcher.LauncherSettings.JavaProgram;

/// `up`: runs the stack and the nodes in the foreground until Ctrl-C or SIGTERM, and exits with 0 then.
@Command(name = "up", description = "Start everything, in the foreground; Ctrl-C stops it.")
final class UpCommand implements Callable<Integer> {

    private static final Duration LEFTOVERS_GRACE = Duration.ofSeconds(10);
    private static final int KILLED = 130;

    private static final List<String> STACK_OPTIONS = List.of(
            "-Xmx512m",
            "-XX:+UseSerialGC",
            "-XX:+ExitOnOutOfMemoryError",
            "-Dlogback.configurationFile=logback-stack.xml");
    // A node loads its classes once. Looking for some to unload was most of the pause in which the collector finishes
    // marking, and the longest of all.
    private static final List<String> NODE_OPTIONS =
            List.of("-Xmx768m", "-XX:+ExitOnOutOfMemoryError", "-XX:-ClassUnloadingWithConcurrentMark");

    @ParentCommand
    private @Nullable LauncherMain launcher;

    @Spec
    private @Nullable CommandSpec spec;

    @Option(names = "--nodes", description = "How many nodes, 1 to 9, on 127.0.0.1, .2, .3 … (default: 1).")
    private int nodes = 1;

    @Option(names = "--place", hidden = true, description = "HOST@NETWORK of a node, instead of --nodes.")
    private List<String> places = List.of();

    @Option(names = "--node-class-path", hidden = true)
    private @Nullable String nodeClassPath;

    @Option(names = "--node-main", hidden = true)
    private String nodeMain = "social.nova.cluster.Main";

    @Override
    public Integer call() {
        var main = Objects.requireNonNull(launcher);
        var terminal = new Terminal(Objects.requireNonNull(spec).commandLine().getOut());
        if (nodes < 1 || nodes > LauncherSettings.MAX_NODES) {
            throw new LaunchFailure("--nodes %d: from 1 to %d".formatted(nodes, LauncherSettings.MAX_NODES));
        }
        var data = main.data();
        var settings = settings(data, main.home(), System.getenv());
        try (var _ = lock(data)) {
            stopLeftovers(data, terminal);
            refuseTakenPorts(settings);
            rotateLogs(settings);
            var secret = settings.environment().getOrDefault("NOVA_MANAGEMENT_SECRET", "");
            return supervise(settings, terminal, secret.isBlank() ? managementSecret(data) : secret);
        }
    }

    /// Kept, so that other commands can talk to the nodes.
    static String managementSecret(DataDirectory data) {
        return SecretFile.in(data, "management-secret").orMake(SecretFile::randomPassword);
    }

    private LauncherSettings settings(DataDirectory data, Path home, Map<String, String> environment) {
        var stackClassPath = new TargetDirectory(home.resolve("deploy/embedded/target")).classPath("nova-embedded");
        var stack = new JavaProgram(STACK_OPTIONS, stackClassPath, "social.nova.deploy.stack.StackMain");
        var classPath = nodeClassPath != null
                ? nodeClassPath
                : new TargetDirectory(home.resolve("cluster-node/target")).classPath("nova-cluster-node");
        var options = new ArrayList<>(NODE_OPTIONS);
        Arrays.stream(environment.getOrDefault("NOVA_NODE_JAVA_OPTS", "").split("\\s+"))
                .filter(option -> !option.isEmpty())
                .forEach(options::add);
        var node = new JavaProgram(options, classPath, nodeMain);
        var ports = NodePorts.from(environment);
        var addresses = places.isEmpty() ? NodeAddress.first(nodes, ports) : NodeAddress.at(places, ports);
        return new LauncherSettings(data, addresses, environment, stack, node);
    }

    private static LockFile lock(DataDirectory data) {
        var path = LauncherMain.lock(data);
        return LockFile.tryAcquire(path).orElseThrow(() -> {
            var holder = LockFile.holder(path);
            return new LaunchFailure("Nova already runs on %s%s: ./nova down stops it"
                    .formatted(data.root(), holder.isPresent() ? " (pid " + holder.getAsLong() + ")" : ""));
        });
    }

    private static void stopLeftovers(DataDirectory data, Terminal terminal) {
        var left = Leftovers.all(data);
        Leftovers.roots(left.find())
                .forEach(process ->
                        terminal.say("stopping %s (pid %d), left by an earlier run", process.title(), process.pid()));
        left.stop(LEFTOVERS_GRACE);
        LauncherState.file(data).delete();
    }

    private static void refuseTakenPorts(LauncherSettings settings) {
        var taken = settings.addresses().stream()
                .flatMap(node -> node.listening().stream())
                .filter(port -> !port.isFree())
                .map(UpCommand::describe)
                .toList();
        if (!taken.isEmpty()) {
            throw new LaunchFailure("%s%nStop it, or choose other ports: APP_PORT, MESSAGING_PORT, SEARCH_PORT, "
                            .formatted(String.join(System.lineSeparator(), taken))
                    + "NOVA_MANAGEMENT_PORT, NOVA_CLUSTER_PORT");
        }
    }

    private static String describe(Port port) {
        var holder = port.holder()
                .map(process -> " by %s (pid %d)".formatted(process.title(), process.pid()))
                .orElse("");
        return "%s is taken%s".formatted(port, holder);
    }

    private static void rotateLogs(LauncherSettings settings) {
        var data = settings.data();
        List.of("stack", "postgres", "redis").forEach(name -> new LogFile(data.log(name)).rotate());
        settings.addresses().forEach(node -> new LogFile(data.log(node.name())).rotate());
    }

    private static int supervise(LauncherSettings settings, Terminal terminal, String secret) {
        try (var http = Readiness.newClient()) {
            var supervisor = new Supervisor(settings, terminal, http, secret);
            var askedBefore = new AtomicBoolean();
            ProcessSignals.onStop(() -> {
                if (askedBefore.compareAndSet(false, true)) {
                    supervisor.stop();
                } else {
                    Leftovers.all(settings.data()).stop(Duration.ZERO);
                    Runtime.getRuntime().halt(KILLED);
                }
            });
            return supervisor.run().join();
        }
    }
}
