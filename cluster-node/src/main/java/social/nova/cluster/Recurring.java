package social.nova.cluster;

import akka.actor.typed.ActorSystem;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Does something again and again, as long as the node lives. What it throws is logged, and it is done again the next
/// time: Akka's scheduler alone would never do it again.
final class Recurring {
    private static final Logger LOG = LoggerFactory.getLogger(Recurring.class);

    private Recurring() {}

    /// At once, and then each time so long after it has returned.
    static void every(Duration pause, Runnable work, ActorSystem<?> system) {
        every(Duration.ZERO, pause, work, system);
    }

    /// @param first how long before the first time
    static void every(Duration first, Duration pause, Runnable work, ActorSystem<?> system) {
        system.scheduler().scheduleWithFixedDelay(first, pause, () -> attempt(work), system.executionContext());
    }

    private static void attempt(Runnable work) {
        try {
            work.run();
        } catch (RuntimeException failure) {
            LOG.warn("What is done every so often failed, and is done again", failure);
        }
    }
}
