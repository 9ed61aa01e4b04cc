package social.nova.loadtest.peer;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;

/// The tools of the JDK this process runs on.
final class Jdk {
    private Jdk() {}

    /// Has another JVM collect its garbage, and waits until it has.
    static void collectGarbage(long pid) {
        try {
            new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "jcmd")
                                    .toString(),
                            Long.toString(pid),
                            "GC.run")
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start()
                    .waitFor();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
