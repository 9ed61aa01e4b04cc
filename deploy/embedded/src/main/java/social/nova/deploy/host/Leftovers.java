package social.nova.deploy.host;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/// Processes of a data directory that nobody watches any more, because who started them was killed.
public record Leftovers(DataDirectory data, Predicate<RunningProcess> which) {

    private static final long LOOK_AGAIN_NANOS = Duration.ofMillis(50).toNanos();

    /// All of the directory's processes: nodes, stack, databases.
    public static Leftovers all(DataDirectory data) {
        return new Leftovers(data, _ -> true);
    }

    /// Only the programs a stack starts, which run from the directory's `bin`; not the stack or the nodes.
    public static Leftovers databases(DataDirectory data) {
        return new Leftovers(data, process -> process.isDatabaseOf(data));
    }

    /// Only those that run this program, or one below this directory, both in the directory's `bin`.
    public static Leftovers of(DataDirectory data, Path program) {
        return new Leftovers(
                data,
                process -> process.executable()
                        .filter(file -> file.startsWith(program))
                        .isPresent());
    }

    public List<RunningProcess> find() {
        return RunningProcess.all().stream()
                .filter(process -> process.belongsTo(data))
                .filter(which)
                .toList();
    }

    /// Asks them to end, waits for `grace`, and kills what is left. Returns when all are gone. Only those whose parent
    /// is not among them are asked: a postmaster ends its backends in order, and would take one that was ended
    /// for a crash.
    ///
    /// @return what was found
    public List<RunningProcess> stop(Duration grace) {
        var found = find();
        roots(found).forEach(this::askToEnd);
        var deadline = System.nanoTime() + grace.toNanos();
        var left = found;
        while (!left.isEmpty() && System.nanoTime() < deadline) {
            LockSupport.parkNanos(LOOK_AGAIN_NANOS);
            left = find();
        }
        while (!left.isEmpty()) {
            left.forEach(process -> ProcessHandle.of(process.pid()).ifPresent(ProcessHandle::destroyForcibly));
            LockSupport.parkNanos(LOOK_AGAIN_NANOS);
            left = find();
        }
        return found;
    }

    /// Those among `found` that none of the others has started.
    public static List<RunningProcess> roots(List<RunningProcess> found) {
        var ids = found.stream().map(RunningProcess::pid).collect(Collectors.toSet());
        return found.stream().filter(process -> !ids.contains(process.parent())).toList();
    }

    /// SIGTERM in general. The databases understand SIGINT, which a postmaster takes for the wish to end without
    /// waiting for its clients.
    private void askToEnd(RunningProcess process) {
        if (!process.isDatabaseOf(data)) {
            ProcessHandle.of(process.pid()).ifPresent(ProcessHandle::destroy);
            return;
        }
        try {
            new ProcessBuilder("sh", "-c", "kill -INT " + process.pid())
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException("there is no sh", e);
        }
    }
}
