package social.nova.deploy.launcher;

import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;
import social.nova.deploy.host.DataDirectory;
import social.nova.deploy.host.Leftovers;
import social.nova.deploy.host.LockFile;

/// `down`: asks the launcher to stop and waits until nothing of it is left; without a launcher, stops what one left.
@Command(name = "down", description = "Stop what runs on the data directory, and wait until it has.")
final class DownCommand implements Callable<Integer> {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration LEFTOVERS_GRACE = Duration.ofSeconds(10);
    private static final Duration LOOK_AGAIN = Duration.ofMillis(100);

    @ParentCommand
    private @Nullable LauncherMain launcher;

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public Integer call() throws InterruptedException {
        var data = Objects.requireNonNull(launcher).data();
        var terminal = new Terminal(Objects.requireNonNull(spec).commandLine().getOut());
        var asked = askLauncher(data);
        var left = Leftovers.all(data).stop(LEFTOVERS_GRACE);
        LauncherState.file(data).delete();
        terminal.say(asked || !left.isEmpty() ? "stopped" : "nothing runs on " + data.root());
        return 0;
    }

    /// Whether there was one; it has ended on return.
    private static boolean askLauncher(DataDirectory data) throws InterruptedException {
        var lock = LauncherMain.lock(data);
        var pid = LockFile.holder(lock);
        var process = pid.isPresent() ? ProcessHandle.of(pid.getAsLong()) : Optional.<ProcessHandle>empty();
        if (process.isEmpty()) {
            return false;
        }
        process.get().destroy();
        var deadline = System.nanoTime() + PATIENCE.toNanos();
        while (LockFile.holder(lock).isPresent()) {
            if (System.nanoTime() > deadline) {
                process.get().destroyForcibly();
            }
            Thread.sleep(LOOK_AGAIN);
        }
        return true;
    }
}
