package social.nova.deploy.launcher;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;

/// A child's log. It grows over restarts; one that has grown large when a run begins becomes `….log.1`, in place of the
/// last such.
record LogFile(Path path) {

    private static final long LARGE = 10L << 20;
    private static final long TAIL_BYTES = 256L << 10;

    void rotate() {
        try {
            if (Files.exists(path) && Files.size(path) > LARGE) {
                var previous = path.resolveSibling(path.getFileName() + ".1");
                Files.move(path, previous, StandardCopyOption.REPLACE_EXISTING);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot rotate " + path, e);
        }
    }

    String name() {
        return path.getFileName().toString().replaceFirst("\\.log$", "");
    }

    List<String> tail(int lines) {
        return tail(lines, 0);
    }

    /// @param from the position before which nothing is of interest
    List<String> tail(int lines, long from) {
        var all = readFrom(Math.max(from, size() - TAIL_BYTES)).text().lines().toList();
        return all.subList(Math.max(0, all.size() - lines), all.size());
    }

    long size() {
        try {
            return Files.exists(path) ? Files.size(path) : 0;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + path, e);
        }
    }

    /// The whole lines after `position`; from the start again when the file was replaced by a shorter one.
    Chunk readFrom(long position) {
        if (!Files.exists(path)) {
            return new Chunk("", 0);
        }
        try (var channel = Files.newByteChannel(path)) {
            var from = position > channel.size() ? 0 : position;
            channel.position(from);
            var bytes = ByteBuffer.allocate(Math.toIntExact(Math.min(TAIL_BYTES, channel.size() - from)));
            while (bytes.hasRemaining() && channel.read(bytes) >= 0) {
                // reads until the buffer is full or the file at its end
            }
            var length = bytes.position();
            while (length > 0 && bytes.get(length - 1) != '\n') {
                length--;
            }
            return new Chunk(new String(bytes.array(), 0, length, StandardCharsets.UTF_8), from + length);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + path, e);
        }
    }

    /// @param next the position after it
    record Chunk(String text, long next) {}
}
