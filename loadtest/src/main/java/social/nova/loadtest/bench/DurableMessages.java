package social.nova.loadtest.bench;

import java.time.Duration;
import java.util.List;
import social.nova.loadtest.common.Await;
import social.nova.loadtest.load.Pairs;
import social.nova.loadtest.load.Tokens;
import social.nova.loadtest.measure.Figures;
import social.nova.loadtest.measure.ProcessUsage;
import social.nova.loadtest.measure.Report;
import social.nova.loadtest.peer.PlainInserts;
import social.nova.loadtest.peer.PlainInserts.Way;
import social.nova.loadtest.run.NovaRun;

/// Messages from the sender's socket to the acknowledgement and to both ends' sockets, beside rows of the same
/// shape put into the same PostgreSQL by nobody but the benchmark.
final class DurableMessages {
    static final String NODE_CPU = "node CPU µs per durable message";

    private static final Way SINGLE = new Way(64, 1);
    private static final Way GROUPED = new Way(4, 100);
    private static final String SINGLE_ROWS = "plain inserts, one row a commit, rows/s";
    private static final String GROUPED_ROWS = "plain inserts, 100 rows a commit, rows/s";

    // PostgreSQL's counters are brought up to date once a second.
    private static final Duration STATISTICS = Duration.ofMillis(1_500);
    private static final Duration INSERTING = Duration.ofSeconds(6);

    private final Options options;
    private final Figures figures;
    private final Report report;

    /// @param window messages of a sender under way
    /// @param time of each measurement
    /// @param warming before the first
    record Options(int pairs, int window, int rounds, Duration time, Duration warming) {}

    DurableMessages(Options options, Figures figures, Report report) {
        this.options = options;
        this.figures = figures;
        this.report = report;
    }

    /// Whether the database stayed as fast as it was.
    boolean measure(NovaRun run, Tokens tokens) {
        report.say("registering %d people", 2 * options.pairs());
        try (var inserts = new PlainInserts(run);
                var load = Pairs.connect(run.nodes().getFirst(), tokens, options.pairs())) {
            inserts.rowsPerSecond(GROUPED, INSERTING);
            inserts.rowsPerSecond(SINGLE, options.warming().dividedBy(4));
            send(load, options.warming());
            for (var round = 1; round <= options.rounds(); round++) {
                inserts.awaitRest();
                var single = inserts.rowsPerSecond(SINGLE, INSERTING);
                figures.add(SINGLE_ROWS, single);
                measure(run, load, inserts, single);
                inserts.awaitRest();
                figures.add(GROUPED_ROWS, inserts.rowsPerSecond(GROUPED, INSERTING));
            }
            load.requireZeroLoss();
        }
        report.say(
                "%ndurable: %d conversations of two, %d messages under way in each, median of %d",
                options.pairs(), 2 * options.window(), options.rounds());
        figures.sayIn(report);
        return figures.areSteady(List.of(SINGLE_ROWS), report);
    }

    private void measure(NovaRun run, Pairs load, PlainInserts inserts, double single) {
        Await.pause(STATISTICS);
        var node = List.of(run.nodes().getFirst().pid());
        var syncs = inserts.walSyncs();
        var nodeBefore = ProcessUsage.of(node);
        var postgresBefore = inserts.usage();
        var clientBefore = ProcessUsage.ofThisProcess();
        var sent = send(load, options.time());
        var nodeUsed = ProcessUsage.of(node).since(nodeBefore).cpuMicros();
        var postgresUsed = inserts.usage().since(postgresBefore).cpuMicros();
        var clientUsed = ProcessUsage.ofThisProcess().since(clientBefore).cpuMicros();
        Await.pause(STATISTICS);
        if (sent.refused() > 0) {
            throw new IllegalStateException(
                    sent.refused() + " messages were refused: the machine cannot do as much, take fewer --pairs");
        }
        var acknowledged = (double) sent.acknowledged();
        var perSecond = acknowledged / options.time().toSeconds();
        figures.add("durable messages/s", perSecond);
        figures.add("durable messages / rows of one a commit", perSecond / single);
        figures.add("WAL syncs per durable message", (inserts.walSyncs() - syncs) / acknowledged);
        figures.add(NODE_CPU, nodeUsed / acknowledged);
        figures.add("PostgreSQL CPU µs per durable message", postgresUsed / acknowledged);
        figures.add("the benchmark's own CPU µs per message", clientUsed / acknowledged);
        figures.add("acknowledged after ms, median", load.latencies().percentile(0.5) / 1e3);
        figures.add("acknowledged after ms, p99", load.latencies().percentile(0.99) / 1e3);
    }

    private Pairs.Counted send(Pairs load, Duration time) {
        var before = load.counted();
        load.start(options.window());
        Await.pause(time);
        load.stop();
        return load.counted().since(before);
    }
}
