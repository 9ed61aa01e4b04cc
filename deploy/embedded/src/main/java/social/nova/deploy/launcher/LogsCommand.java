package social.nova.deploy.launcher;

import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;
import social.nova.deploy.host.DataDirectory;

/// `logs`: the last lines of one log, or of all, each line then after the log's name.
@Command(name = "logs", description = "Show the last 100 lines of the logs.")
final class LogsCommand implements Callable<Integer> {

    private static final int LINES = 100;
    private static final Duration LOOK_AGAIN = Duration.ofMillis(300);

    @ParentCommand
    private @Nullable LauncherMain launcher;

    @Spec
    private @Nullable CommandSpec spec;

    @Parameters(arity = "0..1", paramLabel = "name", description = "stack, node-1, node-2 …, build (default: all).")
    private @Nullable String name;

    @Option(
            names = {"-f", "--follow"},
            description = "Go on with what is written from now on.")
    private boolean follow;

    @Override
    public Integer call() throws IOException, InterruptedException {
        var data = Objects.requireNonNull(launcher).data();
        var terminal = new Terminal(Objects.requireNonNull(spec).commandLine().getOut());
        var positions = new HashMap<LogFile, Long>();
        for (var log : logs(data)) {
            positions.put(log, log.size());
            log.tail(LINES).forEach(line -> print(terminal, log, line));
        }
        while (follow) {
            Thread.sleep(LOOK_AGAIN);
            for (var log : logs(data)) {
                var chunk = log.readFrom(positions.getOrDefault(log, 0L));
                chunk.text().lines().forEach(line -> print(terminal, log, line));
                positions.put(log, chunk.next());
            }
        }
        return 0;
    }

    private void print(Terminal terminal, LogFile log, String line) {
        terminal.say(name == null ? "%-8s | ".formatted(log.name()) + line : line);
    }

    private List<LogFile> logs(DataDirectory data) throws IOException {
        try (var files = Files.list(data.logs())) {
            var logs = files.filter(file -> file.toString().endsWith(".log"))
                    .sorted()
                    .map(LogFile::new)
                    .toList();
            if (name == null) {
                return logs;
            }
            var one = logs.stream().filter(log -> log.name().equals(name)).toList();
            if (one.isEmpty()) {
                throw new LaunchFailure("there is no log %s; there is: %s"
                        .formatted(
                                name,
                                String.join(
                                        ", ", logs.stream().map(LogFile::name).toList())));
            }
            return one;
        }
    }
}
