package social.nova.deploy.launcher;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;
import social.nova.deploy.host.JsonFile;
import social.nova.deploy.host.Leftovers;
import social.nova.deploy.host.LockFile;
import social.nova.deploy.host.RunningProcess;

/// `status`: what runs on the data directory now. Exits with 3 when nothing does.
@Command(name = "status", description = "Show what runs; exit code 3 when nothing does.")
final class StatusCommand implements Callable<Integer> {

    private static final int NOTHING_RUNS = 3;

    @ParentCommand
    private @Nullable LauncherMain launcher;

    @Spec
    private @Nullable CommandSpec spec;

    @Option(names = "--json", description = "Print it as JSON.")
    private boolean json;

    @Override
    public Integer call() throws JsonProcessingException {
        var data = Objects.requireNonNull(launcher).data();
        var terminal = new Terminal(Objects.requireNonNull(spec).commandLine().getOut());
        var supervised = LockFile.holder(LauncherMain.lock(data)).isPresent();
        var recorded = LauncherState.file(data).read().orElse(LauncherState.NOTHING);
        LauncherState state;
        try (var http = Readiness.newClient()) {
            state = new LiveState(data, new Readiness(http)).of(recorded, supervised);
        }
        var left = supervised
                ? List.<RunningProcess>of()
                : Leftovers.roots(Leftovers.all(data).find());
        if (json) {
            terminal.say(JsonFile.MAPPER.writeValueAsString(state));
        } else {
            print(terminal, state, left);
        }
        return state.processes().isEmpty() && left.isEmpty() ? NOTHING_RUNS : 0;
    }

    /// @param left what a launcher that is gone has left running
    private static void print(Terminal terminal, LauncherState state, List<RunningProcess> left) {
        if (state.processes().isEmpty() && left.isEmpty()) {
            terminal.say("nothing runs");
            return;
        }
        terminal.say(String.format("%-8s %-9s %8s  %s", "NAME", "STATE", "PID", "ADDRESSES"));
        for (var child : state.processes()) {
            var pid = child.pid() == null ? "-" : child.pid().toString();
            var addresses = child.addresses().entrySet().stream()
                    .map(address -> address.getKey() + " " + address.getValue())
                    .collect(Collectors.joining(", "));
            terminal.say(String.format("%-8s %-9s %8s  %s", child.name(), child.state(), pid, addresses));
        }
        if (!left.isEmpty()) {
            terminal.say("");
            terminal.say("The launcher has ended and watches nothing any more. It left running:");
            left.forEach(process -> terminal.say("  %s (pid %d)", process.title(), process.pid()));
            terminal.say("./nova down stops them; ./nova up does so too, and starts anew.");
        }
    }
}
