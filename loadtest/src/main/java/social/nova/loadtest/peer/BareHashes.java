package social.nova.loadtest.peer;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.bouncycastle.crypto.generators.Argon2BytesGenerator;
import org.bouncycastle.crypto.generators.Argon2BytesGenerator.FixedBlockPool;
import org.bouncycastle.crypto.params.Argon2Parameters;

/// Argon2id at the cost of Nova's defaults, on every processor of the machine and with nothing around it, in memory
/// that is used again.
public final class BareHashes {
    private static final int MEMORY_KIB = 19 * 1024;
    private static final int ITERATIONS = 2;
    private static final int PARALLELISM = 1;
    private static final int HASH_BYTES = 32;
    private static final byte[] SALT = "sixteen bytes...".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] PASSWORD = "Correct-Horse-1".getBytes(StandardCharsets.US_ASCII);

    private BareHashes() {}

    /// How many passwords a second this machine checks.
    public static double aSecond(Duration time) {
        var expected = hash(memory());
        var done = new AtomicInteger();
        var processors = Runtime.getRuntime().availableProcessors();
        var begun = System.nanoTime();
        try (var threads = Executors.newFixedThreadPool(processors)) {
            for (var n = 0; n < processors; n++) {
                threads.execute(() -> {
                    var memory = memory();
                    while (System.nanoTime() - begun < time.toNanos()) {
                        if (!Arrays.equals(expected, hash(memory))) {
                            throw new IllegalStateException("the password was right");
                        }
                        done.incrementAndGet();
                    }
                });
            }
        }
        return done.get() * 1e9 / (System.nanoTime() - begun);
    }

    private static FixedBlockPool memory() {
        return new FixedBlockPool(Argon2BytesGenerator.getBlockCount(MEMORY_KIB, PARALLELISM));
    }

    private static byte[] hash(FixedBlockPool memory) {
        var generator = new Argon2BytesGenerator();
        generator.init(new Argon2Parameters.Builder(Argon2Parameters.ARGON2_id)
                .withVersion(Argon2Parameters.ARGON2_VERSION_13)
                .withMemoryAsKB(MEMORY_KIB)
                .withIterations(ITERATIONS)
                .withParallelism(PARALLELISM)
                .withSalt(SALT)
                .withBlockPool(memory)
                .build());
        var hash = new byte[HASH_BYTES];
        generator.generateBytes(PASSWORD, hash);
        return hash;
    }
}
