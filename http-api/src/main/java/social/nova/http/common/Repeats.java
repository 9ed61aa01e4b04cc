package social.nova.http.common;

import akka.actor.typed.Scheduler;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.BooleanSupplier;
import scala.concurrent.ExecutionContext;

/// Tells a command again whose answer is late while shards may be moving: what arrives at a shard in the moment of its
/// hand-over is dropped by Akka without a word.
///
/// Only then, and at most twice: where answers are late because there is too much to do, repeating would be more of it.
///
/// @param shardsMove whether shards may be moving now, or were a moment ago
public record Repeats(BooleanSupplier shardsMove, Scheduler scheduler, ExecutionContext executor) {
    /// In fifths of the time that an answer is waited for: the rest is enough for an entity to start elsewhere.
    private static final List<Integer> AFTER_FIFTHS = List.of(1, 3);

    /// @param timeout how long the answer is waited for
    /// @param again tells the same command once more, to be answered to the same
    void until(CompletionStage<?> answer, Duration timeout, Runnable again) {
        var pending = answer.toCompletableFuture();
        for (var fifths : AFTER_FIFTHS) {
            var timer = scheduler.scheduleOnce(
                    timeout.multipliedBy(fifths).dividedBy(5),
                    () -> {
                        if (!pending.isDone() && shardsMove.getAsBoolean()) {
                            again.run();
                        }
                    },
                    executor);
            answer.whenComplete((_, _) -> timer.cancel());
        }
    }
}
