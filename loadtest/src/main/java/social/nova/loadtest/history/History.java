package social.nova.loadtest.history;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/// All that the processes of one run did and saw, written down by many threads as it happened, one JSON line each.
///
/// One clock and one order for all: what is before another line happened, as far as its process could tell, before it.
/// So an invocation is written before the request leaves, and an outcome after it has come.
public final class History implements AutoCloseable {
    private static final ObjectMapper JSON = JsonMapper.builder()
            .serializationInclusion(JsonInclude.Include.NON_DEFAULT)
            .build();

    private final long begun = System.nanoTime();
    private final List<Event> events = new ArrayList<>();
    private final BufferedWriter file;

    /// @param path of the file of lines, made anew
    public History(Path path) {
        try {
            Files.createDirectories(path.toAbsolutePath().getParent());
            file = Files.newBufferedWriter(path);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// The lines of a file.
    public static List<Event> read(Path path) {
        try (var lines = Files.lines(path)) {
            return lines.map(History::parse).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Adds the time, and gives back what was written.
    public synchronized Event add(Event event) {
        var timed = event.on(System.nanoTime() - begun);
        try {
            file.write(JSON.writeValueAsString(timed));
            file.newLine();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        events.add(timed);
        return timed;
    }

    /// Now, on the clock of the events.
    public long now() {
        return System.nanoTime() - begun;
    }

    public synchronized List<Event> events() {
        return List.copyOf(events);
    }

    /// How many events there are so far that are so.
    public synchronized long count(Predicate<Event> which) {
        return events.stream().filter(which).count();
    }

    /// Those from `position` on: for who follows the history as it grows.
    public synchronized List<Event> since(int position) {
        return List.copyOf(events.subList(position, events.size()));
    }

    public synchronized int size() {
        return events.size();
    }

    @Override
    public synchronized void close() {
        try {
            file.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Event parse(String line) {
        try {
            return JSON.readValue(line, Event.class);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
