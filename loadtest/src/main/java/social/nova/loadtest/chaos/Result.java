package social.nova.loadtest.chaos;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import social.nova.loadtest.history.Counts;
import social.nova.loadtest.history.Promise;
import social.nova.loadtest.history.Verdict;
import social.nova.loadtest.history.Violation;

/// The figures of one run, or the sums of several; one JSON line in a file.
///
/// @param runs of which these are the sums
/// @param broken how often each promise was broken
record Result(
        int runs, long seed, Counts counts, Map<Promise, Long> broken, List<Strike> strikes, List<String> details) {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int DETAILS = 100;

    /// @param silence the longest time a conversation acknowledged nothing, in milliseconds
    /// @param recovery from the end of the fault until all had acknowledged something, in milliseconds
    record Strike(String fault, long silence, long recovery) {
        static Strike of(Outage outage) {
            return new Strike(
                    outage.fault(),
                    outage.silence().toMillis(),
                    outage.recovery().toMillis());
        }

        String kind() {
            return fault.replaceAll(" for \\d+ s$", "");
        }
    }

    static Result of(long seed, List<Outage> outages, Verdict verdict) {
        var broken = new EnumMap<Promise, Long>(Promise.class);
        verdict.violations().forEach(violation -> broken.merge(violation.promise(), 1L, Long::sum));
        return new Result(
                1,
                seed,
                verdict.counts(),
                broken,
                outages.stream().map(Strike::of).toList(),
                verdict.violations().stream()
                        .limit(DETAILS)
                        .map(Violation::toString)
                        .toList());
    }

    /// All lines of a file together.
    static Result sum(Path file) {
        try (var lines = Files.lines(file)) {
            return lines.map(Result::parse)
                    .reduce(new Result(0, 0, Counts.NONE, Map.of(), List.of(), List.of()), Result::plus);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void appendTo(Path file) {
        try {
            Files.createDirectories(file.getParent());
            Files.writeString(
                    file, JSON.writeValueAsString(this) + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    boolean clean() {
        return broken.isEmpty();
    }

    /// The figures in words, one line each.
    List<String> summary() {
        var lines = new ArrayList<String>();
        lines.add("%d acknowledged (%d of them sent more than once), lost %d, doubled %d, reordered %d"
                .formatted(
                        counts.acknowledged(),
                        counts.retried(),
                        broken(Promise.NOT_LOST),
                        broken(Promise.NOT_DOUBLED),
                        broken(Promise.IN_ORDER)));
        lines.add("%d changes of messages acknowledged, not there in the end %d"
                .formatted(counts.changed(), broken(Promise.LAST_CHANGE_STANDS)));
        lines.add("%d unknown in the end (%d of them there), %d refused, %d reads"
                .formatted(counts.unknown(), counts.appeared(), counts.refused(), counts.reads()));
        lines.add("broken promises: " + (clean() ? "none" : broken.toString()));
        strikes.stream()
                .collect(Collectors.groupingBy(Strike::kind))
                .forEach((kind, of) -> lines.add("%s: %d times, silent for %s, answered after its end in %s"
                        .formatted(
                                kind,
                                of.size(),
                                spread(of.stream().map(Strike::silence)),
                                spread(of.stream().map(Strike::recovery)))));
        return lines;
    }

    private long broken(Promise promise) {
        return broken.getOrDefault(promise, 0L);
    }

    private static String spread(Stream<Long> millis) {
        var sorted = millis.sorted().toList();
        return "%.1f s (median), %.1f s (max)"
                .formatted(sorted.get((sorted.size() - 1) / 2) / 1_000.0, sorted.getLast() / 1_000.0);
    }

    private Result plus(Result other) {
        var both = new EnumMap<Promise, Long>(Promise.class);
        both.putAll(broken);
        other.broken.forEach((promise, times) -> both.merge(promise, times, Long::sum));
        return new Result(
                runs + other.runs,
                other.seed,
                counts.plus(other.counts),
                both,
                Stream.concat(strikes.stream(), other.strikes.stream()).toList(),
                Stream.concat(details.stream(), other.details.stream()).toList());
    }

    private static Result parse(String line) {
        try {
            return JSON.readValue(line, Result.class);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
