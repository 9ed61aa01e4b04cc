package social.nova.loadtest.chaos;

import java.time.Duration;
import java.util.List;

/// What users noticed of a fault.
///
/// @param begun when it struck, on the history's clock
/// @param mended when it was over: the server served again, the process had ended
/// @param silence the longest time that a conversation went without acknowledging anything
/// @param recovery from the mending until every conversation had acknowledged something
public record Outage(String fault, long begun, long mended, Duration silence, Duration recovery) {

    /// Of an odd number the middle one, of an even one the lower of the two.
    public static Duration medianSilence(List<Outage> outages) {
        return outages.isEmpty()
                ? Duration.ZERO
                : outages.stream().map(Outage::silence).sorted().toList().get((outages.size() - 1) / 2);
    }

    public static Duration longestSilence(List<Outage> outages) {
        return outages.stream().map(Outage::silence).max(Duration::compareTo).orElse(Duration.ZERO);
    }

    @Override
    public String toString() {
        return "%s: silent for %.1f s, all answered %.1f s after it was over"
                .formatted(fault, silence.toMillis() / 1_000.0, recovery.toMillis() / 1_000.0);
    }
}
