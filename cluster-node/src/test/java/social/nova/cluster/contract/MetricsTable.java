package social.nova.cluster.contract;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// What a node counts: by the tables of `docs/12-metrics.md`, or by what it says itself.
///
/// @param metrics by name; each with the names of its labels, in order
record MetricsTable(Map<String, String> metrics) {
    private static final Path PAGE = Path.of("../docs/12-metrics.md");
    // Name, type, labels, meaning, and what comes after the last bar. Alarms have fewer.
    private static final int CELLS = 5;
    private static final Pattern TYPE = Pattern.compile("# TYPE (\\w+) (\\w+)");
    private static final Pattern SAMPLE = Pattern.compile("(\\w+)(?:\\{(.*)})? \\S+");
    private static final Pattern LABEL = Pattern.compile("(\\w+)=\"((?:[^\"\\\\]|\\\\.)*)\"");
    private static final Set<String> TIMERS = Set.of("histogram", "summary");
    // What a family of metrics is made of, beside itself. Every timer has its longest in a gauge of its own.
    private static final Pattern PARTS = Pattern.compile("_(bucket|count|sum|max)$");

    static MetricsTable documented() {
        var metrics = new TreeMap<String, String>();
        for (var line : lines()) {
            if (line.startsWith("| `")) {
                var cells = Arrays.stream(line.substring(1).split("\\|", -1))
                        .map(cell -> cell.strip().replace("`", ""))
                        .toList();
                if (cells.size() == CELLS) {
                    metrics.put(cells.get(0) + " " + cells.get(1), cells.get(2));
                }
            }
        }
        return new MetricsTable(metrics);
    }

    /// @param text in Prometheus' text format
    static MetricsTable scraped(String text) {
        var types = new TreeMap<String, String>();
        TYPE.matcher(text).results().forEach(found -> types.put(found.group(1), found.group(2)));
        var labels = new TreeMap<String, TreeSet<String>>();
        text.lines().filter(line -> !line.startsWith("#")).map(SAMPLE::matcher).forEach(sample -> {
            if (!sample.matches()) {
                throw new IllegalStateException("No sample: " + sample);
            }
            var names = labels.computeIfAbsent(family(sample.group(1), types), _ -> new TreeSet<>());
            LABEL.matcher(sample.group(2) == null ? "" : sample.group(2))
                    .results()
                    .map(label -> label.group(1))
                    .filter(label -> !label.equals("le"))
                    .forEach(names::add);
        });
        return new MetricsTable(labels.entrySet().stream()
                .collect(Collectors.toMap(
                        metric -> metric.getKey() + " " + types.get(metric.getKey()),
                        metric -> String.join(", ", metric.getValue()),
                        (one, _) -> one,
                        TreeMap::new)));
    }

    /// The values of all labels but those that are bounds of buckets.
    static TreeSet<String> values(String text) {
        return LABEL.matcher(text)
                .results()
                .filter(label -> !label.group(1).equals("le"))
                .map(label -> label.group(2))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static String family(String sample, Map<String, String> types) {
        var family = PARTS.matcher(sample).replaceFirst("");
        return TIMERS.contains(types.getOrDefault(family, "")) ? family : sample;
    }

    private static Iterable<String> lines() {
        try {
            return Files.readAllLines(PAGE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
