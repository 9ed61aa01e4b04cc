package social.nova.loadtest.bench;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import social.nova.loadtest.load.Echo;
import social.nova.loadtest.load.Tokens;
import social.nova.loadtest.measure.Figures;
import social.nova.loadtest.measure.Report;
import social.nova.loadtest.peer.Peers;
import social.nova.loadtest.peer.Server;
import social.nova.loadtest.run.NovaRun;

/// Frames of which nothing is stored. Those of Nova that go from one user to another, who types and who is there, are
/// merged and bounded, and no measure of passing on, so it is measured twice, from both sides of what is wanted:
///
/// - a frame to the server and back, `ping` and `pong`: everybody does the same;
/// - a message to both ends of a pair: the peers pass it on, Nova's durable message does far more, sealing, journal and
///   projection included. PostgreSQL's own work is left out.
final class PassingFrames {
    private static final int SOCKETS = 1_000;
    private static final int WARMING = 2;

    private final Options options;
    private final Figures figures;
    private final Report report;

    /// @param rate frames a second
    /// @param time of each measurement
    record Options(int rate, int rounds, Duration time) {}

    PassingFrames(Options options, Figures figures, Report report) {
        this.options = options;
        this.figures = figures;
        this.report = report;
    }

    /// Whether the peers stayed where they were.
    boolean measure(NovaRun run, Tokens tokens, Path folder) {
        var signed = IntStream.range(0, SOCKETS)
                .parallel()
                .mapToObj(_ -> tokens.of(UUID.randomUUID().toString()))
                .toList();
        try (var peers = Peers.start(folder, run, signed::get)) {
            var servers = peers.servers();
            var others = servers.subList(1, servers.size());
            for (var warming = 0; warming < WARMING; warming++) {
                servers.forEach(server -> echo(server, 1));
                others.forEach(server -> echo(server, 2));
            }
            for (var round = 1; round <= options.rounds(); round++) {
                servers.forEach(server -> figures.add(thereAndBack(server), echo(server, 1)));
                others.forEach(server -> figures.add(toBoth(server), echo(server, 2)));
            }
            tell(servers, others);
            return figures.areSteady(
                    others.stream()
                            .flatMap(server -> Stream.of(thereAndBack(server), toBoth(server)))
                            .toList(),
                    report);
        }
    }

    /// CPU in microseconds per frame sent.
    private double echo(Server server, int roomSize) {
        try (var load = Echo.connect(server, SOCKETS, roomSize)) {
            var before = server.usage();
            var sent = load.run(options.rate(), options.time());
            return (double) server.usage().since(before).cpuMicros() / sent;
        }
    }

    private void tell(List<Server> servers, List<Server> others) {
        report.say(
                "%n%,d frames/s over %,d sockets, nothing stored, median of %d",
                options.rate(), SOCKETS, options.rounds());
        var nova = figures.median(thereAndBack(servers.getFirst()));
        for (var server : servers) {
            var cpu = figures.median(thereAndBack(server));
            report.say("%-6s %8.1f µs of CPU there and back, nova is %.2f ×", server.name(), cpu, nova / cpu);
        }
        var durable = figures.median(DurableMessages.NODE_CPU);
        report.say("nova   %8.1f µs of the node's CPU for a durable message to both ends", durable);
        for (var server : others) {
            var cpu = figures.median(toBoth(server));
            report.say(
                    "%-6s %8.1f µs of CPU for one to both ends, nova's durable one is %.2f ×",
                    server.name(), cpu, durable / cpu);
        }
    }

    private static String thereAndBack(Server server) {
        return server.name() + " CPU µs per frame there and back";
    }

    private static String toBoth(Server server) {
        return server.name() + " CPU µs per frame to both of a pair";
    }
}
