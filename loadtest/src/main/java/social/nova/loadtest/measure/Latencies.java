package social.nova.loadtest.measure;

import java.util.Arrays;

/// How long things took, in microseconds. Safe for many threads.
public final class Latencies {
    private static final int FIRST_ROOM = 1 << 16;

    private long[] micros = new long[FIRST_ROOM];
    private int count;

    public synchronized void add(long duration) {
        if (count == micros.length) {
            micros = Arrays.copyOf(micros, 2 * count);
        }
        micros[count++] = duration;
    }

    /// @param share 0.99 for the value that 99 % do not exceed
    /// @throws IllegalStateException if there are none
    public synchronized long percentile(double share) {
        if (count == 0) {
            throw new IllegalStateException("nothing was measured");
        }
        var sorted = Arrays.copyOf(micros, count);
        Arrays.sort(sorted);
        return sorted[Math.min(count - 1, (int) (share * count))];
    }
}
