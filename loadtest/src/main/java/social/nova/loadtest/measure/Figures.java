package social.nova.loadtest.measure;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The figures of a run, each measured several times, in the order they first came.
///
/// What stands beside Nova tells whether a run is worth anything: it does the same work each time, so when it moves,
/// somebody else was using the machine.
public final class Figures {
    /// By how much what stands beside Nova may move in a run.
    private static final double STEADY = 0.15;

    private final Map<String, Series> series = new LinkedHashMap<>();

    public void add(String name, double value) {
        series.computeIfAbsent(name, _ -> new Series()).add(value);
    }

    /// @throws IllegalStateException if there is no such figure
    public double median(String name) {
        return of(name).median();
    }

    /// Keeps all of them in a report.
    public void keepIn(Report report) {
        series.forEach(report::keep);
    }

    /// Says each on a line of its own.
    public void sayIn(Report report) {
        series.forEach((name, values) -> report.say("%-44s %,12.2f", name, values.median()));
    }

    /// Whether figures of what stands beside Nova stayed where they were; tells the report of those that did not.
    public boolean areSteady(List<String> names, Report report) {
        var strayed = names.stream().filter(name -> of(name).spread() > STEADY).toList();
        for (var name : strayed) {
            report.say(
                    "NOT TO BE USED: %s moved by %.0f %%, somebody else uses this machine",
                    name, of(name).spread() * 100);
        }
        return strayed.isEmpty();
    }

    private Series of(String name) {
        var found = series.get(name);
        if (found == null) {
            throw new IllegalStateException("not measured: " + name);
        }
        return found;
    }
}
