package social.nova.http.realtime;

import java.time.Duration;
import java.time.Instant;

/// How much of something one client may still have done: so much at once, and one more after each pause.
///
/// A clock that goes back gives nothing until it is where it was.
final class Allowance {
    private final int most;
    private final Duration pause;
    private int left;
    private Instant countedUntil = Instant.EPOCH;

    Allowance(int most, Duration pause) {
        this.most = most;
        this.pause = pause;
        this.left = most;
    }

    /// Takes all of it, or nothing if less is left.
    boolean take(int wanted, Instant now) {
        fillUp(now);
        if (wanted > left) {
            return false;
        }
        left -= wanted;
        return true;
    }

    private void fillUp(Instant now) {
        var pauses = Duration.between(countedUntil, now).dividedBy(pause);
        if (pauses >= most - left) {
            left = most;
            countedUntil = countedUntil.isAfter(now) ? countedUntil : now;
        } else if (pauses > 0) {
            left += (int) pauses;
            countedUntil = countedUntil.plus(pause.multipliedBy(pauses));
        }
    }
}
