package social.nova.loadtest.peer;

import com.password4j.Argon2Function;
import com.password4j.Password;
import com.password4j.types.Argon2;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/// Argon2id at the cost of Nova's defaults, on every processor of the machine and with nothing around it.
public final class BareHashes {
    private static final int MEMORY_KIB = 19 * 1024;
    private static final int ITERATIONS = 2;
    private static final int PARALLELISM = 1;
    private static final int HASH_BYTES = 32;
    private static final int SALT_BYTES = 16;

    private BareHashes() {}

    /// How many passwords a second this machine checks.
    public static double aSecond(Duration time) {
        var argon2 = Argon2Function.getInstance(MEMORY_KIB, ITERATIONS, PARALLELISM, HASH_BYTES, Argon2.ID);
        var hash = Password.hash("Correct-Horse-1")
                .addRandomSalt(SALT_BYTES)
                .with(argon2)
                .getResult();
        var done = new AtomicInteger();
        var processors = Runtime.getRuntime().availableProcessors();
        var begun = System.nanoTime();
        try (var threads = Executors.newFixedThreadPool(processors)) {
            for (var n = 0; n < processors; n++) {
                threads.execute(() -> {
                    while (System.nanoTime() - begun < time.toNanos()) {
                        if (!Password.check("Correct-Horse-1", hash).with(argon2)) {
                            throw new IllegalStateException("the password was right");
                        }
                        done.incrementAndGet();
                    }
                });
            }
        }
        return done.get() * 1e9 / (System.nanoTime() - begun);
    }
}
