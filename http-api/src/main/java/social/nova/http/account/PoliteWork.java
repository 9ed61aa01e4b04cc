package social.nova.http.account;

import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import social.nova.protocols.common.ErrorCode;
import social.nova.protocols.trace.Trace;

/// Heavy work on threads of its own that make nobody wait, [PoliteThreads].
///
/// When all threads are busy and the queue is full, work fails with `SERVICE_UNAVAILABLE` at once. Thread-safe.
final class PoliteWork implements AutoCloseable {
    private static final Duration LAST_WORK = Duration.ofSeconds(5);

    private final ThreadPoolExecutor threads;

    /// @param name what the names of its threads begin with
    /// @param queue how much work may wait for a thread
    PoliteWork(String name, int threads, int queue) {
        this.threads = new ThreadPoolExecutor(
                threads, threads, 0, TimeUnit.SECONDS, new ArrayBlockingQueue<>(queue), new PoliteThreads(name));
    }

    <T> CompletionStage<T> submit(Supplier<T> work) {
        try {
            return Trace.keeping(CompletableFuture.supplyAsync(work, threads));
        } catch (RejectedExecutionException full) {
            return CompletableFuture.failedStage(ErrorCode.SERVICE_UNAVAILABLE.failure());
        }
    }

    /// Work that waits for a thread.
    int waiting() {
        return threads.getQueue().size();
    }

    /// Work being done.
    int active() {
        return threads.getActiveCount();
    }

    /// Takes no more work; waits a little for what was begun.
    @Override
    public void close() {
        threads.shutdown();
        try {
            if (!threads.awaitTermination(LAST_WORK.toMillis(), TimeUnit.MILLISECONDS)) {
                threads.shutdownNow();
            }
        } catch (InterruptedException interrupted) {
            threads.shutdownNow();
            Thread.currentThread().interrupt();
        }
    }
}
