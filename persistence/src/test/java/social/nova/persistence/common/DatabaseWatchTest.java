package social.nova.persistence.common;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import social.nova.protocols.common.ErrorCode;

class DatabaseWatchTest {
    private final AtomicBoolean there = new AtomicBoolean(true);
    private final AtomicInteger looks = new AtomicInteger();
    private final Queue<Runnable> pending = new ArrayDeque<>();
    private final DatabaseWatch watch = new DatabaseWatch(this::look, Runnable::run);

    @Test
    void takesPostgreSqlForThereUntilALookSaysOtherwise() {
        assertThat(watch.isAway()).isFalse();
        assertThat(watch.unlessAway(() -> CompletableFuture.completedStage("answer")))
                .isCompletedWithValue("answer");
    }

    @Test
    void beginsNothingWhileItIsAway() {
        there.set(false);
        watch.look();
        var begun = new AtomicBoolean();

        var call = watch.unlessAway(() -> {
            begun.set(true);
            return CompletableFuture.completedStage("answer");
        });

        assertIsDatabaseError(call);
        assertThat(begun).isFalse();
    }

    @Test
    void endsWhatIsUnderWayWhenItTurnsOutToBeAway() {
        var answer = new CompletableFuture<String>();
        var call = watch.unlessAway(() -> answer);

        there.set(false);
        watch.look();

        assertIsDatabaseError(call);
        answer.complete("too late");
        assertIsDatabaseError(call);
    }

    @Test
    void letsCallsThroughAgainWhenItIsBack() {
        there.set(false);
        assertThat(watch.look()).isCompletedExceptionally();
        there.set(true);

        assertThat(watch.look()).isCompleted();
        assertThat(watch.unlessAway(() -> CompletableFuture.completedStage("answer")))
                .isCompletedWithValue("answer");
    }

    @Test
    void aCallThatFailsByItselfFailsAsItIs() {
        var failure = ErrorCode.NOT_FOUND.failure();

        assertThat(watch.unlessAway(() -> CompletableFuture.failedStage(failure)))
                .failsWithin(Duration.ZERO)
                .withThrowableThat()
                .havingCause()
                .isEqualTo(failure);
        assertThatThrownBy(() -> watch.unlessAway(() -> {
                    throw new IllegalStateException("defect");
                }))
                .isInstanceOf(IllegalStateException.class);
    }

    @Test
    void takesOneLookAtATime() {
        var slow = new DatabaseWatch(this::look, pending::add);

        var first = slow.look();
        var second = slow.look();
        pending.remove().run();

        assertThat(first).isCompleted();
        assertThat(second).isCompleted();
        assertThat(looks).hasValue(1);
        slow.look();
        assertThat(pending).hasSize(1);
    }

    private void look() throws SQLException {
        looks.incrementAndGet();
        if (!there.get()) {
            throw new SQLException("away");
        }
    }

    private static void assertIsDatabaseError(CompletionStage<String> call) {
        assertThat(call)
                .failsWithin(Duration.ZERO)
                .withThrowableThat()
                .havingCause()
                .isEqualTo(ErrorCode.DATABASE_ERROR.failure());
    }
}
