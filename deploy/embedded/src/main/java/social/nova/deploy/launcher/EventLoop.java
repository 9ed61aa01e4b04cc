package social.nova.deploy.launcher;

import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/// One thread that does what comes to it, in order, now or later. After `end` it does nothing more.
final class EventLoop {

    private final ScheduledExecutorService thread;
    private final Consumer<RuntimeException> onDefect;

    /// @param onDefect told, on the thread, of what a task threw
    EventLoop(String name, Consumer<RuntimeException> onDefect) {
        this.thread = Executors.newSingleThreadScheduledExecutor(
                Thread.ofPlatform().name(name).factory());
        this.onDefect = onDefect;
    }

    void perform(Runnable task) {
        later(Duration.ZERO, task);
    }

    void later(Duration delay, Runnable task) {
        try {
            var _ = thread.schedule(() -> guarded(task), delay.toMillis(), TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException _) {
            // it has ended: nothing is left to be done
        }
    }

    private void guarded(Runnable task) {
        try {
            task.run();
        } catch (RuntimeException e) {
            onDefect.accept(e);
        }
    }

    void end() {
        thread.shutdownNow();
    }
}
