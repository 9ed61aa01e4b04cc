package social.nova.http.health;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One thing that stands behind a node, and what was found when it was last asked.
///
/// A question without an answer counts as "away" once its time is up. While it is open no other is asked, so that
/// whatever hangs is asked once and not once a second; after [#GIVEN_UP_AFTER] it is forgotten and asked anew.
/// Thread-safe.
public final class Probe {
    static final Duration GIVEN_UP_AFTER = Duration.ofSeconds(30);

    private static final Logger LOG = LoggerFactory.getLogger(Probe.class);
    private static final long NONE = 0;

    private final String name;
    private final Weight weight;
    private final Patience patience;
    private final Supplier<? extends CompletionStage<?>> question;
    private final InstantSource clock;

    private final AtomicLong questions = new AtomicLong();
    private long underWay = NONE;
    private Instant askedAt = Instant.EPOCH;
    private Instant failingSince;
    private Finding finding;

    /// What it means for a node when this is away.
    public enum Weight {
        /// Send it no requests.
        REQUIRED,
        /// It answers, with less.
        DEGRADING
    }

    /// @param answer how long one answer may take
    /// @param tolerance for how long failures are overlooked, once it has been there
    public record Patience(Duration answer, Duration tolerance) {
        public static Patience of(Duration answer) {
            return new Patience(answer, Duration.ZERO);
        }
    }

    /// @param since when this began to be so; of what was never there, when the node started
    public record Finding(boolean well, Instant since) {}

    /// @param name as `/health` shows it
    /// @param question completes when it is there, fails when it is not; must not block
    public Probe(
            String name,
            Weight weight,
            Patience patience,
            Supplier<? extends CompletionStage<?>> question,
            InstantSource clock) {
        this.name = name;
        this.weight = weight;
        this.patience = patience;
        this.question = question;
        this.clock = clock;
        this.failingSince = clock.instant();
        this.finding = new Finding(false, failingSince);
    }

    public String name() {
        return name;
    }

    public Weight weight() {
        return weight;
    }

    public synchronized Finding finding() {
        return finding;
    }

    /// Asks, unless the last question is still open. Returns at once.
    public void ask() {
        var number = begin();
        if (number == NONE) {
            return;
        }
        CompletionStage<?> answer;
        try {
            answer = question.get();
        } catch (RuntimeException failure) {
            end(number);
            found(false, failure.toString());
            return;
        }
        answer.whenComplete((_, _) -> end(number));
        CompletionStage<?> inTime =
                answer.toCompletableFuture().copy().orTimeout(patience.answer().toMillis(), TimeUnit.MILLISECONDS);
        inTime.whenComplete((_, failure) -> found(failure == null, String.valueOf(failure)));
    }

    private synchronized long begin() {
        var now = clock.instant();
        if (underWay != NONE && now.isBefore(askedAt.plus(GIVEN_UP_AFTER))) {
            return NONE;
        }
        underWay = questions.incrementAndGet();
        askedAt = now;
        return underWay;
    }

    private synchronized void end(long number) {
        if (underWay == number) {
            underWay = NONE;
        }
    }

    private synchronized void found(boolean well, String reason) {
        var now = clock.instant();
        if (well) {
            failingSince = Instant.MAX;
        } else if (failingSince.equals(Instant.MAX)) {
            failingSince = now;
        }
        if (well == finding.well() || (!well && now.isBefore(failingSince.plus(patience.tolerance())))) {
            return;
        }
        finding = new Finding(well, now);
        if (well) {
            LOG.info("{} is there", name);
        } else {
            LOG.warn("{} is away: {}", name, reason);
        }
    }
}
