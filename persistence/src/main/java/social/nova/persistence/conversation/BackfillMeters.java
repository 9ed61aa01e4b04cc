package social.nova.persistence.conversation;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.concurrent.atomic.AtomicInteger;

/// What this node's [SearchBackfill] does, in figures.
public final class BackfillMeters {
    private final Counter messages;
    private final Counter written;
    private final AtomicInteger running = new AtomicInteger();

    public BackfillMeters(MeterRegistry registry) {
        this.messages = Counter.builder("nova.search.backfill.messages")
                .description("Messages that this node has looked through for the index of words")
                .register(registry);
        this.written = Counter.builder("nova.search.backfill.written")
                .description("Those of them that were not in the index as they should be")
                .register(registry);
        Gauge.builder("nova.search.backfill.running", running, AtomicInteger::get)
                .description("Whether this node brings messages into the index of words")
                .register(registry);
    }

    void went(int looked, int indexed) {
        messages.increment(looked);
        written.increment(indexed);
        running.set(1);
    }

    void rests() {
        running.set(0);
    }
}
