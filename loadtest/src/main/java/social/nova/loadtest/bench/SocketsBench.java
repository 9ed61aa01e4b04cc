package social.nova.loadtest.bench;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import social.nova.loadtest.common.Await;
import social.nova.loadtest.load.SocketFleet;
import social.nova.loadtest.load.Tokens;
import social.nova.loadtest.measure.Report;
import social.nova.loadtest.measure.Series;
import social.nova.loadtest.peer.Door;
import social.nova.loadtest.peer.Peers;
import social.nova.loadtest.peer.Server;
import social.nova.loadtest.run.Installation;
import social.nova.loadtest.run.NovaRun;

/// What a socket costs: CPU to open it, its token checked, and memory while it idles. One node of Nova beside Netty
/// and,
/// where it is installed, nchan.
@Command(
        name = "sockets",
        description = "CPU of opening a socket and memory of an idle one, beside Netty and nchan.",
        mixinStandardHelpOptions = true)
public final class SocketsBench implements Callable<Integer> {
    private static final Duration SETTLE = Duration.ofSeconds(3);
    private static final Duration ANSWERS = Duration.ofSeconds(30);
    private static final int WARMING = 500;
    private static final int PROBED = 100;
    private static final String PING = "{\"type\":\"ping\"}";

    @Option(names = "--sockets", defaultValue = "10000", description = "sockets open at once (${DEFAULT-VALUE})")
    private int sockets;

    @Option(names = "--rounds", defaultValue = "3", description = "how often each is measured (${DEFAULT-VALUE})")
    private int rounds;

    private final Report report = new Report("sockets", System.out);

    private record Cost(double bytesPerIdle, Series cpuPerOpened) {}

    @Override
    public Integer call() {
        var nova = Installation.ofThisProcess();
        var folder = nova.newRun("sockets");
        try (var run = NovaRun.start(nova, folder.resolve("nova"), 1, BenchMain.UNLIMITED)) {
            report.say("signing %,d tokens", sockets);
            var tokens = tokens(Tokens.of(run));
            var costs = new LinkedHashMap<String, Cost>();
            try (var peers = Peers.start(folder, run, tokens::get)) {
                for (var server : peers.servers()) {
                    costs.put(server.name(), new Cost(memory(server), new Series()));
                }
                for (var round = 1; round <= rounds; round++) {
                    for (var server : peers.servers()) {
                        Objects.requireNonNull(costs.get(server.name()))
                                .cpuPerOpened()
                                .add(cpu(server));
                    }
                }
            }
            tell(costs, nova.data().resolve("bench"));
        }
        return 0;
    }

    private List<String> tokens(Tokens signer) {
        return IntStream.range(0, sockets)
                .parallel()
                .mapToObj(_ -> signer.of(UUID.randomUUID().toString()))
                .toList();
    }

    /// Of a server that has not served many yet: a JVM gives memory back late or never.
    private double memory(Server server) {
        open(server, WARMING).close();
        Await.pause(SETTLE);
        server.collectGarbage();
        var before = server.usage();
        try (var _ = open(server, sockets)) {
            Await.pause(SETTLE);
            server.collectGarbage();
            var bytes = (double) server.usage().since(before).residentBytes() / sockets;
            report.say("%-6s %,10.0f bytes while idle", server.name(), bytes);
            return bytes;
        }
    }

    private double cpu(Server server) {
        Await.pause(SETTLE);
        server.collectGarbage();
        var before = server.usage();
        try (var _ = open(server, sockets)) {
            var micros = (double) server.usage().since(before).cpuMicros() / sockets;
            report.say("%-6s %,10.0f µs to open one", server.name(), micros);
            return micros;
        }
    }

    private SocketFleet open(Server server, int count) {
        var answered = new AtomicInteger();
        var fleet = new SocketFleet();
        try {
            fleet.open(doors(server, count), (_, _) -> answered.incrementAndGet());
            requireAlive(fleet, answered, server);
            return fleet;
        } catch (RuntimeException e) {
            fleet.close();
            throw e;
        }
    }

    // A server that had let go of its sockets would look cheap.
    private void requireAlive(SocketFleet fleet, AtomicInteger answered, Server server) {
        var before = answered.get();
        for (var n = 0; n < PROBED; n++) {
            fleet.send(n * (fleet.size() / PROBED), PING);
        }
        Await.until("sockets of " + server.name() + " to answer", ANSWERS, () -> answered.get() - before >= PROBED);
        if (fleet.lost() > 0) {
            throw new IllegalStateException(server.name() + " closed " + fleet.lost() + " sockets");
        }
    }

    private static List<Door> doors(Server server, int count) {
        var doors = new ArrayList<Door>();
        for (var n = 0; n < count; n++) {
            doors.add(server.door(n));
        }
        return doors;
    }

    private void tell(Map<String, Cost> costs, Path folder) {
        report.say("%n%,d sockets; CPU: median of %d rounds", sockets, rounds);
        var nova = Objects.requireNonNull(costs.get("nova"));
        costs.forEach((name, cost) -> {
            report.keep(name + " resident bytes per idle socket", cost.bytesPerIdle());
            report.keep(name + " CPU µs per opened socket", cost.cpuPerOpened());
            report.say(
                    "%-6s %,8.0f bytes while idle (nova %.2f ×), %,6.0f µs to open one (nova %.2f ×)",
                    name,
                    cost.bytesPerIdle(),
                    nova.bytesPerIdle() / cost.bytesPerIdle(),
                    cost.cpuPerOpened().median(),
                    nova.cpuPerOpened().median() / cost.cpuPerOpened().median());
        });
        report.save(folder);
    }
}
