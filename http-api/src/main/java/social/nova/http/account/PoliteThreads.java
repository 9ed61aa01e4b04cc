package social.nova.http.account;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.concurrent.ThreadFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Threads that take a processor when others leave it to them: heavy work on them may use the whole machine and yet
/// makes nobody wait. Java's own priorities do nothing on Linux; this asks the system itself, as `nice` does.
final class PoliteThreads implements ThreadFactory {
    static final int NICENESS = 10;

    private static final Logger LOG = LoggerFactory.getLogger(PoliteThreads.class);
    private static final int PRIO_PROCESS = 0;
    private static final int THIS_THREAD = 0;

    private final ThreadFactory threads;

    /// @param name what their names begin with
    PoliteThreads(String name) {
        this.threads = Thread.ofPlatform().name(name, 0).daemon().factory();
    }

    @Override
    public Thread newThread(Runnable work) {
        return threads.newThread(() -> {
            lowerPriority();
            work.run();
        });
    }

    private static void lowerPriority() {
        try {
            var result = (int) setPriority().invokeExact(PRIO_PROCESS, THIS_THREAD, NICENESS);
            if (result != 0) {
                LOG.warn("The priority of a thread could not be lowered: logins may slow other requests");
            }
        } catch (Throwable unavailable) {
            LOG.warn("The priority of a thread could not be lowered: logins may slow other requests", unavailable);
        }
    }

    // Restricted, as all calls into the system: the launcher allows them by --enable-native-access.
    @SuppressWarnings("restricted")
    private static MethodHandle setPriority() {
        var linker = Linker.nativeLinker();
        return linker.downcallHandle(
                linker.defaultLookup().findOrThrow("setpriority"),
                FunctionDescriptor.of(
                        ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_INT));
    }
}
