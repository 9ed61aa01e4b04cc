package social.nova.loadtest.measure;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// How many files, sockets among them, this process may have open; what it starts may as many.
public final class OpenFiles {
    /// What a JVM, a node with its pools and a peer have open beside sockets.
    private static final int OTHERS = 1_000;

    // Without a number it is unlimited.
    private static final Pattern SOFT_LIMIT = Pattern.compile("^Max open files\\s+([0-9]+)");

    private OpenFiles() {}

    /// @throws IllegalStateException that says what to do, if so many sockets do not go into one process
    public static void requireRoomFor(int sockets) {
        require(sockets, limit());
    }

    static void require(int sockets, long limit) {
        if (sockets + OTHERS > limit) {
            throw new IllegalStateException(
                    "%,d sockets need %,d open files in each process, and the limit is %,d: raise it (ulimit -n), or take --sockets %d"
                            .formatted(sockets, sockets + OTHERS, limit, Math.max(0, limit - OTHERS)));
        }
    }

    private static long limit() {
        try (var lines = Files.lines(Path.of("/proc/self/limits"))) {
            return lines.map(SOFT_LIMIT::matcher)
                    .filter(Matcher::find)
                    .mapToLong(found -> Long.parseLong(found.group(1)))
                    .findFirst()
                    .orElse(Long.MAX_VALUE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
