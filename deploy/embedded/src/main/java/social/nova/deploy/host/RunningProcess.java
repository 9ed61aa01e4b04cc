package social.nova.deploy.host;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// A live process as `/proc` shows it.
///
/// @param parent the process that started it, 1 when that one is gone
/// @param executable empty when this user may not see it
/// @param childOf the root of the data directory whose child it is, or whose child's child; empty when it is none's
public record RunningProcess(
        long pid, long parent, List<String> command, Optional<Path> executable, Optional<String> childOf) {

    private static final Path PROC = Path.of("/proc");

    /// Every process this user can see, but for this one and those that have ended and only wait to be reaped.
    public static List<RunningProcess> all() {
        var self = ProcessHandle.current().pid();
        try (var entries = Files.list(PROC)) {
            return entries.map(entry -> entry.getFileName().toString())
                    .filter(name -> Character.isDigit(name.charAt(0)))
                    .map(Long::parseLong)
                    .filter(pid -> pid != self)
                    .flatMap(pid -> of(pid).stream())
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot list the processes", e);
        }
    }

    /// Empty when there is no such process any more.
    public static Optional<RunningProcess> of(long pid) {
        var directory = PROC.resolve(Long.toString(pid));
        try {
            var stat = Files.readString(directory.resolve("stat"));
            var afterName = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
            if (afterName[0].equals("Z") || afterName[0].equals("X")) {
                return Optional.empty();
            }
            return Optional.of(new RunningProcess(
                    pid,
                    Long.parseLong(afterName[1]),
                    words(directory.resolve("cmdline")),
                    executable(directory),
                    childOf(directory)));
        } catch (IOException _) {
            return Optional.empty(); // ended while being looked at
        }
    }

    private static List<String> words(Path file) throws IOException {
        var text = new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
        return Arrays.stream(text.split("\0")).filter(word -> !word.isEmpty()).toList();
    }

    private static Optional<String> childOf(Path directory) {
        try {
            var prefix = DataDirectory.MARK_VARIABLE + "=";
            return words(directory.resolve("environ")).stream()
                    .filter(variable -> variable.startsWith(prefix))
                    .map(variable -> variable.substring(prefix.length()))
                    .findFirst();
        } catch (IOException _) {
            return Optional.empty(); // another user's
        }
    }

    private static Optional<Path> executable(Path directory) {
        try {
            var target = Files.readSymbolicLink(directory.resolve("exe")).toString();
            return Optional.of(Path.of(target.replaceFirst(" \\(deleted\\)$", "")));
        } catch (IOException _) {
            return Optional.empty();
        }
    }

    /// Whether it verifiably belongs to a data directory: it carries its mark, or is a program unpacked into its `bin`.
    /// A process id written in some file proves nothing, ids are used again.
    public boolean belongsTo(DataDirectory data) {
        return command.contains(data.mark())
                || childOf.filter(data.root().toString()::equals).isPresent()
                || isDatabaseOf(data);
    }

    /// Whether it is one of the programs a stack unpacks and starts.
    boolean isDatabaseOf(DataDirectory data) {
        return executable.filter(file -> file.startsWith(data.bin())).isPresent();
    }

    /// A short name for messages: the program, or for Java its main class.
    public String title() {
        var program = command.isEmpty() ? "?" : Path.of(command.getFirst()).getFileName();
        return command.stream()
                .filter(word -> word.matches("([a-z0-9_]+\\.)+[A-Z]\\w+"))
                .findFirst()
                .orElse(String.valueOf(program));
    }
}
