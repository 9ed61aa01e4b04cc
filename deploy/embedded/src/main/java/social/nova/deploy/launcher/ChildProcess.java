package social.nova.deploy.launcher;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import social.nova.deploy.host.DataDirectory;

/// A started child. It is the leader of a session of its own, so that a Ctrl-C in the terminal reaches the launcher
/// only, and its output goes to a log.
///
/// @param logFrom how long the log was when this process began to write to it
record ChildProcess(String name, Process process, LogFile log, long logFrom) {

    static ChildProcess start(String name, List<String> command, Map<String, String> environment, DataDirectory data) {
        var log = new LogFile(data.log(name));
        var logFrom = log.size();
        var inOwnSession = new ArrayList<String>();
        inOwnSession.add("setsid");
        inOwnSession.addAll(command);
        var builder = new ProcessBuilder(inOwnSession)
                .redirectErrorStream(true)
                .redirectInput(Path.of("/dev/null").toFile())
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.path().toFile()));
        builder.environment().clear();
        builder.environment().putAll(environment);
        builder.environment().put(DataDirectory.MARK_VARIABLE, data.root().toString());
        try {
            return new ChildProcess(name, builder.start(), log, logFrom);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot start " + name, e);
        }
    }

    long pid() {
        return process.pid();
    }

    CompletableFuture<Integer> ended() {
        return process.onExit().thenApply(Process::exitValue);
    }

    /// The end of what it has written.
    List<String> lastWords(int lines) {
        return log.tail(lines, logFrom);
    }

    void askToEnd() {
        process.destroy();
    }

    void kill() {
        process.destroyForcibly();
    }

    /// Kills what it had started and left behind when it ended.
    void killOrphans() {
        try {
            new ProcessBuilder("sh", "-c", "kill -KILL -- -" + pid())
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException("there is no sh", e);
        }
    }
}
