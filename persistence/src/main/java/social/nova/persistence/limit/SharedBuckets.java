package social.nova.persistence.limit;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.github.bucket4j.BucketConfiguration;
import io.github.bucket4j.ConsumptionProbe;
import io.github.bucket4j.distributed.BucketProxy;
import io.github.bucket4j.distributed.ExpirationAfterWriteStrategy;
import io.github.bucket4j.distributed.proxy.ProxyManager;
import io.github.bucket4j.distributed.proxy.optimization.Optimizations;
import io.github.bucket4j.redis.jedis.Bucket4jJedis;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import redis.clients.jedis.ConnectionPoolConfig;
import redis.clients.jedis.JedisPooled;
import social.nova.persistence.common.RedisSettings;
import social.nova.protocols.common.ErrorCode;

/// Buckets of tokens in Redis, taken from by all nodes together: by Bucket4j, which compares and sets, so that no token
/// is given twice.
///
/// A call ends in time, well or not, and blocks no caller: Jedis waits on virtual threads. It has connections of its
/// own, so that counting and the rest of Redis' work do not wait for each other. What a node takes of one bucket at
/// the same time it takes together: a crowd at one bucket costs Redis no more than one client does.
public final class SharedBuckets implements AutoCloseable {
    private static final int CONNECTIONS = 16;
    private static final int CALLS = 1_024;
    private static final int BUSY_BUCKETS = 10_000;
    private static final Duration KEPT_BEYOND_REFILL = Duration.ofSeconds(10);

    private final JedisPooled jedis;
    private final ProxyManager<byte[]> buckets;
    private final Cache<String, BucketProxy> busy =
            Caffeine.newBuilder().maximumSize(BUSY_BUCKETS).build();
    private final Duration within;
    private final Semaphore calls = new Semaphore(CALLS);
    private final Executor executor = Executors.newThreadPerTaskExecutor(
            Thread.ofVirtual().name("limits-", 0).factory());

    /// @param within the longest a caller waits for Redis
    public SharedBuckets(RedisSettings settings, Duration within) {
        this.within = within;
        var pool = new ConnectionPoolConfig();
        pool.setMaxTotal(CONNECTIONS);
        pool.setMaxIdle(CONNECTIONS);
        pool.setMaxWait(within);
        this.jedis = new JedisPooled(pool, settings.url(), Math.toIntExact(within.toMillis()));
        this.buckets = Bucket4jJedis.casBasedBuilder(jedis)
                // A bucket nobody takes from is gone as soon as it would be full.
                .expirationAfterWrite(
                        ExpirationAfterWriteStrategy.basedOnTimeForRefillingBucketUpToMax(KEPT_BEYOND_REFILL))
                .build();
    }

    /// Takes one token of the bucket of this name, which comes to be full. Fails when Redis does not answer in time.
    ///
    /// @param bucket what it holds and how it fills again, alike for all who name it
    public CompletableFuture<ConsumptionProbe> take(String name, BucketConfiguration bucket) {
        return call(() -> busy.get(
                        name,
                        _ -> buckets.builder()
                                .withOptimization(Optimizations.batching())
                                .build(name.getBytes(StandardCharsets.UTF_8), () -> bucket))
                .tryConsumeAndReturnRemaining(1));
    }

    /// Completes when Redis answers.
    public CompletableFuture<String> ping() {
        return call(jedis::ping);
    }

    @Override
    public void close() {
        jedis.close();
    }

    private <T> CompletableFuture<T> call(Supplier<T> command) {
        if (!calls.tryAcquire()) {
            return CompletableFuture.failedFuture(ErrorCode.SERVICE_UNAVAILABLE.failure());
        }
        return CompletableFuture.supplyAsync(
                        () -> {
                            try {
                                return command.get();
                            } catch (RuntimeException failure) {
                                // What was open before a failure is most likely dead, and would fail its next user.
                                jedis.getPool().clear();
                                throw failure;
                            } finally {
                                calls.release();
                            }
                        },
                        executor)
                .orTimeout(within.toMillis(), TimeUnit.MILLISECONDS);
    }
}
