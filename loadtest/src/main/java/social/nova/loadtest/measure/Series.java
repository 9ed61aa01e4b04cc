package social.nova.loadtest.measure;

import java.util.ArrayList;
import java.util.List;

/// One figure, measured several times in a run.
public final class Series {
    private final List<Double> values = new ArrayList<>();

    public void add(double value) {
        values.add(value);
    }

    public boolean isEmpty() {
        return values.isEmpty();
    }

    /// @throws IllegalStateException if nothing was measured
    public double median() {
        if (values.isEmpty()) {
            throw new IllegalStateException("nothing was measured");
        }
        var sorted = values.stream().sorted().toList();
        var middle = sorted.size() / 2;
        return sorted.size() % 2 == 1 ? sorted.get(middle) : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
    }

    /// By how much the greatest exceeds the smallest: 0.15 is 15 %.
    public double spread() {
        var sorted = values.stream().sorted().toList();
        return sorted.getLast() / sorted.getFirst() - 1;
    }

    public List<Double> values() {
        return List.copyOf(values);
    }
}
