package social.nova.http.account;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import social.nova.protocols.common.ErrorCode;
import social.nova.protocols.trace.Trace;

/// Answers at times that do not tell what was done: a whole number of steps after the request came, at least one.
///
/// A step is longer than the work takes on a node that is not overloaded. Where it takes longer all the same, the
/// answer waits for the end of the next step, and tells of the load only.
public final class AnswerTimes {
    private static final Set<ErrorCode> TELLTALES = Set.of(ErrorCode.INVALID_CREDENTIALS, ErrorCode.ACCOUNT_LOCKED);

    private final long step;
    private final Executor executor;

    /// @param executor where held answers go on
    public AnswerTimes(Duration step, Executor executor) {
        this.step = step.toNanos();
        this.executor = executor;
    }

    /// Holds back whatever comes of it.
    public <T extends @Nullable Object> CompletionStage<T> holding(Supplier<CompletionStage<T>> work) {
        return held(work, _ -> true);
    }

    /// Holds back failures that would tell whether there is an account; what succeeds goes at once.
    public <T extends @Nullable Object> CompletionStage<T> holdingFailures(Supplier<CompletionStage<T>> work) {
        return held(
                work,
                failure -> failure != null
                        && ErrorCode.of(failure).filter(TELLTALES::contains).isPresent());
    }

    private <T extends @Nullable Object> CompletionStage<T> held(
            Supplier<CompletionStage<T>> work, Predicate<@Nullable Throwable> isHeld) {
        var begun = System.nanoTime();
        var answer = new CompletableFuture<T>();
        work.get().whenComplete((value, failure) -> {
            Runnable complete = () -> {
                if (failure == null) {
                    answer.complete(value);
                } else {
                    answer.completeExceptionally(failure);
                }
            };
            if (isHeld.test(failure)) {
                CompletableFuture.delayedExecutor(untilNextStep(begun), TimeUnit.NANOSECONDS, executor)
                        .execute(complete);
            } else {
                complete.run();
            }
        });
        return Trace.keeping(answer);
    }

    private long untilNextStep(long begun) {
        var taken = System.nanoTime() - begun;
        return (taken / step + 1) * step - taken;
    }
}
