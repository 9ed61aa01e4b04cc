package social.nova.deploy.launcher;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;
import social.nova.deploy.host.DataDirectory;
import social.nova.deploy.stack.StackReport;

/// `keys`: the keys that sign access tokens, and the keyset that wraps all others.
@Command(name = "keys", description = "The keys that sign access tokens, and the keyset that wraps all others.")
final class KeysCommand {

    @ParentCommand
    private @Nullable LauncherMain launcher;

    /// Makes a new key in the database that nodes with this environment use; running nodes take it over.
    @Command(name = "rotate", description = "Have access tokens signed by a new key, without restarting any node.")
    int rotate(
            @Option(names = "--at-once", description = "Refuse tokens of earlier keys: one of them is in wrong hands.")
                    boolean atOnce)
            throws IOException, InterruptedException {
        return run("--rotate-keys", atOnce ? List.of("--at-once") : List.of());
    }

    /// Adds a key to the master keyset's file and wraps everything by it, while nodes run. Goes on where it was
    /// stopped.
    @Command(
            name = "rotate-master",
            description =
                    "Wrap all data keys by a new master key, without restarting any node. Messages stay readable.")
    int rotateMaster(
            @Option(names = "--drop-old", description = "Make no new key: take out earlier ones that nothing uses.")
                    boolean dropOld)
            throws IOException, InterruptedException {
        return run("--rotate-master-keyset", dropOld ? List.of("--drop-old") : List.of());
    }

    /// The node's program with the environment of a node.
    private int run(String task, List<String> options) throws IOException, InterruptedException {
        var main = Objects.requireNonNull(launcher);
        var classPath = new TargetDirectory(main.home().resolve("cluster-node/target")).classPath("nova-cluster-node");
        var java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        var command = new ArrayList<>(List.of(
                java, "--sun-misc-unsafe-memory-access=allow", "-cp", classPath, "social.nova.cluster.Main", task));
        command.addAll(options);
        var program = new ProcessBuilder(command).inheritIO();
        program.environment().clear();
        program.environment().putAll(environment(main.data(), System.getenv()));
        return program.start().waitFor() == 0 ? 0 : 1;
    }

    /// As `./nova up` gives it to a node.
    private static Map<String, String> environment(DataDirectory data, Map<String, String> user) {
        var node = new NodeAddress(1, NodePorts.from(Map.of()));
        var secrets = NodeSecrets.environment(data, user);
        return new NodeEnvironment(user, secrets, "a-secret-of-no-run", List.of(node)).of(node, stack(data));
    }

    private static Map<String, String> stack(DataDirectory data) {
        return StackReport.file(data).read().map(StackReport::environment).orElse(Map.of());
    }
}
