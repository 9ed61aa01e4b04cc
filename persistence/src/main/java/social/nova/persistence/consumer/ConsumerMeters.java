package social.nova.persistence.consumer;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Collection;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/// What one consumer of Kafka has done on this node.
final class ConsumerMeters {
    private final Map<Outcome, Counter> records = new EnumMap<>(Outcome.class);
    private final Counter failures;

    /// What became of a record.
    enum Outcome {
        APPLIED,
        /// Had been applied before.
        REPEATED,
        /// Of a type that is younger than this release.
        IGNORED,
        /// Is a dead letter now.
        PUT_ASIDE
    }

    ConsumerMeters(MeterRegistry registry, String consumer) {
        for (var outcome : Outcome.values()) {
            records.put(
                    outcome,
                    Counter.builder("nova.consumer.records")
                            .description("Records of Kafka that a consumer is done with, and what became of them")
                            .tag("consumer", consumer)
                            .tag("outcome", outcome.name().toLowerCase(Locale.ROOT))
                            .register(registry));
        }
        this.failures = Counter.builder("nova.consumer.failures")
                .description("Groups of records that a consumer could not apply; they are tried again")
                .tag("consumer", consumer)
                .register(registry);
    }

    void done(Collection<Outcome> outcomes) {
        outcomes.forEach(outcome -> Objects.requireNonNull(records.get(outcome)).increment());
    }

    void failed() {
        failures.increment();
    }
}
