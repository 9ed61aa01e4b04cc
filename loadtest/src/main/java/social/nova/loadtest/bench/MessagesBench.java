package social.nova.loadtest.bench;

import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import social.nova.loadtest.load.Tokens;
import social.nova.loadtest.measure.Figures;
import social.nova.loadtest.measure.Report;
import social.nova.loadtest.run.Installation;
import social.nova.loadtest.run.NovaRun;

/// What a message costs. First durable ones, from the sender's socket to the acknowledgement, beside the same database
/// by plain inserts; then frames that nothing is stored of, beside Netty and, where it is installed, nchan. One node.
@Command(
        name = "messages",
        description = "Durable messages a second beside plain inserts; CPU of a frame beside Netty and nchan.",
        mixinStandardHelpOptions = true)
public final class MessagesBench implements Callable<Integer> {
    @Option(names = "--pairs", defaultValue = "100", description = "conversations of two (${DEFAULT-VALUE})")
    private int pairs;

    @Option(names = "--window", defaultValue = "4", description = "messages of a sender under way (${DEFAULT-VALUE})")
    private int window;

    @Option(names = "--seconds", defaultValue = "6", description = "length of each measurement (${DEFAULT-VALUE})")
    private int seconds;

    @Option(names = "--warming", defaultValue = "60", description = "seconds before the first (${DEFAULT-VALUE})")
    private int warming;

    @Option(names = "--rounds", defaultValue = "3", description = "how often each is measured (${DEFAULT-VALUE})")
    private int rounds;

    @Option(names = "--frames", defaultValue = "4000", description = "passing frames a second (${DEFAULT-VALUE})")
    private int frames;

    @Option(names = "--durable-only", description = "leave out the frames that nothing is stored of")
    private boolean durableOnly;

    @Override
    public Integer call() {
        var nova = Installation.ofThisProcess();
        var folder = nova.newRun("messages");
        var report = new Report("messages", System.out);
        var figures = new Figures();
        var time = Duration.ofSeconds(seconds);
        boolean steady;
        try (var run = NovaRun.start(nova, folder.resolve("nova"), 1, BenchMain.UNLIMITED)) {
            var tokens = Tokens.of(run);
            var durable = new DurableMessages.Options(pairs, window, rounds, time, Duration.ofSeconds(warming));
            steady = new DurableMessages(durable, figures, report).measure(run, tokens);
            if (!durableOnly) {
                var passing = new PassingFrames.Options(frames, rounds, time.multipliedBy(2));
                steady &= new PassingFrames(passing, figures, report).measure(run, tokens, folder);
            }
        }
        figures.keepIn(report);
        report.save(nova.data().resolve("bench"));
        return steady ? 0 : 1;
    }
}
