package social.nova.loadtest.measure;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/// Tells a benchmark's figures to people as they come, and keeps all of them as one line of JSON.
public final class Report {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final String benchmark;
    private final PrintStream people;
    private final Map<String, Object> figures = new LinkedHashMap<>();

    public Report(String benchmark, PrintStream people) {
        this.benchmark = benchmark;
        this.people = people;
    }

    public void say(String format, Object... values) {
        people.println(String.format(Locale.ROOT, format, values));
    }

    /// Keeps a figure: its median, and what was measured.
    public void keep(String name, Series series) {
        figures.put(name, Map.of("median", series.median(), "values", series.values()));
    }

    /// Keeps a figure that was measured once.
    public void keep(String name, double value) {
        figures.put(name, value);
    }

    /// Appends the line to `results.jsonl` in this folder.
    public void save(Path folder) {
        var line = new LinkedHashMap<String, Object>();
        line.put("benchmark", benchmark);
        line.put("at", Instant.now().truncatedTo(ChronoUnit.SECONDS).toString());
        line.put("cores", Runtime.getRuntime().availableProcessors());
        line.put("figures", figures);
        try {
            Files.createDirectories(folder);
            var file = folder.resolve("results.jsonl");
            Files.writeString(
                    file, JSON.writeValueAsString(line) + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
            say("kept in %s", file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
