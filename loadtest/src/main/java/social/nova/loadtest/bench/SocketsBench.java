package social.nova.loadtest.bench;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import social.nova.loadtest.load.SocketFleet;
import social.nova.loadtest.load.Tokens;
import social.nova.loadtest.measure.Report;
import social.nova.loadtest.measure.Series;
import social.nova.loadtest.peer.Door;
import social.nova.loadtest.peer.NchanPeer;
import social.nova.loadtest.peer.NettyPeer;
import social.nova.loadtest.peer.NovaPeer;
import social.nova.loadtest.peer.Server;
import social.nova.loadtest.run.Await;
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
    private static final int PROBED = 100;
    private static final String PING = "{\"type\":\"ping\"}";

    @Option(names = "--sockets", defaultValue = "10000", description = "sockets open at once (${DEFAULT-VALUE})")
    private int sockets;

    @Option(names = "--rounds", defaultValue = "3", description = "how often each is measured (${DEFAULT-VALUE})")
    private int rounds;

    private final Report report = new Report("sockets", System.out);

    private record Cost(Series cpuPerOpened, Series residentPerIdle) {}

    @Override
    public Integer call() {
        var nova = Installation.ofThisProcess();
        var folder = nova.newRun("sockets");
        try (var run = NovaRun.start(nova, folder.resolve("nova"), 1, BenchMain.UNLIMITED)) {
            report.say("signing %,d tokens", sockets);
            var tokens = tokens(Tokens.of(run));
            var jwks = "http://" + run.nodes().getFirst().api() + "/.well-known/jwks.json";
            var costs = new LinkedHashMap<String, Cost>();
            try (var netty = NettyPeer.start(folder.resolve("netty.log"), jwks, tokens::get)) {
                var servers = Stream.concat(
                                Stream.of(new NovaPeer(run, tokens::get), netty),
                                NchanPeer.start(folder.resolve("nchan")).stream())
                        .toList();
                servers.forEach(this::warm);
                for (var round = 1; round <= rounds; round++) {
                    for (var server : servers) {
                        measure(
                                server,
                                costs.computeIfAbsent(server.name(), _ -> new Cost(new Series(), new Series())));
                    }
                }
                servers.forEach(Server::close);
            }
            tell(costs, folder.getParent());
        }
        return 0;
    }

    private List<String> tokens(Tokens signer) {
        return IntStream.range(0, sockets)
                .parallel()
                .mapToObj(_ -> signer.of(UUID.randomUUID().toString()))
                .toList();
    }

    private void warm(Server server) {
        for (var round = 0; round < 2; round++) {
            try (var fleet = new SocketFleet()) {
                fleet.open(doors(server, sockets / 2), (_, _) -> {});
            }
        }
    }

    private void measure(Server server, Cost cost) {
        Await.pause(SETTLE);
        server.collectGarbage();
        var before = server.usage();
        try (var fleet = new SocketFleet()) {
            var answered = new AtomicInteger();
            fleet.open(doors(server, sockets), (_, _) -> answered.incrementAndGet());
            var opened = server.usage().since(before).cpuMicros();
            Await.pause(SETTLE);
            server.collectGarbage();
            var idle = server.usage().since(before).residentBytes();
            requireAlive(fleet, answered, server);
            cost.cpuPerOpened().add((double) opened / sockets);
            cost.residentPerIdle().add((double) idle / sockets);
            report.say(
                    "%-6s %,10.0f µs to open one %,10.0f bytes while idle",
                    server.name(), (double) opened / sockets, (double) idle / sockets);
        }
    }

    // A server that had let go of its sockets would look cheap.
    private void requireAlive(SocketFleet fleet, AtomicInteger answered, Server server) {
        var before = answered.get();
        for (var n = 0; n < PROBED; n++) {
            fleet.send(n * (sockets / PROBED), PING);
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
        report.say("%nmedian of %d rounds, %,d sockets", rounds, sockets);
        costs.forEach((name, cost) -> {
            report.keep(name + " cpu µs per opened socket", cost.cpuPerOpened());
            report.keep(name + " resident bytes per idle socket", cost.residentPerIdle());
            report.say(
                    "%-6s %,10.0f µs to open one %,10.0f bytes while idle",
                    name, cost.cpuPerOpened().median(), cost.residentPerIdle().median());
        });
        var nova = costs.get("nova");
        costs.forEach((name, cost) -> {
            if (cost != nova) {
                report.say(
                        "nova / %-6s %6.2f × CPU per opened socket, %6.2f × memory per idle socket",
                        name,
                        nova.cpuPerOpened().median() / cost.cpuPerOpened().median(),
                        nova.residentPerIdle().median() / cost.residentPerIdle().median());
            }
        });
        report.save(folder);
    }
}
