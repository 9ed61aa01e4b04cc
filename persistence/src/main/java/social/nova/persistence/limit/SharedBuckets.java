package social.nova.persistence.limit;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.RemovalCause;
import io.github.bucket4j.BucketConfiguration;
import io.github.bucket4j.ConsumptionProbe;
import io.github.bucket4j.distributed.AsyncBucketProxy;
import io.github.bucket4j.distributed.ExpirationAfterWriteStrategy;
import io.github.bucket4j.distributed.proxy.AsyncProxyManager;
import io.github.bucket4j.distributed.proxy.ClientSideConfig;
import io.github.bucket4j.distributed.proxy.optimization.DelayParameters;
import io.github.bucket4j.distributed.proxy.optimization.Optimization;
import io.github.bucket4j.distributed.proxy.optimization.Optimizations;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.ConnectionPoolConfig;
import redis.clients.jedis.JedisPooled;
import redis.clients.jedis.UnifiedJedis;
import social.nova.persistence.common.RedisSettings;
import social.nova.protocols.common.ErrorCode;

/// Buckets of tokens in Redis, taken from by all nodes together: by Bucket4j, which compares and sets, so that no token
/// is given twice.
///
/// A call ends in time, well or not, and blocks no caller: Jedis waits on virtual threads. It has connections of its
/// own, so that counting and the rest of Redis' work do not wait for each other. What a node takes of one bucket at
/// the same time it takes together: a crowd at one bucket costs Redis no more than one client does.
///
/// Where it may, a node gives some tokens on its own and tells Redis afterwards: most requests ask nobody then.
public final class SharedBuckets implements AutoCloseable {
    private static final int CONNECTIONS = 16;
    private static final int CALLS = 1_024;
    private static final int BUSY_BUCKETS = 10_000;
    private static final Duration KEPT_BEYOND_REFILL = Duration.ofSeconds(10);
    private static final Duration IDLE = Duration.ofMinutes(1);
    private static final Duration UNTOLD_AT_MOST = Duration.ofSeconds(5);

    private final JedisPooled jedis;
    private final AsyncProxyManager<byte[]> buckets;
    private final Cache<Key, AsyncBucketProxy> busy = Caffeine.newBuilder()
            .maximumSize(BUSY_BUCKETS)
            .expireAfterAccess(IDLE)
            .executor(Runnable::run)
            .removalListener(SharedBuckets::removed)
            .build();
    private final Duration within;
    private final Semaphore calls = new Semaphore(CALLS);
    private final Executor executor = Executors.newThreadPerTaskExecutor(
            Thread.ofVirtual().name("limits-", 0).factory());

    private record Key(String name, long ahead) {}

    /// @param within the longest a caller waits for Redis
    public SharedBuckets(RedisSettings settings, Duration within) {
        this.within = within;
        var pool = new ConnectionPoolConfig();
        pool.setMaxTotal(CONNECTIONS);
        pool.setMaxIdle(CONNECTIONS);
        pool.setMaxWait(within);
        this.jedis = new JedisPooled(pool, settings.url(), Math.toIntExact(within.toMillis()));
        var config = ClientSideConfig.getDefault()
                // A bucket nobody takes from is gone as soon as it would be full.
                .withExpirationAfterWriteStrategy(
                        ExpirationAfterWriteStrategy.basedOnTimeForRefillingBucketUpToMax(KEPT_BEYOND_REFILL));
        this.buckets = new BucketStates(config, this::call).asAsync();
    }

    /// Takes one token of the bucket of this name, which comes to be full. Fails when Redis does not answer in time.
    /// What could be given at once is complete on return.
    ///
    /// @param bucket what it holds and how it fills again, alike for all who name it
    /// @param ahead tokens that this node may give without Redis knowing, and so in excess
    public CompletableFuture<ConsumptionProbe> take(String name, BucketConfiguration bucket, long ahead) {
        var taken = busy.get(
                        new Key(name, ahead),
                        _ -> buckets.builder()
                                .withOptimization(optimization(ahead))
                                .build(
                                        name.getBytes(StandardCharsets.UTF_8),
                                        () -> CompletableFuture.completedFuture(bucket)))
                .tryConsumeAndReturnRemaining(1);
        // A copy: the original may be shared with others.
        return taken.isDone() ? taken : taken.copy().orTimeout(within.toMillis(), TimeUnit.MILLISECONDS);
    }

    /// Completes when Redis answers.
    public CompletableFuture<String> ping() {
        return call(UnifiedJedis::ping).orTimeout(within.toMillis(), TimeUnit.MILLISECONDS);
    }

    @Override
    public void close() {
        jedis.close();
    }

    private static Optimization optimization(long ahead) {
        return ahead > 0
                ? Optimizations.delaying(new DelayParameters(ahead, UNTOLD_AT_MOST))
                : Optimizations.batching();
    }

    // What Redis was not told yet is told now, or whoever is one of many would be counted by nobody.
    private static void removed(@Nullable Key key, @Nullable AsyncBucketProxy bucket, RemovalCause cause) {
        if (key != null && key.ahead > 0 && bucket != null) {
            var _ = bucket.getOptimizationController().syncByCondition(1, Duration.ZERO);
        }
    }

    private <T> CompletableFuture<T> call(Function<UnifiedJedis, T> command) {
        if (!calls.tryAcquire()) {
            return CompletableFuture.failedFuture(ErrorCode.SERVICE_UNAVAILABLE.failure());
        }
        return CompletableFuture.supplyAsync(
                () -> {
                    try {
                        return command.apply(jedis);
                    } catch (RuntimeException failure) {
                        // What was open before a failure is most likely dead, and would fail its next user.
                        jedis.getPool().clear();
                        throw failure;
                    } finally {
                        calls.release();
                    }
                },
                executor);
    }
}
