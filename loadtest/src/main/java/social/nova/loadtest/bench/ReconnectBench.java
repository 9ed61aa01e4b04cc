package social.nova.loadtest.bench;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import social.nova.loadtest.load.Returners;
import social.nova.loadtest.load.Tokens;
import social.nova.loadtest.measure.OpenFiles;
import social.nova.loadtest.measure.Report;
import social.nova.loadtest.run.Installation;
import social.nova.loadtest.run.NovaRun;
import social.nova.loadtest.run.Signal;

/// A node dies with all its sockets, and all of them come back to the others at once.
@Command(
        name = "reconnect",
        description = "Kill a node with many sockets; how long until all are back and have what they missed.",
        mixinStandardHelpOptions = true)
public final class ReconnectBench implements Callable<Integer> {
    private static final double WITHIN_SECONDS = 60;

    @Option(names = "--sockets", defaultValue = "10000", description = "sockets at the node (${DEFAULT-VALUE})")
    private int sockets;

    private final Report report = new Report("reconnect", System.out);

    @Override
    public Integer call() {
        OpenFiles.requireRoomFor(sockets);
        var nova = Installation.ofThisProcess();
        var folder = nova.newRun("reconnect");
        try (var run = NovaRun.start(nova, folder, 3, BenchMain.UNLIMITED)) {
            var nodes = run.nodes();
            report.say("opening %,d sockets at %s", sockets, nodes.getFirst());
            try (var crowd = Returners.connect(nodes, Tokens.of(run), sockets)) {
                crowd.returnTo(nodes.subList(1, nodes.size()));
                var killed = System.nanoTime();
                nodes.getFirst().process().ifPresent(Signal.KILL::sendToTree);
                crowd.sendToAll(nodes.get(1));
                var taken = (System.nanoTime() - killed) / 1e9;
                report.keep("every conversation acknowledged again after s", taken);
                var latencies = crowd.awaitReturn(killed);
                var all = latencies.percentile(1) / 1e6;
                report.keep("sockets", sockets);
                report.keep("half back after s", latencies.percentile(0.5) / 1e6);
                report.keep("all back after s", all);
                report.keep("refused and tried again", crowd.refusals());
                report.say(
                        "%,d sockets: half back and synced after %.1f s, all after %.1f s; refused on the way %d times; "
                                + "every conversation had acknowledged a new message after %.1f s",
                        sockets, latencies.percentile(0.5) / 1e6, all, crowd.refusals(), taken);
                report.save(nova.data().resolve("bench"));
                return all <= WITHIN_SECONDS ? 0 : 1;
            }
        }
    }
}
