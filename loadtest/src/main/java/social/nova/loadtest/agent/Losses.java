package social.nova.loadtest.agent;

import java.util.concurrent.atomic.AtomicLong;

/// Which frames are lost; asked by the code that [PlantedFault#SILENT_DROP] puts into a node.
public final class Losses {
    private static final int ONE_OF = 50;
    private static final AtomicLong FRAMES = new AtomicLong();

    private Losses() {}

    /// Whether the frame that is queued now is lost.
    public static boolean isNext() {
        return FRAMES.incrementAndGet() % ONE_OF == 0;
    }
}
