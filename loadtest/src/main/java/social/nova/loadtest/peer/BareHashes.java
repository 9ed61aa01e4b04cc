package social.nova.loadtest.peer;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.bouncycastle.crypto.generators.Argon2BytesGenerator;
import org.bouncycastle.crypto.generators.Argon2BytesGenerator.FixedBlockPool;
import org.bouncycastle.crypto.params.Argon2Parameters;

/// Argon2id of one lane on every processor of the machine and with nothing around it, in memory that is used again.
///
/// @param memoryMib memory of one hash
/// @param iterations passes over it
public record BareHashes(int memoryMib, int iterations) {
    private static final int PARALLELISM = 1;
    private static final int HASH_BYTES = 32;
    private static final byte[] SALT = "sixteen bytes...".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] PASSWORD = "Correct-Horse-1".getBytes(StandardCharsets.US_ASCII);

    /// How many passwords a second this machine checks.
    public double aSecond(Duration time) {
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

    private FixedBlockPool memory() {
        return new FixedBlockPool(Argon2BytesGenerator.getBlockCount(memoryMib * 1024, PARALLELISM));
    }

    private byte[] hash(FixedBlockPool memory) {
        var generator = new Argon2BytesGenerator();
        generator.init(new Argon2Parameters.Builder(Argon2Parameters.ARGON2_id)
                .withVersion(Argon2Parameters.ARGON2_VERSION_13)
                .withMemoryAsKB(memoryMib * 1024)
                .withIterations(iterations)
                .withParallelism(PARALLELISM)
                .withSalt(SALT)
                .withBlockPool(memory)
                .build());
        var hash = new byte[HASH_BYTES];
        generator.generateBytes(PASSWORD, hash);
        return hash;
    }
}
