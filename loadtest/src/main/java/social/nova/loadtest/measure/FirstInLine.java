package social.nova.loadtest.measure;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.ValueLayout;

/// A thread that gets a processor before all others as soon as it wants one (`SCHED_FIFO`), so that what it measures is
/// the server, not its own wait beside whatever else loads the machine. For a thread that mostly sleeps.
public final class FirstInLine {
    private static final int THIS_THREAD = 0;
    private static final int SCHED_FIFO = 1;
    private static final int LOWEST_OF_THESE = 1;

    private FirstInLine() {}

    /// Puts the calling platform thread there.
    ///
    /// @return whether the system allows it: root may
    // Restricted, as all calls into the system: the launcher allows them by --enable-native-access.
    @SuppressWarnings("restricted")
    public static boolean thisThread() {
        var linker = Linker.nativeLinker();
        var setScheduler = linker.downcallHandle(
                linker.defaultLookup().findOrThrow("sched_setscheduler"),
                FunctionDescriptor.of(
                        ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.ADDRESS));
        try (var arena = Arena.ofConfined()) {
            var priority = arena.allocateFrom(ValueLayout.JAVA_INT, LOWEST_OF_THESE);
            return (int) setScheduler.invokeExact(THIS_THREAD, SCHED_FIFO, priority) == 0;
        } catch (Throwable unavailable) {
            throw new IllegalStateException("sched_setscheduler cannot be called", unavailable);
        }
    }
}
