package social.nova.loadtest.measure;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;

/// A client that takes a processor when the servers leave it to it, since it stands for clients on machines of their
/// own. What it measures of itself is longer for that; what [FirstInLine] measures beside it is not.
public final class LastInLine {
    private static final Path THREADS = Path.of("/proc/self/task");
    private static final int PRIO_PROCESS = 0;
    private static final int NICENESS = 10;

    private LastInLine() {}

    /// Puts all threads of this process there, and those they begin later; processes begun before stay what they are.
    // Restricted, as all calls into the system: the launcher allows them by --enable-native-access.
    @SuppressWarnings("restricted")
    public static void thisProcess() {
        var linker = Linker.nativeLinker();
        var setPriority = linker.downcallHandle(
                linker.defaultLookup().findOrThrow("setpriority"),
                FunctionDescriptor.of(
                        ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_INT));
        try (var threads = Files.list(THREADS)) {
            for (var thread : threads.toList()) {
                // One that has ended meanwhile needs no place.
                var _ = (int) setPriority.invokeExact(
                        PRIO_PROCESS, Integer.parseInt(thread.getFileName().toString()), NICENESS);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (Throwable unavailable) {
            throw new IllegalStateException("setpriority cannot be called", unavailable);
        }
    }
}
