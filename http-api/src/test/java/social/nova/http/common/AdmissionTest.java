package social.nova.http.common;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import social.nova.persistence.common.DatabaseWatch;
import social.nova.protocols.common.ErrorCode;

class AdmissionTest {
    private final AtomicBoolean databaseAway = new AtomicBoolean();
    private final AtomicBoolean nodeGivenUp = new AtomicBoolean();
    private final DatabaseWatch database = new DatabaseWatch(this::look, Runnable::run);
    private final Admission admission = new Admission(2, database, nodeGivenUp::get);

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

    @Test
    void refusesEverythingAndGivesUpWhatIsUnderWayWhileTheDatabaseIsAway() {
        var answer = new CompletableFuture<String>();
        var before = admission.admit("a", () -> answer);

        databaseAway.set(true);
        database.look();

        for (var call : List.of(before, admission.<String>admit("b", () -> answer))) {
            assertThat(call)
                    .failsWithin(Duration.ZERO)
                    .withThrowableThat()
                    .havingCause()
                    .isEqualTo(ErrorCode.DATABASE_ERROR.failure());
        }
    }

    @Test
    void beginsNothingOnANodeThatMayHaveBeenGivenUp() {
        nodeGivenUp.set(true);

        assertThat(admission.admit("a", () -> {
                    throw new AssertionError("begun");
                }))
                .failsWithin(Duration.ZERO)
                .withThrowableThat()
                .havingCause()
                .isEqualTo(ErrorCode.SERVICE_UNAVAILABLE.failure());
    }

    // What was given up still waits at the entity: it counts until that has answered.
    @Test
    void whatWasGivenUpCountsUntilItIsAnswered() {
        var first = underWay("a");
        admit("a");
        databaseAway.set(true);
        database.look();
        databaseAway.set(false);
        database.look();

        assertThat(underWay("a")).isCompletedExceptionally();
        first.complete("answered");
        assertThat(underWay("a")).isNotDone();
    }

    private void look() throws SQLException {
        if (databaseAway.get()) {
            throw new SQLException("away");
        }
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
