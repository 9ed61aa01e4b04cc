package social.nova.cluster.contract;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// What a node counts: by the tables of `docs/12-metrics.md`, or by what it says itself.
///
/// @param metrics by name; each with the names of its labels, in order
record MetricsTable(Map<String, String> metrics) {
    private static final Path PAGE = Path.of("../docs/12-metrics.md");
    // Name, type, labels, meaning, and what comes after the last bar. Alarms have when, meaning, and what comes after.
    private static final int CELLS = 5;
    private static final int CELLS_OF_ALARMS = 3;
    private static final Pattern TYPE = Pattern.compile("# TYPE (\\w+) (\\w+)");
    private static final Pattern SAMPLE = Pattern.compile("(\\w+)(?:\\{(.*)})? \\S+");
    private static final Pattern LABEL = Pattern.compile("(\\w+)=\"((?:[^\"\\\\]|\\\\.)*)\"");
    // In a condition, a name with at least one underscore, and perhaps labels.
    private static final Pattern ASKED = Pattern.compile("([a-z]+(?:_[a-z]+)+)(?:\\{([^}]*)})?");
    private static final Set<String> TIMERS = Set.of("histogram", "summary");
    // What a family of metrics is made of, beside itself. Every timer has its longest in a gauge of its own.
    private static final Pattern PARTS = Pattern.compile("_(bucket|count|sum|max)$");

    static MetricsTable documented() {
        var metrics = new TreeMap<String, String>();
        rows(CELLS).forEach(cells -> metrics.put(cells.get(0) + " " + cells.get(1), cells.get(2)));
        return new MetricsTable(metrics);
    }

    /// When the page says that somebody should be woken.
    static List<String> alarms() {
        return rows(CELLS_OF_ALARMS).map(List::getFirst).toList();
    }

    /// What an alarm asks for that no node counts: names of metrics, and of labels with theirs.
    ///
    /// @param alarm a condition such as `nova_things_total{kind="x"} > 0`
    Set<String> unknownTo(String alarm) {
        var names = new TreeMap<String, String>();
        metrics.forEach((metric, labels) -> {
            var nameAndType = metric.split(" ", -1);
            names.put(nameAndType[0], labels);
            if (TIMERS.contains(nameAndType[1])) {
                Stream.of("_count", "_sum", "_max").forEach(part -> names.put(nameAndType[0] + part, labels));
            }
        });
        var asked = ASKED.matcher(alarm).results().toList();
        if (asked.isEmpty()) {
            return Set.of("any metric");
        }
        return asked.stream()
                .flatMap(found -> !names.containsKey(found.group(1))
                        ? Stream.of(found.group(1))
                        : LABEL.matcher(Objects.requireNonNullElse(found.group(2), ""))
                                .results()
                                .map(label -> label.group(1))
                                .filter(label -> !List.of(
                                                names.get(found.group(1)).split(", ", -1))
                                        .contains(label))
                                .map(label -> found.group(1) + " " + label))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Stream<List<String>> rows(int cells) {
        return lines().stream()
                .filter(line -> line.startsWith("| `"))
                .map(line -> Arrays.stream(line.substring(1).split("\\|", -1))
                        .map(cell -> cell.strip().replace("`", ""))
                        .toList())
                .filter(row -> row.size() == cells);
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

    private static List<String> lines() {
        try {
            return Files.readAllLines(PAGE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
