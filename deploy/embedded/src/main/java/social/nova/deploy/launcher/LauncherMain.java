package social.nova.deploy.launcher;

import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import social.nova.deploy.host.DataDirectory;

/// The commands of `./nova` that need Java. The script finds the JDK, builds, and comes here.
///
/// Exit codes: 0 done, also after a stop that was asked for; 1 it could not be done, the message says why; 2 wrong use;
/// 3 from `status` when nothing runs; 130 when a second Ctrl-C killed everything.
@Command(
        name = "nova",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            UpCommand.class,
            DownCommand.class,
            StatusCommand.class,
            LogsCommand.class,
            SocketCommand.class,
            AdminCommand.class,
            DoctorCommand.class,
            KeysCommand.class
        })
public final class LauncherMain implements Runnable {

    @Option(names = "--home", hidden = true, description = "Where the sources and their build are.")
    private Path home = Path.of("");

    @Option(names = "--data", hidden = true, description = "The data directory.")
    private Path data = Path.of("data");

    @Spec
    private @Nullable CommandSpec spec;

    public static void main(String[] arguments) {
        System.exit(commandLine().execute(arguments));
    }

    static CommandLine commandLine() {
        return reporting(new CommandLine(new LauncherMain()));
    }

    /// Failures as users see them: what they can do something about in a line, anything else in full.
    static CommandLine reporting(CommandLine commands) {
        return commands.setExecutionExceptionHandler((failure, command, _) -> {
            if (failure instanceof LaunchFailure) {
                command.getErr().println(failure.getMessage());
            } else {
                failure.printStackTrace(command.getErr());
            }
            command.getErr().flush();
            return CommandLine.ExitCode.SOFTWARE;
        });
    }

    /// Without a command.
    @Override
    public void run() {
        throw new CommandLine.ParameterException(Objects.requireNonNull(spec).commandLine(), "a command is missing");
    }

    DataDirectory data() {
        return DataDirectory.at(data);
    }

    Path home() {
        return home;
    }

    /// Held by the launcher as long as it lives.
    static Path lock(DataDirectory data) {
        return data.run().resolve("launcher.lock");
    }
}
