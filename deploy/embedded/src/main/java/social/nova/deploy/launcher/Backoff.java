package social.nova.deploy.launcher;

import java.time.Duration;

/// How long to wait before a child that ended is started again: not at all the first time, then 1, 2, 4 … 30 s. Being
/// ready for a minute earns a fresh start.
///
/// @param failures ends in a row that were not forgiven
record Backoff(int failures) {

    static final Backoff NONE = new Backoff(0);
    private static final Duration LONGEST = Duration.ofSeconds(30);
    private static final Duration FORGIVEN_AFTER = Duration.ofSeconds(60);
    private static final int LONGEST_SHIFT = 5;

    Duration delay() {
        if (failures <= 1) {
            return Duration.ZERO;
        }
        var doubled = Duration.ofSeconds(1L << Math.min(failures - 2, LONGEST_SHIFT));
        return doubled.compareTo(LONGEST) < 0 ? doubled : LONGEST;
    }

    /// @param ready how long the child had been ready when it ended
    Backoff afterEnd(Duration ready) {
        return new Backoff(ready.compareTo(FORGIVEN_AFTER) >= 0 ? 1 : failures + 1);
    }
}
