package social.nova.http.account;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import social.nova.protocols.common.ErrorCode;

class PoliteWorkTest {
    private static final int NICENESS_IN_STAT = 16;

    private final PoliteWork work = new PoliteWork("polite-work-", 1, 1);

    @AfterEach
    void close() {
        work.close();
    }

    @Test
    void refusesWhatFindsTheQueueFull() throws Exception {
        var free = fill(work);

        var refused = catchThrowable(() -> get(work.submit(() -> "never")));

        assertThat(work.active()).isEqualTo(1);
        assertThat(work.waiting()).isEqualTo(1);
        assertThat(ErrorCode.of(refused.getCause())).contains(ErrorCode.SERVICE_UNAVAILABLE);
        free.countDown();
    }

    @Test
    void doesWhatWaits() throws Exception {
        var free = new CountDownLatch(1);
        work.submit(() -> await(free));
        var waits = work.submit(() -> "done");

        free.countDown();

        assertThat(get(waits)).isEqualTo("done");
    }

    @Test
    void worksWhereNobodyHasToWaitForIt() throws Exception {
        get(work.submit(() -> "done"));

        // Threads of other tests may end meanwhile.
        try (var tasks = Files.list(Path.of("/proc/self/task"))) {
            assertThat(tasks.filter(PoliteWorkTest::isOurs))
                    .isNotEmpty()
                    .allSatisfy(task -> assertThat(niceness(task)).isEqualTo(PoliteThreads.NICENESS));
        }
    }

    /// Holds the only thread and fills the queue, until it is counted down.
    static CountDownLatch fill(PoliteWork work) {
        var begun = new CountDownLatch(1);
        var free = new CountDownLatch(1);
        work.submit(() -> {
            begun.countDown();
            return await(free);
        });
        assertThat(await(begun)).isTrue();
        work.submit(() -> await(free));
        return free;
    }

    private static boolean await(CountDownLatch free) {
        try {
            return free.await(30, TimeUnit.SECONDS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private static <T> T get(CompletionStage<T> stage) throws Exception {
        return stage.toCompletableFuture().get(30, TimeUnit.SECONDS);
    }

    // The kernel keeps fifteen characters of a name.
    private static boolean isOurs(Path task) {
        try {
            return Files.readString(task.resolve("comm")).strip().startsWith("polite-work-");
        } catch (IOException ended) {
            return false;
        }
    }

    private static int niceness(Path task) throws IOException {
        var stat = Files.readString(task.resolve("stat"));
        return Integer.parseInt(stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1)[NICENESS_IN_STAT]);
    }
}
