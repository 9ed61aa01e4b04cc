package social.nova.persistence.common;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.function.Function;
import java.util.function.Supplier;
import redis.clients.jedis.ConnectionPoolConfig;
import redis.clients.jedis.JedisPooled;
import redis.clients.jedis.UnifiedJedis;
import social.nova.protocols.common.ErrorCode;
import social.nova.protocols.trace.Trace;

/// Redis as requests use it: a bounded pool, calls on virtual threads. Never the only copy of anything.
public final class Redis implements AutoCloseable {
    private static final int TIMEOUT_MILLIS = 1_000;

    private final JedisPooled jedis;
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

    /// Has the pool counted.
    public void register(MeterRegistry registry) {
        register(registry, "active", () -> jedis.getPool().getNumActive());
        register(registry, "idle", () -> jedis.getPool().getNumIdle());
    }

    private static void register(MeterRegistry registry, String state, Supplier<Number> connections) {
        Gauge.builder("nova.redis.connections", connections)
                .description("Connections to Redis, by what they do")
                .tag("state", state)
                .register(registry);
    }

    @Override
    public void close() {
        jedis.close();
    }

    private <T> CompletionStage<T> call(Function<UnifiedJedis, T> command) {
        if (!connections.tryAcquire()) {
            return CompletableFuture.failedStage(ErrorCode.SERVICE_UNAVAILABLE.failure());
        }
        return Trace.keeping(CompletableFuture.supplyAsync(() -> command.apply(jedis), executor)
                .whenComplete((_, _) -> connections.release()));
    }
}
