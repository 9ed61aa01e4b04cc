package social.nova.loadtest.run;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import social.nova.loadtest.client.Web;
import social.nova.loadtest.common.Await;

/// One server of the embedded stack in a process tree of its own, so that it alone can be killed, frozen and started
/// again, at the same address and with the same data.
public final class ServiceProcess implements AutoCloseable {
    private static final Duration START = Duration.ofSeconds(60);
    private static final Duration STOP = Duration.ofSeconds(30);

    private final Installation nova;
    private final Service service;
    private final Path data;
    private final int port;
    private @Nullable Process process;
    private Map<String, String> environment = Map.of();

    public ServiceProcess(Installation nova, Service service, Path data) {
        this.nova = nova;
        this.service = service;
        this.data = data;
        this.port = Ports.freePort();
    }

    /// Starts it, and returns when it serves.
    public void start() {
        try {
            Files.createDirectories(data);
            var builder = new ProcessBuilder(nova.stack(data, service, port))
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(
                            data.resolve("process.log").toFile()));
            builder.environment().remove(service.variable());
            service.others().forEach(other -> builder.environment().put(other.variable(), "elsewhere"));
            var started = builder.start();
            process = started;
            var report = Await.found(service.label() + " to serve, see " + data, START, () -> report(started));
            environment = environment(report);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Optional<JsonNode> report(Process started) {
        if (!started.isAlive()) {
            throw new IllegalStateException("%s ended, see %s".formatted(service.label(), data));
        }
        var file = data.resolve("run/stack.json");
        try {
            return Files.exists(file)
                    ? Optional.of(Web.read(Files.readString(file)))
                            .filter(report -> report.path("pid").asLong() == started.pid())
                    : Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Map<String, String> environment(JsonNode report) {
        var variables = new LinkedHashMap<String, String>();
        report.path("environment")
                .properties()
                .forEach(variable ->
                        variables.put(variable.getKey(), variable.getValue().asText()));
        return variables;
    }

    public Service service() {
        return service;
    }

    /// Always the same.
    public String address() {
        return "127.0.0.1:" + port;
    }

    /// What a node needs in its environment to use it; carries passwords.
    public Map<String, String> environment() {
        return environment;
    }

    /// The process that supervises the server, or is it.
    public ProcessHandle process() {
        return Objects.requireNonNull(process).toHandle();
    }

    /// Ends the server by this signal, and whatever would start it again before it.
    ///
    /// A PostgreSQL takes INT for "fast": roll back, write, end; QUIT for "immediate": drop everything, as after a
    /// crash.
    public void end(Signal signal) {
        var supervisor = process();
        var servers = supervisor.children().toList();
        if (servers.isEmpty()) {
            signal.send(supervisor);
            awaitEnd(supervisor);
            return;
        }
        Signal.KILL.send(supervisor);
        signal.send(servers);
        servers.forEach(this::awaitEnd);
        awaitEnd(supervisor);
    }

    private void awaitEnd(ProcessHandle ending) {
        Await.until("the end of " + service.label(), STOP, () -> !ending.isAlive());
    }

    @Override
    public void close() {
        var running = process;
        if (running == null) {
            return;
        }
        Signal.CONT.sendToTree(running.toHandle());
        running.destroy();
        try {
            if (!running.waitFor(STOP)) {
                running.descendants().forEach(ProcessHandle::destroyForcibly);
                running.destroyForcibly();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
