package social.nova.persistence.common;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.function.Function;
import redis.clients.jedis.ConnectionPoolConfig;
import redis.clients.jedis.JedisPooled;
import redis.clients.jedis.UnifiedJedis;
import social.nova.protocols.common.ErrorCode;

/// Redis as requests use it: a bounded pool, calls on virtual threads. Never the only copy of anything.
public final class Redis implements AutoCloseable {
    private static final int TIMEOUT_MILLIS = 1_000;

    private final UnifiedJedis jedis;
    private final Semaphore connections;
    private final Executor executor;

    /// Calls beyond the pool fail at once as unavailable.
    public Redis(RedisSettings settings) {
        var pool = new ConnectionPoolConfig();
        pool.setMaxTotal(settings.pool());
        this.jedis = new JedisPooled(pool, settings.url(), TIMEOUT_MILLIS);
        this.connections = new Semaphore(settings.pool());
        this.executor = Executors.newThreadPerTaskExecutor(
                Thread.ofVirtual().name("redis-", 0).factory());
    }

    public CompletionStage<String> ping() {
        return call(UnifiedJedis::ping);
    }

    @Override
    public void close() {
        jedis.close();
    }

    private <T> CompletionStage<T> call(Function<UnifiedJedis, T> command) {
        if (!connections.tryAcquire()) {
            return CompletableFuture.failedStage(ErrorCode.SERVICE_UNAVAILABLE.failure());
        }
        return CompletableFuture.supplyAsync(() -> command.apply(jedis), executor)
                .whenComplete((_, _) -> connections.release());
    }
}
