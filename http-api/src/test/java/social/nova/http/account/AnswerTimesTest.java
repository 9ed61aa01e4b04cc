package social.nova.http.account;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import social.nova.protocols.common.ErrorCode;

class AnswerTimesTest {
    private static final Duration STEP = Duration.ofMillis(200);

    private final AnswerTimes times = new AnswerTimes(STEP, Runnable::run);

    @Test
    void holdsFailuresThatWouldTell() {
        assertThat(timeOf(() -> times.holdingFailures(failed(ErrorCode.INVALID_CREDENTIALS))))
                .isGreaterThanOrEqualTo(STEP);
        assertThat(timeOf(() -> times.holdingFailures(failed(ErrorCode.ACCOUNT_LOCKED))))
                .isGreaterThanOrEqualTo(STEP);
    }

    @Test
    void holdsNothingElse() {
        assertThat(timeOf(() -> times.holdingFailures(() -> CompletableFuture.completedStage("in"))))
                .isLessThan(STEP);
        assertThat(timeOf(() -> times.holdingFailures(failed(ErrorCode.DATABASE_ERROR))))
                .isLessThan(STEP);
    }

    @Test
    void holdsEverythingWhereEverythingWouldTell() {
        assertThat(timeOf(() -> times.holding(() -> CompletableFuture.completedStage("sent"))))
                .isGreaterThanOrEqualTo(STEP);
    }

    @Test
    void whatTakesLongerWaitsForTheNextStep() {
        var slow = new CompletableFuture<String>().completeOnTimeout("done", 250, TimeUnit.MILLISECONDS);

        assertThat(timeOf(() -> times.holding(() -> slow))).isGreaterThanOrEqualTo(STEP.multipliedBy(2));
    }

    private static Supplier<CompletionStage<String>> failed(ErrorCode code) {
        return () -> CompletableFuture.failedStage(code.failure());
    }

    private static Duration timeOf(Supplier<CompletionStage<String>> call) {
        var begun = System.nanoTime();
        call.get()
                .handle((_, _) -> "over")
                .toCompletableFuture()
                .orTimeout(10, TimeUnit.SECONDS)
                .join();
        return Duration.ofNanos(System.nanoTime() - begun);
    }
}
