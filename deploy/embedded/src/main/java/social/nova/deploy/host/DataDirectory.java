package social.nova.deploy.host;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/// The directory that holds all a local Nova keeps: data, secrets, logs, and the files by which its processes find each
/// other.
///
/// @param root absolute and free of symbolic links, so that it can be compared with what `/proc` says
public record DataDirectory(Path root) {

    /// The system property every child process carries; its value is the data directory the process belongs to.
    public static final String MARK = "nova.data";

    /// The environment variable every child process carries with the same value, and what it starts inherits: a
    /// transcoder, for one.
    public static final String MARK_VARIABLE = "NOVA_CHILD_OF";

    /// The directory at `path`, made if it is not there.
    public static DataDirectory at(Path path) {
        try {
            Files.createDirectories(path);
            var directory = new DataDirectory(path.toRealPath());
            Files.createDirectories(directory.logs());
            Files.createDirectories(directory.run());
            Files.createDirectories(directory.bin());
            Files.createDirectories(directory.secrets());
            Files.setPosixFilePermissions(directory.secrets(), PosixFilePermissions.fromString("rwx------"));
            return directory;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot use %s as the data directory".formatted(path), e);
        }
    }

    public Path logs() {
        return root.resolve("logs");
    }

    public Path log(String name) {
        return logs().resolve(name + ".log");
    }

    public Path run() {
        return root.resolve("run");
    }

    public Path bin() {
        return root.resolve("bin");
    }

    public Path secrets() {
        return root.resolve("secrets");
    }

    /// The argument that marks a Java process as belonging to this directory.
    public String mark() {
        return "-D" + MARK + "=" + root;
    }
}
