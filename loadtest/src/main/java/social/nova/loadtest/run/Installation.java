package social.nova.loadtest.run;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import social.nova.loadtest.agent.PlantedFault;

/// Nova's sources with their build, as the script `nova` finds them.
///
/// @param home the directory with the script
/// @param data where the script keeps data and logs
public record Installation(Path home, Path data) {

    public Installation {
        home = home.toAbsolutePath().normalize();
        data = data.toAbsolutePath().normalize();
    }

    /// That of the script which started this process; without one, that of the working directory.
    public static Installation ofThisProcess() {
        var home = Path.of(System.getProperty("nova.bench.home", ""));
        return new Installation(
                home,
                Path.of(System.getProperty(
                        "nova.bench.data", home.resolve("data").toString())));
    }

    /// A new folder for one run of a command, `data/bench/chaos-20261122-214502` for example.
    public Path newRun(String command) {
        var time = LocalDateTime.now(ZoneId.systemDefault()).format(DateTimeFormatter.ofPattern("uuuuMMdd-HHmmss"));
        return data.resolve("bench").resolve(command + "-" + time);
    }

    /// The launcher as the script starts it, without the script's build.
    List<String> launcher(Path data, List<String> arguments) {
        var command = java("social.nova.deploy.launcher.LauncherMain", "-Xmx128m", "-XX:TieredStopAtLevel=1");
        command.addAll(List.of(
                "--home", home.toString(), "--data", data.toAbsolutePath().toString()));
        command.addAll(arguments);
        return command;
    }

    /// One server of the embedded stack, in a process of its own.
    List<String> stack(Path serverData, Service service, int port) {
        var command = java(
                "social.nova.deploy.stack.StackMain",
                service == Service.KAFKA ? "-Xmx256m" : "-Xmx96m",
                "-XX:TieredStopAtLevel=1",
                "-Dlogback.configurationFile=logback-stack.xml");
        command.addAll(List.of("--data", serverData.toAbsolutePath().toString()));
        command.addAll(List.of("--port", service.label() + "=" + port));
        return command;
    }

    /// The environment that has nodes plant this fault in themselves.
    ///
    /// @throws IllegalStateException if spaces in the path keep the agent from being named there
    public Map<String, String> planting(PlantedFault fault) {
        var agent = jar(home.resolve("loadtest/target"), "nova-loadtest");
        if (agent.toString().chars().anyMatch(Character::isWhitespace)) {
            throw new IllegalStateException("NOVA_NODE_JAVA_OPTS cannot name " + agent);
        }
        var options = System.getenv().getOrDefault("NOVA_NODE_JAVA_OPTS", "");
        return Map.of("NOVA_NODE_JAVA_OPTS", "%s -javaagent:%s=%s".formatted(options, agent, fault.name()));
    }

    private List<String> java(String main, String... options) {
        var target = home.resolve("deploy/embedded/target");
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-XX:+UseSerialGC", "--sun-misc-unsafe-memory-access=allow"));
        command.add("--enable-native-access=ALL-UNNAMED");
        command.addAll(List.of(options));
        command.addAll(List.of("-cp", jar(target, "nova-embedded") + ":" + target.resolve("lib") + "/*", main));
        return command;
    }

    private static Path jar(Path target, String name) {
        try (var jars = Files.newDirectoryStream(target, name + "-[0-9]*.jar")) {
            return jars.iterator().next();
        } catch (IOException e) {
            throw new UncheckedIOException("Nova is not built in " + target, e);
        }
    }
}
