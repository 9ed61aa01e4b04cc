package social.nova.loadtest.bench;

import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;
import social.nova.loadtest.chaos.ChaosCommand;

/// `./nova bench`: proofs and benchmarks against Nova as it is built here. The script builds, and comes here.
///
/// Exit codes: 0 done and as promised; 1 a promise was broken, or it could not be done; 2 wrong use.
@Command(
        name = "nova bench",
        synopsisSubcommandLabel = "COMMAND",
        description = "Proofs and benchmarks against real processes.",
        mixinStandardHelpOptions = true,
        subcommands = {
            ChaosCommand.class,
            MessagesBench.class,
            SocketsBench.class,
            LoginsBench.class,
            ReconnectBench.class,
            GroupBench.class
        })
public final class BenchMain implements Runnable {

    /// For nodes under load: everybody may send as much as they like.
    static final Map<String, String> UNLIMITED = Map.of("RATE_LIMIT_ENABLED", "false");

    @Spec
    private @Nullable CommandSpec spec;

    public static void main(String[] arguments) {
        System.exit(new CommandLine(new BenchMain()).execute(arguments));
    }

    /// Without a command.
    @Override
    public void run() {
        throw new CommandLine.ParameterException(Objects.requireNonNull(spec).commandLine(), "a command is missing");
    }
}
