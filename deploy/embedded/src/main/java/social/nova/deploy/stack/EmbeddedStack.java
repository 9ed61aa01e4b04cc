package social.nova.deploy.stack;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import social.nova.deploy.host.DataDirectory;
import social.nova.deploy.host.Leftovers;
import social.nova.deploy.host.LockFile;

/// The running servers of one data directory. They are started together and stopped together; while they run, no other
/// stack starts on the same directory. One that is killed is started again alone, at its port and with its data.
public final class EmbeddedStack implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(EmbeddedStack.class);
    private static final Duration LEFTOVERS_GRACE = Duration.ofSeconds(5);

    private final LockFile lock;
    private final List<Revived> services;

    private EmbeddedStack(LockFile lock, List<Revived> services) {
        this.lock = lock;
        this.services = services;
    }

    /// Starts the services asked for, at their preferred ports or where there is room. What an earlier, killed stack
    /// left running on this directory is stopped first.
    ///
    /// @throws StackFailure when one cannot start; none runs then
    public static EmbeddedStack start(DataDirectory data, Set<StackService> asked) {
        return start(data, asked, Map.of());
    }

    /// @param wishedPorts ports to take in place of the preferred ones
    public static EmbeddedStack start(
            DataDirectory data, Set<StackService> asked, Map<StackService, Integer> wishedPorts) {
        var lock = LockFile.tryAcquire(data.run().resolve("stack.lock"))
                .orElseThrow(() -> new StackFailure("another stack runs on " + data.root(), null));
        try {
            var left = Leftovers.databases(data).stop(LEFTOVERS_GRACE);
            Leftovers.roots(left)
                    .forEach(process ->
                            LOG.info("stopped {} (pid {}), left by an earlier stack", process.title(), process.pid()));
            var ports = StackPorts.choose(asked, wishedPorts);
            return new EmbeddedStack(
                    lock,
                    startAll(data, asked, ports).stream()
                            .map(service -> new Revived(service, () -> startAgain(service.kind(), data, ports)))
                            .toList());
        } catch (RuntimeException e) {
            lock.close();
            throw e;
        }
    }

    private static List<EmbeddedService> startAll(DataDirectory data, Set<StackService> asked, StackPorts ports) {
        unpackPrograms(data, asked);
        var started = new ArrayList<EmbeddedService>();
        var failures = new ArrayList<StackFailure>();
        try (var threads = Executors.newFixedThreadPool(StackService.values().length)) {
            var starts = asked.stream()
                    .map(service -> Map.entry(service, threads.submit(starter(service, data, ports))))
                    .toList();
            for (var start : starts) {
                try {
                    started.add(await(start.getKey(), start.getValue()));
                } catch (StackFailure e) {
                    failures.add(e);
                }
            }
        }
        if (!failures.isEmpty()) {
            started.forEach(EmbeddedService::close);
            throw failures.getFirst();
        }
        return List.copyOf(started);
    }

    // Before any process is started: a process started meanwhile would hold the half-written program open, and Linux
    // runs no program that somebody may still write to.
    private static void unpackPrograms(DataDirectory data, Set<StackService> asked) {
        try {
            if (asked.contains(StackService.POSTGRESQL)) {
                PostgresPrograms.unpackedIn(data.bin());
            }
            if (asked.contains(StackService.REDIS)) {
                RedisServer.unpackedIn(data.bin());
            }
        } catch (IOException e) {
            throw new StackFailure("programs cannot be unpacked: " + e.getMessage(), e);
        }
    }

    private static EmbeddedService await(StackService service, Future<EmbeddedService> start) {
        try {
            return start.get();
        } catch (ExecutionException e) {
            var cause = Objects.requireNonNullElse(e.getCause(), e);
            throw new StackFailure("%s: %s".formatted(service.label(), cause.getMessage()), cause);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StackFailure(service.label() + ": interrupted", e);
        }
    }

    private static Callable<EmbeddedService> starter(StackService service, DataDirectory data, StackPorts ports) {
        return () -> {
            var from = System.nanoTime();
            var started = switch (service) {
                case POSTGRESQL -> PostgresServer.start(data, ports.of(service));
                case REDIS -> RedisServer.start(data, ports.of(service));
                case KAFKA -> KafkaBroker.start(data, ports.of(service), ports.kafkaController());
                case S3 -> ObjectStore.start(data, ports.of(service));
                case SMTP -> MailServer.start(data, ports.of(service), InstantSource.system());
            };
            var millis = Duration.ofNanos(System.nanoTime() - from).toMillis();
            LOG.info("{} is ready at {} after {} ms", service.label(), started.address(), millis);
            return started;
        };
    }

    // What the killed one left behind still holds its port and its data.
    private static EmbeddedService startAgain(StackService service, DataDirectory data, StackPorts ports)
            throws Exception {
        switch (service) {
            case POSTGRESQL ->
                killAll(data, PostgresPrograms.unpackedIn(data.bin()).home());
            case REDIS -> killAll(data, RedisServer.unpackedIn(data.bin()));
            case KAFKA, S3, SMTP -> {} // end with this process only
        }
        return starter(service, data, ports).call();
    }

    private static void killAll(DataDirectory data, Path program) {
        Leftovers.of(data, program).stop(Duration.ZERO);
    }

    /// `host:port` by the service's label.
    public Map<String, String> addresses() {
        var addresses = new TreeMap<String, String>();
        services.forEach(service ->
                addresses.put(service.kind().label(), service.current().address()));
        return addresses;
    }

    /// What a node needs in its environment to use the services. Carries passwords.
    public Map<String, String> environment() {
        var environment = new TreeMap<String, String>();
        services.forEach(service -> environment.putAll(service.current().environment()));
        return environment;
    }

    /// Completes with the first service that ended and did not come back.
    public CompletableFuture<StackService> ended() {
        var ended = new CompletableFuture<StackService>();
        for (var service : services) {
            var _ = service.givenUp().thenRun(() -> ended.complete(service.kind()));
        }
        return ended;
    }

    /// Stops all at the same time, each in order.
    @Override
    public void close() {
        try (var threads = Executors.newFixedThreadPool(StackService.values().length)) {
            services.forEach(service -> threads.execute(() -> {
                service.close();
                LOG.info("{} has stopped", service.kind().label());
            }));
        }
        lock.close();
    }
}
