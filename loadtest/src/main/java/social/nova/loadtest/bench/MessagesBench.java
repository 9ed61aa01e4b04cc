package social.nova.loadtest.bench;

import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import social.nova.loadtest.common.Await;
import social.nova.loadtest.load.Echo;
import social.nova.loadtest.load.Pairs;
import social.nova.loadtest.load.Tokens;
import social.nova.loadtest.measure.ProcessUsage;
import social.nova.loadtest.measure.Report;
import social.nova.loadtest.measure.Series;
import social.nova.loadtest.peer.Peers;
import social.nova.loadtest.peer.PlainInserts;
import social.nova.loadtest.peer.Server;
import social.nova.loadtest.run.Installation;
import social.nova.loadtest.run.NovaRun;

/// What a message costs. First durable ones, from the sender's socket to the acknowledgement, beside the same database
/// by plain inserts; then frames that nothing is stored of, there and back, beside Netty and, where it is installed,
/// nchan. One node.
@Command(
        name = "messages",
        description = "Durable messages a second beside plain inserts; CPU of a frame beside Netty and nchan.",
        mixinStandardHelpOptions = true)
public final class MessagesBench implements Callable<Integer> {
    private static final Duration STATISTICS = Duration.ofMillis(1_500);
    private static final int INSERTING = 16;
    private static final double STEADY = 0.15;

    @Option(names = "--pairs", defaultValue = "100", description = "conversations of two (${DEFAULT-VALUE})")
    private int pairs;

    @Option(names = "--window", defaultValue = "4", description = "messages of a sender under way (${DEFAULT-VALUE})")
    private int window;

    @Option(names = "--seconds", defaultValue = "8", description = "length of each measurement (${DEFAULT-VALUE})")
    private int seconds;

    @Option(names = "--rounds", defaultValue = "3", description = "how often each is measured (${DEFAULT-VALUE})")
    private int rounds;

    @Option(
            names = "--frames",
            defaultValue = "4000",
            description = "frames a second there and back (${DEFAULT-VALUE})")
    private int frames;

    private static final int ECHOING = 1_000;

    private final Report report = new Report("messages", System.out);
    private final Map<String, Series> figures = new LinkedHashMap<>();

    @Override
    public Integer call() {
        var nova = Installation.ofThisProcess();
        var folder = nova.newRun("messages");
        boolean steady;
        try (var run = NovaRun.start(nova, folder.resolve("nova"), 1, BenchMain.UNLIMITED)) {
            var tokens = Tokens.of(run);
            steady = durable(run, tokens);
            thereAndBack(run, tokens, folder);
        }
        figures.forEach(report::keep);
        report.save(nova.data().resolve("bench"));
        return steady ? 0 : 1;
    }

    // --- Durable messages ---

    private boolean durable(NovaRun run, Tokens tokens) {
        report.say("registering %d people", 2 * pairs);
        try (var inserts = new PlainInserts(run);
                var load = Pairs.connect(run.nodes().getFirst(), tokens, pairs)) {
            send(load); // warm
            for (var round = 1; round <= rounds; round++) {
                var rows = inserts.rowsPerSecond(INSERTING, Duration.ofSeconds(seconds));
                figure("plain inserts, rows/s", rows);
                measure(run, load, inserts, rows);
            }
            requireAllStored(load);
        }
        return tellDurable();
    }

    private void measure(NovaRun run, Pairs load, PlainInserts inserts, double rows) {
        Await.pause(STATISTICS);
        var syncs = inserts.walSyncs();
        var node = ProcessUsage.of(List.of(run.nodes().getFirst().pid()));
        var postgres = inserts.usage();
        var sent = send(load);
        var nodeUsed = ProcessUsage.of(List.of(run.nodes().getFirst().pid())).since(node);
        var postgresUsed = inserts.usage().since(postgres);
        Await.pause(STATISTICS);
        var messages = (double) sent.acknowledged();
        figure("durable messages/s", messages / seconds);
        figure("durable messages / plain inserts", messages / seconds / rows);
        figure("WAL syncs per message", (inserts.walSyncs() - syncs) / messages);
        figure("node CPU µs per message", nodeUsed.cpuMicros() / messages);
        figure("PostgreSQL CPU µs per message", postgresUsed.cpuMicros() / messages);
        figure("acknowledged after ms, median", load.latencies().percentile(0.5) / 1e3);
        figure("acknowledged after ms, p99", load.latencies().percentile(0.99) / 1e3);
        if (sent.refused() > 0) {
            throw new IllegalStateException(sent.refused() + " messages were refused");
        }
    }

    private Pairs.Counted send(Pairs load) {
        var before = load.counted();
        load.start(window);
        Await.pause(Duration.ofSeconds(seconds));
        load.stop();
        return load.counted().since(before);
    }

    private void requireAllStored(Pairs load) {
        var acknowledged = load.counted().acknowledged();
        var stored = load.stored();
        if (acknowledged != stored) {
            throw new IllegalStateException(
                    "%d messages were acknowledged, %d are there".formatted(acknowledged, stored));
        }
    }

    private boolean tellDurable() {
        report.say("%ndurable, %d conversations of two, %d under way each, median of %d", pairs, 2 * window, rounds);
        figures.forEach((name, series) -> report.say("%-36s %,12.2f", name, series.median()));
        var floor = series("plain inserts, rows/s").spread();
        if (floor > STEADY) {
            report.say("not to be used: plain inserts alone moved by %.0f %%, the machine is busy", floor * 100);
        }
        return floor <= STEADY;
    }

    // --- Frames of which nothing is stored ---

    private void thereAndBack(NovaRun run, Tokens tokens, Path folder) {
        var signed = IntStream.range(0, ECHOING)
                .parallel()
                .mapToObj(_ -> tokens.of(UUID.randomUUID().toString()))
                .toList();
        try (var peers = Peers.start(folder, run, signed::get)) {
            peers.servers().forEach(server -> echo(server, false));
            for (var round = 1; round <= rounds; round++) {
                peers.servers().forEach(server -> echo(server, true));
            }
            tellThereAndBack(peers.servers());
        }
    }

    private void echo(Server server, boolean measured) {
        try (var load = Echo.connect(server, ECHOING)) {
            var before = server.usage();
            var answered = load.run(frames, Duration.ofSeconds(seconds));
            if (measured) {
                figure(
                        cpuPerFrame(server),
                        (double) server.usage().since(before).cpuMicros() / answered);
            }
        }
    }

    private void tellThereAndBack(List<Server> servers) {
        report.say(
                "%n%d frames/s there and back over %,d sockets, nothing stored, median of %d", frames, ECHOING, rounds);
        var nova = series(cpuPerFrame(servers.getFirst())).median();
        for (var server : servers) {
            var cpu = series(cpuPerFrame(server)).median();
            report.say("%-6s %8.1f µs of CPU a frame, nova is %.2f ×", server.name(), cpu, nova / cpu);
        }
    }

    private static String cpuPerFrame(Server server) {
        return server.name() + " CPU µs per frame there and back";
    }

    private void figure(String name, double value) {
        series(name).add(value);
    }

    private Series series(String name) {
        return figures.computeIfAbsent(name, _ -> new Series());
    }
}
