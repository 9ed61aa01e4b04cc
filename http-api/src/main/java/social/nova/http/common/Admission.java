package social.nova.http.common;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import social.nova.persistence.common.DatabaseWatch;
import social.nova.protocols.common.ErrorCode;

/// Bounds the commands that this node has under way to one entity, so that an entity's queue stays short whatever
/// happens: who would wait too long, for a database that is away, or for a node that is none any more, is told at once.
public final class Admission {
    private final int perEntity;
    private final DatabaseWatch database;
    private final BooleanSupplier givenUp;
    private final LongAdder refused = new LongAdder();
    private final ConcurrentHashMap<String, Integer> underWay = new ConcurrentHashMap<>();

    /// @param perEntity commands under way to one entity; one more is refused with 503
    /// @param database what entities cannot do without
    /// @param givenUp whether the cluster may have given this node up: then it has no say any more
    public Admission(int perEntity, DatabaseWatch database, BooleanSupplier givenUp) {
        this.perEntity = perEntity;
        this.database = database;
        this.givenUp = givenUp;
    }

    /// Runs the call, or fails at once as unavailable. A call that is given up because the database is away counts
    /// until the entity has answered it, or its time is over.
    public <T> CompletionStage<T> admit(String entity, Supplier<CompletionStage<T>> call) {
        return givenUp.getAsBoolean()
                ? CompletableFuture.failedStage(ErrorCode.SERVICE_UNAVAILABLE.failure())
                : database.unlessAway(() -> counted(entity, call));
    }

    private <T> CompletionStage<T> counted(String entity, Supplier<CompletionStage<T>> call) {
        if (underWay.merge(entity, 1, Integer::sum) > perEntity) {
            leave(entity);
            refused.increment();
            return CompletableFuture.failedStage(ErrorCode.SERVICE_UNAVAILABLE.failure());
        }
        try {
            return call.get().whenComplete((_, _) -> leave(entity));
        } catch (RuntimeException defect) {
            leave(entity);
            throw defect;
        }
    }

    /// Calls that were refused because too many were under way to their entity.
    public long refused() {
        return refused.sum();
    }

    private void leave(String entity) {
        underWay.computeIfPresent(entity, (_, count) -> count == 1 ? null : count - 1);
    }
}
