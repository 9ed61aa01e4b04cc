package social.nova.persistence.common;

import java.sql.SQLException;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import social.nova.protocols.common.ErrorCode;

/// Knows whether PostgreSQL is there, so that not everybody has to wait to find out.
///
/// Once a look finds it away, what is under way ends with [ErrorCode#DATABASE_ERROR], its outcome unknown, and what
/// comes then does not begin, until a look finds it back. Looks go on whatever the last one found, over a connection of
/// their own: no crowd of waiting requests keeps PostgreSQL from being found again. Thread-safe.
public final class DatabaseWatch {
    private static final Logger LOG = LoggerFactory.getLogger(DatabaseWatch.class);

    private final Look look;
    private final Executor executor;
    private final AtomicReference<@Nullable CompletableFuture<Void>> looking = new AtomicReference<>();
    private final Map<Object, CompletableFuture<?>> underWay = new ConcurrentHashMap<>();
    private volatile boolean away;

    /// Finds out whether PostgreSQL takes reads and writes; must end within a few seconds.
    @FunctionalInterface
    public interface Look {
        void take() throws SQLException;
    }

    /// @param executor where looks block
    public DatabaseWatch(Look look, Executor executor) {
        this.look = look;
        this.executor = executor;
    }

    /// Looks again, or joins the look that is being taken; fails if PostgreSQL is away.
    public CompletionStage<Void> look() {
        var mine = new CompletableFuture<Void>();
        var others = looking.compareAndExchange(null, mine);
        if (others != null) {
            return others;
        }
        executor.execute(() -> {
            try {
                look.take();
                found(null);
                looking.set(null);
                mine.complete(null);
            } catch (SQLException | RuntimeException failure) {
                found(failure);
                looking.set(null);
                mine.completeExceptionally(failure);
            }
        });
        return mine;
    }

    public boolean isAway() {
        return away;
    }

    /// Makes the call unless PostgreSQL is away; ends with its result, or as soon as PostgreSQL turns out to be away.
    public <T extends @Nullable Object> CompletionStage<T> unlessAway(Supplier<CompletionStage<T>> call) {
        if (away) {
            return CompletableFuture.failedStage(ErrorCode.DATABASE_ERROR.failure());
        }
        var result = new CompletableFuture<T>();
        var ticket = new Object();
        underWay.put(ticket, result);
        if (away) { // since the question above
            giveUp(ticket, result);
            return result;
        }
        try {
            call.get().whenComplete((value, failure) -> {
                underWay.remove(ticket);
                if (failure == null) {
                    result.complete(value);
                } else {
                    result.completeExceptionally(failure);
                }
            });
        } catch (RuntimeException defect) {
            underWay.remove(ticket);
            throw defect;
        }
        return result;
    }

    private void giveUp(Object ticket, CompletableFuture<?> call) {
        underWay.remove(ticket);
        call.completeExceptionally(ErrorCode.DATABASE_ERROR.failure());
    }

    private void found(@Nullable Exception failure) {
        var before = away;
        away = failure != null;
        if (failure != null) {
            if (!before) {
                LOG.warn("PostgreSQL is away: {}", failure.getMessage());
            }
            underWay.forEach(this::giveUp);
        } else if (before) {
            LOG.info("PostgreSQL is back");
        }
    }
}
