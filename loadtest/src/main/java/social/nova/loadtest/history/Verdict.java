package social.nova.loadtest.history;

import java.util.List;

/// What the checker says of a history.
public record Verdict(List<Violation> violations, Counts counts) {

    /// How often this promise was broken.
    public long broken(Promise promise) {
        return violations.stream()
                .filter(violation -> violation.promise() == promise)
                .count();
    }
}
