package social.nova.deploy.launcher;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import social.nova.deploy.host.DataDirectory;
import social.nova.deploy.stack.StackService;

/// What one `./nova up` is to run.
///
/// @param environment the user's, passed on to every child
/// @param addresses of the nodes
/// @param stack the program of the embedded stack
/// @param node the program of a cluster node
record LauncherSettings(
        DataDirectory data,
        List<NodeAddress> addresses,
        Map<String, String> environment,
        JavaProgram stack,
        JavaProgram node) {

    static final int MAX_NODES = 9;

    boolean needsStack() {
        return !StackService.neededWith(environment).isEmpty();
    }

    /// What the nodes do: all of it, unless `NOVA_ROLES` says less.
    List<String> roles() {
        return Stream.of(environment
                        .getOrDefault("NOVA_ROLES", "api,entity,media")
                        .split(","))
                .map(String::strip)
                .filter(role -> !role.isEmpty())
                .toList();
    }

    /// What starts this node.
    List<String> command(NodeAddress address) {
        var command = new ArrayList<String>();
        if (!address.network().isEmpty()) {
            command.addAll(List.of("ip", "netns", "exec", address.network()));
        }
        command.addAll(node.command(data, List.of()));
        return command;
    }

    /// A Java program to start: its options, class path and main class.
    record JavaProgram(List<String> options, String classPath, String mainClass) {

        /// The flags Akka, Netty and Kafka need under JDK 25.
        private static final List<String> FLAGS =
                List.of("--sun-misc-unsafe-memory-access=allow", "--enable-native-access=ALL-UNNAMED");

        List<String> command(DataDirectory data, List<String> arguments) {
            var command = new ArrayList<String>();
            command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
            command.addAll(FLAGS);
            command.addAll(options);
            command.add(data.mark());
            command.addAll(List.of("-cp", classPath, mainClass));
            command.addAll(arguments);
            return command;
        }
    }
}
