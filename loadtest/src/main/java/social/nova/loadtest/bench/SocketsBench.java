package social.nova.loadtest.bench;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import social.nova.loadtest.common.Await;
import social.nova.loadtest.load.SocketFleet;
import social.nova.loadtest.load.Tokens;
import social.nova.loadtest.measure.Figures;
import social.nova.loadtest.measure.OpenFiles;
import social.nova.loadtest.measure.Report;
import social.nova.loadtest.peer.Door;
import social.nova.loadtest.peer.Peers;
import social.nova.loadtest.peer.Server;
import social.nova.loadtest.run.Installation;
import social.nova.loadtest.run.NovaRun;

/// What a socket costs: CPU to open it, its token checked, and memory while it idles. One node of Nova beside Netty
/// and, where it is installed, nchan.
@Command(
        name = "sockets",
        description = "CPU of opening a socket and memory of an idle one, beside Netty and nchan.",
        mixinStandardHelpOptions = true)
public final class SocketsBench implements Callable<Integer> {
    private static final Duration SETTLE = Duration.ofSeconds(3);
    private static final Duration ANSWERS = Duration.ofSeconds(30);
    private static final int WARMING = 500;
    private static final int TIMES_OPENED = 3;
    private static final int PROBED = 100;
    private static final String PING = "{\"type\":\"ping\"}";

    @Option(names = "--sockets", defaultValue = "10000", description = "sockets open at once (${DEFAULT-VALUE})")
    private int sockets;

    @Option(names = "--rounds", defaultValue = "3", description = "how often each is measured (${DEFAULT-VALUE})")
    private int rounds;

    private final Report report = new Report("sockets", System.out);
    private final Figures figures = new Figures();

    @Override
    public Integer call() {
        OpenFiles.requireRoomFor(sockets);
        var nova = Installation.ofThisProcess();
        var folder = nova.newRun("sockets");
        var names = new LinkedHashSet<String>();
        for (var round = 1; round <= rounds; round++) {
            report.say("round %d of %d, everything started anew", round, rounds);
            measure(nova, folder.resolve("round-" + round), names);
        }
        tell(names);
        figures.keepIn(report);
        report.save(nova.data().resolve("bench"));
        // Memory is no sign of a restless machine: a JVM's depends on when it grew its heap.
        var beside = names.stream()
                .filter(name -> !name.equals("nova"))
                .map(SocketsBench::cpu)
                .toList();
        return figures.areSteady(beside, report) ? 0 : 1;
    }

    // A JVM that has held many sockets gives their memory back late or never: every round has processes of its own.
    private void measure(Installation nova, Path folder, Set<String> names) {
        try (var run = NovaRun.start(nova, folder.resolve("nova"), 1, BenchMain.UNLIMITED)) {
            var tokens = tokens(Tokens.of(run));
            try (var peers = Peers.start(folder, run, tokens::get)) {
                for (var server : peers.servers()) {
                    names.add(server.name());
                    measure(server);
                }
            }
        }
    }

    private void measure(Server server) {
        open(server, WARMING).close();
        var memory = memory(server);
        open(server, sockets).close(); // warm from here on
        var cpu = cpu(server);
        figures.add(bytes(server.name()), memory);
        figures.add(cpu(server.name()), cpu);
        report.say("%-6s %,10.0f bytes while idle, %,6.0f µs to open one", server.name(), memory, cpu);
    }

    private List<String> tokens(Tokens signer) {
        return IntStream.range(0, sockets)
                .parallel()
                .mapToObj(_ -> signer.of(UUID.randomUUID().toString()))
                .toList();
    }

    private double memory(Server server) {
        Await.pause(SETTLE);
        server.collectGarbage();
        var before = server.usage();
        try (var _ = open(server, sockets)) {
            Await.pause(SETTLE);
            server.collectGarbage();
            return (double) server.usage().since(before).residentBytes() / sockets;
        }
    }

    // Of several times, as the system counts in hundredths of a second and nchan takes little more for all.
    private double cpu(Server server) {
        var micros = 0L;
        for (var time = 0; time < TIMES_OPENED; time++) {
            Await.pause(SETTLE);
            server.collectGarbage();
            var before = server.usage();
            try (var _ = open(server, sockets)) {
                micros += server.usage().since(before).cpuMicros();
            }
        }
        return (double) micros / TIMES_OPENED / sockets;
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
            doors.add(server.door(n, n));
        }
        return doors;
    }

    private void tell(Set<String> names) {
        report.say("%n%,d sockets, median of %d", sockets, rounds);
        for (var name : names) {
            report.say(
                    "%-6s %,8.0f bytes while idle (nova %.2f ×), %,6.0f µs to open one (nova %.2f ×)",
                    name,
                    figures.median(bytes(name)),
                    figures.median(bytes("nova")) / figures.median(bytes(name)),
                    figures.median(cpu(name)),
                    figures.median(cpu("nova")) / figures.median(cpu(name)));
        }
    }

    private static String bytes(String name) {
        return name + " resident bytes per idle socket";
    }

    private static String cpu(String name) {
        return name + " CPU µs per opened socket";
    }
}
