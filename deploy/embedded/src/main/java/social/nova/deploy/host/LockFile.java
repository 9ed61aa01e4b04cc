package social.nova.deploy.host;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.OptionalLong;

/// A lock held by a live process: the kernel lets go of it when the process ends, however it ends. The file names the
/// holder, for messages and signals; what it says counts only while the lock is held.
public final class LockFile implements AutoCloseable {

    private final FileChannel channel;

    private LockFile(FileChannel channel) {
        this.channel = channel;
    }

    /// Empty when another process, or another part of this one, holds it.
    public static Optional<LockFile> tryAcquire(Path path) {
        try {
            var channel = FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            if (tryLock(channel).isEmpty()) {
                channel.close();
                return Optional.empty();
            }
            channel.truncate(0);
            channel.write(
                    ByteBuffer.wrap(Long.toString(ProcessHandle.current().pid()).getBytes(StandardCharsets.US_ASCII)));
            return Optional.of(new LockFile(channel));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot lock " + path, e);
        }
    }

    /// The process that holds the lock now; empty when none does.
    public static OptionalLong holder(Path path) {
        if (!Files.exists(path)) {
            return OptionalLong.empty();
        }
        try (var channel = FileChannel.open(path, StandardOpenOption.WRITE)) {
            if (tryLock(channel).isPresent()) {
                return OptionalLong.empty();
            }
            return OptionalLong.of(Long.parseLong(Files.readString(path).strip()));
        } catch (NumberFormatException _) {
            return OptionalLong.empty(); // taken a moment ago, its holder not written yet
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + path, e);
        }
    }

    private static Optional<FileLock> tryLock(FileChannel channel) throws IOException {
        try {
            return Optional.ofNullable(channel.tryLock());
        } catch (OverlappingFileLockException _) {
            return Optional.empty();
        }
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
