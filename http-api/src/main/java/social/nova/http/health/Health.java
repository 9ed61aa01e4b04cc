package social.nova.http.health;

import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;

/// What this node knows of its own state, refreshed by [#probe] and not by those who ask: a crowd of probes costs
/// nothing.
public final class Health {
    private final Supplier<CompletionStage<?>> database;
    private final Supplier<CompletionStage<?>> redis;
    private final AtomicBoolean serving = new AtomicBoolean();
    private final AtomicReference<Backends> backends = new AtomicReference<>(new Backends(false, false));

    /// Whether what stands behind the node answered when it was last asked.
    public record Backends(boolean database, boolean redis) {}

    /// @param database completes when PostgreSQL answers
    /// @param redis completes when Redis answers
    public Health(Supplier<CompletionStage<?>> database, Supplier<CompletionStage<?>> redis) {
        this.database = database;
        this.redis = redis;
    }

    /// Asks the backends again. To be called every second or so.
    public void probe() {
        database.get()
                .whenComplete((_, failure) -> backends.updateAndGet(now -> new Backends(failure == null, now.redis())));
        redis.get()
                .whenComplete(
                        (_, failure) -> backends.updateAndGet(now -> new Backends(now.database(), failure == null)));
    }

    /// Says whether the node is up, has its entities in reach and is warm; false again once it drains.
    public void serving(boolean now) {
        serving.set(now);
    }

    public Backends backends() {
        return backends.get();
    }

    /// Whether a load balancer should send requests here. Redis is not asked for: without it Nova is only slower.
    public boolean ready() {
        return serving.get() && backends.get().database();
    }
}
