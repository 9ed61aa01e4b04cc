package social.nova.loadtest.run;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// The signals of POSIX that the harness sends, only ever to processes it has started.
public enum Signal {
    TERM,
    INT,
    QUIT,
    KILL,
    STOP,
    CONT;

    /// Returns when they have been sent; processes that have ended are passed over.
    public void send(List<ProcessHandle> processes) {
        var command = new ArrayList<>(List.of("kill", "-" + name()));
        processes.stream().filter(ProcessHandle::isAlive).forEach(process -> command.add(Long.toString(process.pid())));
        if (command.size() == 2) {
            return;
        }
        try {
            new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start()
                    .waitFor();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    public void send(ProcessHandle process) {
        send(List.of(process));
    }

    /// To a process and all that it has started.
    public void sendToTree(ProcessHandle process) {
        send(Stream.concat(Stream.of(process), process.descendants()).toList());
    }
}
