package social.nova.cluster.proof;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.stream.Stream;
import social.nova.loadtest.client.Person;
import social.nova.loadtest.client.Web;
import social.nova.loadtest.run.Node;

/// The example of an end-to-end client for browsers, run by Node.js.
final class BrowserClient implements AutoCloseable {
    private static final Path EXAMPLE = Path.of("../docs/examples/end-to-end/console.js");
    private static final Duration ENDED_WITHIN = Duration.ofSeconds(30);

    private final Process process;
    private final BufferedWriter commands;
    private final BufferedReader answers;

    private BrowserClient(Process process) {
        this.process = process;
        this.commands = process.outputWriter();
        this.answers = process.inputReader();
    }

    /// What runs JavaScript here, if anything does.
    static Optional<Path> engine() {
        return Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
                .map(directory -> Path.of(directory, "node"))
                .filter(Files::isExecutable)
                .findFirst();
    }

    static BrowserClient start(Path engine, Node nova, Person person) {
        try {
            var builder = new ProcessBuilder(engine.toString(), EXAMPLE.toString())
                    .redirectError(ProcessBuilder.Redirect.INHERIT);
            builder.environment().put("NOVA_API", "http://" + nova.api());
            builder.environment().put("NOVA_MESSAGING", "http://" + nova.messaging());
            builder.environment().put("NOVA_TOKEN", person.token());
            builder.environment().put("NOVA_USER", person.id());
            return new BrowserClient(builder.start());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// The answer, whose `error` says what went wrong.
    JsonNode tell(String... command) {
        try {
            commands.write(String.join(" ", command));
            commands.newLine();
            commands.flush();
            var answer = answers.readLine();
            if (answer == null) {
                throw new IllegalStateException("the client ended at " + command[0]);
            }
            return Web.read(answer);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() throws IOException {
        commands.close();
        try {
            if (!process.waitFor(ENDED_WITHIN)) {
                process.destroyForcibly();
                throw new IllegalStateException("the client did not end");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
