package social.nova.loadtest.bench;

import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import social.nova.loadtest.load.GroupLoad;
import social.nova.loadtest.load.GroupLoad.Measured;
import social.nova.loadtest.load.Tokens;
import social.nova.loadtest.measure.Figures;
import social.nova.loadtest.measure.LastInLine;
import social.nova.loadtest.measure.OpenFiles;
import social.nova.loadtest.measure.ProcessUsage;
import social.nova.loadtest.measure.Report;
import social.nova.loadtest.run.Installation;
import social.nova.loadtest.run.Node;
import social.nova.loadtest.run.NovaRun;

/// A group as large as groups may be, over three nodes: how long its messages take to all sockets, and what other
/// conversations feel of it.
@Command(
        name = "group",
        description = "A group of 1,000: latency to all sockets, what others feel, and the highest rate.",
        mixinStandardHelpOptions = true)
public final class GroupBench implements Callable<Integer> {
    private static final double WITHIN_MILLIS = 250;
    private static final double OTHERS_SLOWER = 1.2;
    private static final double FASTER = 1.5;

    @Option(names = "--members", defaultValue = "1000", description = "with a socket each (${DEFAULT-VALUE})")
    private int members;

    @Option(names = "--rate", defaultValue = "25", description = "messages a second (${DEFAULT-VALUE})")
    private int rate;

    @Option(names = "--seconds", defaultValue = "30", description = "length of each measurement (${DEFAULT-VALUE})")
    private int seconds;

    @Option(names = "--rounds", defaultValue = "3", description = "how often (${DEFAULT-VALUE})")
    private int rounds;

    @Option(
            names = "--warming",
            defaultValue = "150",
            description = "seconds before the first measurement (${DEFAULT-VALUE})")
    private int warming;

    @Option(names = "--find", description = "then go on faster and faster, until it takes too long")
    private boolean find;

    private final Report report = new Report("group", System.out);
    private final Figures figures = new Figures();

    @Override
    public Integer call() {
        OpenFiles.requireRoomFor(members);
        var nova = Installation.ofThisProcess();
        var folder = nova.newRun("group");
        try (var run = NovaRun.start(nova, folder, 3, BenchMain.UNLIMITED);
                var bare = BareGroup.start(folder)) {
            LastInLine.thisProcess();
            report.say("registering %,d people", members);
            try (var load = GroupLoad.connect(run.nodes(), Tokens.of(run), members, 20)) {
                if (!load.isFirstInLine()) {
                    report.say("conversations of two wait for a processor like everybody else: this takes root");
                }
                load.talk(rate, Duration.ofSeconds(warming));
                var kept = true;
                for (var round = 0; round < rounds; round++) {
                    kept &= measure(run, load, bare);
                }
                if (find) {
                    report.keep("highest rate", highest(run, load));
                }
                figures.sayIn(report);
                figures.keepIn(report);
                report.save(nova.data().resolve("bench"));
                return kept ? 0 : 1;
            }
        }
    }

    private boolean measure(NovaRun run, GroupLoad load, BareGroup bare) {
        var before = load.talk(0, Duration.ofSeconds(seconds));
        var measured = talk(run, load, rate);
        var alone = before.pairs().percentile(0.99) / 1e3;
        var beside = measured.pairs().percentile(0.99) / 1e3;
        report.say("conversations of two: p99 %.1f ms without the group, %.1f ms beside it", alone, beside);
        bare.pairsBeside(load, members, rate, Duration.ofSeconds(seconds)).ifPresent(pairs -> {
            var besideBare = pairs.percentile(0.99) / 1e3;
            report.say("beside a group of the same size and rate that only nchan knows: p99 %.1f ms", besideBare);
            figures.add("others' p99 ms beside a group of nchan", besideBare);
        });
        figures.add("p99 ms at " + rate + "/s", measured.group().percentile(0.99) / 1e3);
        figures.add("others' p99 ms without", alone);
        figures.add("others' p99 ms beside", beside);
        return measured.group().percentile(0.99) / 1e3 <= WITHIN_MILLIS && beside <= OTHERS_SLOWER * alone;
    }

    private Measured talk(NovaRun run, GroupLoad load, int perSecond) {
        var pids = run.nodes().stream().map(Node::pid).toList();
        var before = ProcessUsage.of(pids);
        var measured = load.talk(perSecond, Duration.ofSeconds(seconds));
        var used = ProcessUsage.of(pids).since(before).cpuMicros();
        report.say(
                "%,d messages a second to %,d sockets: median %.1f ms, p99 %.1f ms, %.1f µs of the nodes' CPU a delivery",
                perSecond,
                members,
                measured.group().percentile(0.5) / 1e3,
                measured.group().percentile(0.99) / 1e3,
                (double) used / measured.delivered());
        return measured;
    }

    private int highest(NovaRun run, GroupLoad load) {
        var carried = 0;
        for (var next = rate; ; next = (int) Math.ceil(next * FASTER)) {
            if (talk(run, load, next).group().percentile(0.99) / 1e3 > WITHIN_MILLIS) {
                return carried;
            }
            carried = next;
        }
    }
}
