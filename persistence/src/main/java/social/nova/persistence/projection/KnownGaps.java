package social.nova.persistence.projection;

import java.util.concurrent.ConcurrentHashMap;

/// Stretches of the journal that are known to have nothing of a slice, so that a journal at rest is not asked several
/// times a second. One stretch for each slice that is read: the last.
///
/// May be used by many threads. What is said of a stretch must stay true: nothing is ever written into it.
final class KnownGaps {
    private final ConcurrentHashMap<String, Gap> gaps = new ConcurrentHashMap<>();

    private record Gap(long after, long upTo) {
        boolean has(long ordering) {
            return after <= ordering && ordering <= upTo;
        }

        Gap with(long newAfter, long newUpTo) {
            return has(newAfter) ? new Gap(after, Math.max(upTo, newUpTo)) : new Gap(newAfter, newUpTo);
        }
    }

    /// Where to begin with what comes after this ordering: there, or further on where nothing lies between.
    long begin(String tag, long after) {
        var gap = gaps.get(tag);
        return gap != null && gap.has(after) ? gap.upTo() : after;
    }

    /// There is nothing after one ordering up to another, that included.
    void note(String tag, long after, long upTo) {
        gaps.compute(tag, (_, known) -> known == null ? new Gap(after, upTo) : known.with(after, upTo));
    }
}
