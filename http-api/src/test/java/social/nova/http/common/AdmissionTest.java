package social.nova.http.common;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import social.nova.protocols.common.ErrorCode;

class AdmissionTest {
    private final Admission admission = new Admission(2);

    @Test
    void refusesAtOnceWhatWouldBeTooManyForOneEntity() {
        admit("a");
        admit("a");

        assertThat(underWay("a"))
                .failsWithin(Duration.ZERO)
                .withThrowableThat()
                .havingCause()
                .isEqualTo(ErrorCode.SERVICE_UNAVAILABLE.failure());
        assertThat(underWay("b")).isNotDone();
    }

    @Test
    void admitsAnotherOnceOneHasEnded() {
        var first = underWay("a");
        admit("a");

        first.complete("answered");

        assertThat(underWay("a")).isNotDone();
    }

    @Test
    void forgetsACallThatNeverCameAbout() {
        for (var n = 0; n < 3; n++) {
            assertThatThrownBy(() -> admission.admit("a", () -> {
                        throw new IllegalStateException("defect");
                    }))
                    .isInstanceOf(IllegalStateException.class);
        }

        assertThat(underWay("a")).isNotDone();
    }

    private void admit(String entity) {
        assertThat(underWay(entity)).isNotDone();
    }

    // Not done while admitted: the call itself; failed at once when refused.
    private CompletableFuture<String> underWay(String entity) {
        var call = new CompletableFuture<String>();
        var answer = admission.admit(entity, () -> call).toCompletableFuture();
        return answer.isDone() ? answer : call;
    }
}
