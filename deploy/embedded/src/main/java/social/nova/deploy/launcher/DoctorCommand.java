package social.nova.deploy.launcher;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParentCommand;
import social.nova.deploy.host.DataDirectory;
import social.nova.deploy.stack.StackService;

/// `doctor`, the part that needs Java: has a node say whether it would start with this environment, and whether it
/// reaches the servers it names. The script `deploy/doctor.sh` has looked at the machine before.
@Command(name = "doctor", description = "Check the settings of this environment and the servers they name.")
final class DoctorCommand implements Callable<Integer> {

    private static final List<String> PORTS =
            List.of("APP_PORT", "MESSAGING_PORT", "SEARCH_PORT", "NOVA_MANAGEMENT_PORT", "NOVA_CLUSTER_PORT");

    @ParentCommand
    private @Nullable LauncherMain launcher;

    @Override
    public Integer call() throws IOException, InterruptedException {
        var home = Objects.requireNonNull(launcher).home();
        var classPath = new TargetDirectory(home.resolve("cluster-node/target")).classPath("nova-cluster-node");
        var java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        var user = System.getenv();
        var command = new ArrayList<>(
                List.of(java, "--sun-misc-unsafe-memory-access=allow", "-cp", classPath, "social.nova.cluster.Main"));
        command.add("--check");
        command.addAll(ownServers(user));
        var check = new ProcessBuilder(command).inheritIO();
        check.environment().clear();
        check.environment().putAll(environment(user));
        return check.start().waitFor() == 0 ? 0 : 1;
    }

    /// The servers this environment names, by their labels.
    static List<String> ownServers(Map<String, String> user) {
        var needed = StackService.neededWith(user);
        return Stream.of(StackService.values())
                .filter(service -> !needed.contains(service))
                .map(StackService::label)
                .toList();
    }

    /// What `./nova up` would give a node, keys made for the occasion.
    static Map<String, String> environment(Map<String, String> user) {
        var ports = NodePorts.from(Map.of()); // wrong ones are the node's to tell, with all else
        var node = new NodeAddress(1, ports);
        var environment = new HashMap<>(
                new NodeEnvironment(user, secrets(user), "a-secret-of-no-run", List.of(node)).of(node, stack(user)));
        Stream.concat(PORTS.stream(), Stream.of("NOVA_MANAGEMENT_SECRET"))
                .filter(name -> !user.getOrDefault(name, "").isBlank())
                .forEach(name -> environment.put(name, user.get(name)));
        return environment;
    }

    /// In the form the stack reports them; nobody asks these servers.
    private static Map<String, String> stack(Map<String, String> user) {
        var stack = new HashMap<String, String>();
        for (var service : StackService.neededWith(user)) {
            var address = "127.0.0.1:" + service.preferredPort();
            switch (service) {
                case POSTGRESQL -> stack.put(service.variable(), "postgresql://nova:embedded@" + address + "/nova");
                case REDIS -> stack.put(service.variable(), "redis://" + address);
                case KAFKA -> stack.put(service.variable(), address);
                case S3 -> {
                    stack.put(service.variable(), "http://" + address);
                    stack.put("S3_BUCKET", "nova-media");
                    stack.put("S3_REGION", "us-east-1");
                    stack.put("S3_ACCESS_KEY_ID", "embedded");
                    stack.put("S3_SECRET_ACCESS_KEY", "embedded");
                }
                case SMTP -> {
                    stack.put(service.variable(), "127.0.0.1");
                    stack.put("SMTP_PORT", Integer.toString(service.preferredPort()));
                    stack.put("SMTP_USERNAME", "embedded");
                    stack.put("SMTP_PASSWORD", "embedded");
                    stack.put("SMTP_FROM_EMAIL", "nova@example.com");
                }
            }
        }
        return stack;
    }

    private static Map<String, String> secrets(Map<String, String> user) {
        try {
            var directory = Files.createTempDirectory("nova-doctor");
            try {
                return NodeSecrets.inline(DataDirectory.at(directory), user);
            } finally {
                delete(directory);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("there is no room for temporary files", e);
        }
    }

    private static void delete(Path directory) throws IOException {
        try (var files = Files.walk(directory)) {
            for (var file : files.toList().reversed()) {
                Files.delete(file);
            }
        }
    }
}
