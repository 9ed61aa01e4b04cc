package social.nova.loadtest.peer;

import java.util.List;
import social.nova.loadtest.measure.ProcessUsage;

/// A running server under measurement.
public interface Server extends AutoCloseable {

    String name();

    /// Where socket number n goes, with what it shows at the door. What one sends, all of a room get, where the server
    /// has rooms; Nova answers each for itself.
    Door door(int n, int room);

    /// The processes that do the work.
    List<Long> pids();

    /// Lets go of memory it does not need, if it can be asked to.
    void collectGarbage();

    default ProcessUsage usage() {
        return ProcessUsage.of(pids());
    }

    @Override
    void close();
}
