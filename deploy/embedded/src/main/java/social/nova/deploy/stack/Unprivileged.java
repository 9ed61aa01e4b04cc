package social.nova.deploy.stack;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// How to run a program that refuses to run as root, PostgreSQL's: as it is for a normal user; for root in a user
/// namespace of its own, where it is nobody and the files stay root's; where the kernel allows no namespaces, as the
/// user nobody, who then owns the files.
///
/// @param prefix words before the command
/// @param chown whether the files must be given to nobody first
record Unprivileged(List<String> prefix, boolean chown) {

    private static final int ROOT = 0;
    private static final long PROBE_SECONDS = 5;
    private static final String NOBODY = "65534";

    static Unprivileged ofThisProcess() {
        if (userId() != ROOT) {
            return new Unprivileged(List.of(), false);
        }
        if (succeeds(List.of("unshare", "-U", "true"))) {
            return new Unprivileged(List.of("unshare", "-U"), false);
        }
        var asNobody = List.of("setpriv", "--reuid=" + NOBODY, "--regid=" + NOBODY, "--clear-groups");
        return new Unprivileged(asNobody, true);
    }

    List<String> command(List<String> command) {
        var all = new ArrayList<>(prefix);
        all.addAll(command);
        return all;
    }

    /// Lets the program use a directory: its own now if it runs as nobody, and reachable.
    void give(Path directory) {
        if (!chown) {
            return;
        }
        if (!succeeds(List.of("chown", "-R", NOBODY + ":" + NOBODY, directory.toString()))
                || !succeeds(command(List.of("test", "-w", directory.toString())))) {
            throw new IllegalStateException("PostgreSQL does not run as root, and the user nobody cannot reach "
                    + directory
                    + ": use a data directory (NOVA_DATA) whose parents everybody may enter,"
                    + " or run Nova as a normal user");
        }
    }

    private static int userId() {
        try {
            return (Integer) Files.getAttribute(Path.of("/proc/self"), "unix:uid");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean succeeds(List<String> command) {
        try {
            var process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            return process.waitFor(PROBE_SECONDS, TimeUnit.SECONDS) && process.exitValue() == 0;
        } catch (IOException _) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }
}
