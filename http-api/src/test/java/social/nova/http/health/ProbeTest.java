package social.nova.http.health;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import social.nova.http.health.Probe.Patience;
import social.nova.http.health.Probe.Weight;

class ProbeTest {
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Instant START = Instant.parse("2026-11-22T10:00:00Z");

    private final List<CompletableFuture<String>> questions = new ArrayList<>();
    private Instant now = START;

    @Test
    void isAwayUntilTheFirstAnswerComes() {
        var probe = probe(Patience.of(SECOND));
        assertThat(probe.finding()).isEqualTo(new Probe.Finding(false, START));

        probe.ask();
        now = START.plusSeconds(3);
        questions.getLast().complete("PONG");

        assertThat(probe.finding()).isEqualTo(new Probe.Finding(true, START.plusSeconds(3)));
    }

    @Test
    void saysSinceWhenAndNotWhenItWasLastAsked() {
        var probe = there(Patience.of(SECOND));
        var away = START.plusSeconds(5);

        for (now = away; now.isBefore(away.plusSeconds(3)); now = now.plusSeconds(1)) {
            probe.ask();
            questions.getLast().completeExceptionally(new IllegalStateException("refused"));
        }

        assertThat(probe.finding()).isEqualTo(new Probe.Finding(false, away));
    }

    @Test
    void countsWhatHangsAsAwayAndAsksItOnceOnly() {
        var probe = there(Patience.of(Duration.ofMillis(20)));
        questions.clear();

        probe.ask();
        probe.ask();
        probe.ask();
        var deadline = System.nanoTime() + SECOND.toNanos() * 10;
        while (probe.finding().well() && System.nanoTime() < deadline) {
            Thread.onSpinWait();
        }

        assertThat(probe.finding().well()).isFalse();
        assertThat(questions).hasSize(1);
    }

    @Test
    void asksAgainOnceWhatHungHasEnded() {
        var probe = there(Patience.of(SECOND));
        questions.clear();
        probe.ask();

        questions.getFirst().completeExceptionally(new IllegalStateException("at last"));
        probe.ask();
        questions.getLast().complete("PONG");

        assertThat(questions).hasSize(2);
        assertThat(probe.finding().well()).isTrue();
    }

    @Test
    void givesUpAQuestionThatNeverEnds() {
        var probe = there(Patience.of(SECOND));
        questions.clear();
        probe.ask();

        now = now.plus(Probe.GIVEN_UP_AFTER);
        probe.ask();
        questions.getLast().complete("PONG");
        questions.getFirst().complete("too late to matter");
        probe.ask();

        assertThat(questions).hasSize(3);
    }

    @Test
    void overlooksFailuresForAsLongAsItIsTold() {
        var probe = there(new Patience(SECOND, Duration.ofSeconds(20)));

        failAt(probe, START.plusSeconds(100));
        failAt(probe, START.plusSeconds(119));
        assertThat(probe.finding().well()).isTrue();
        failAt(probe, START.plusSeconds(120));

        assertThat(probe.finding()).isEqualTo(new Probe.Finding(false, START.plusSeconds(120)));
    }

    @Test
    void isReadyWithoutWhatOnlyDegradesAndNotWithoutWhatIsRequired() {
        var database = there(Patience.of(SECOND));
        var redis = new Probe("redis", Weight.DEGRADING, Patience.of(SECOND), this::question, () -> now);
        var health = new Health(List.of(database, redis));
        assertThat(health.ready()).isFalse();

        health.serving(true);
        assertThat(health.ready()).isTrue();
        assertThat(health.isDegraded()).isTrue();

        failAt(database, START.plusSeconds(1));
        assertThat(health.ready()).isFalse();
        assertThat(health.isWell()).isFalse();
    }

    @Test
    void isNotReadyWhileItStartsOrDrains() {
        var health = new Health(List.of(there(Patience.of(SECOND))));

        assertThat(health.phase()).isEqualTo(Health.Phase.STARTING);
        health.serving(true);
        health.serving(false);

        assertThat(health.phase()).isEqualTo(Health.Phase.DRAINING);
        assertThat(health.ready()).isFalse();
    }

    @Test
    void isAwayWhenAskingFailsAtOnce() {
        var answers = new ArrayDeque<CompletableFuture<String>>(List.of(CompletableFuture.completedFuture("PONG")));
        var probe = new Probe("s3", Weight.DEGRADING, Patience.of(SECOND), answers::remove, () -> now);

        probe.ask();
        assertThat(probe.finding().well()).isTrue();
        probe.ask();

        assertThat(probe.finding().well()).isFalse();
    }

    private void failAt(Probe probe, Instant time) {
        now = time;
        probe.ask();
        questions.getLast().completeExceptionally(new IllegalStateException("refused"));
    }

    private Probe there(Patience patience) {
        var probe = probe(patience);
        probe.ask();
        questions.getLast().complete("PONG");
        return probe;
    }

    private Probe probe(Patience patience) {
        return new Probe("database", Weight.REQUIRED, patience, this::question, () -> now);
    }

    private CompletableFuture<String> question() {
        var question = new CompletableFuture<String>();
        questions.add(question);
        return question;
    }
}
