package social.nova.loadtest.chaos;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import social.nova.loadtest.fault.Lan;
import social.nova.loadtest.fault.Testbed;
import social.nova.loadtest.history.History;
import social.nova.loadtest.run.Installation;

/// `chaos`: people talk on three nodes while faults strike one after another, and every promise is checked in the end.
///
/// Each run is whole in itself, with its own data and verdict, so many kills are had in pieces: `--kills 20` fifteen
/// times. The sums of all pieces are printed at the end of each.
@Command(
        name = "chaos",
        mixinStandardHelpOptions = true,
        description = "Break things while people talk, and check that nothing was lost, doubled or reordered.")
public final class ChaosCommand implements Callable<Integer> {
    private static final int VIOLATIONS_SHOWN = 20;

    // People log in once, and a run may take longer than their tokens are good for by default.
    private static final Map<String, String> LONG_TOKENS = Map.of("JWT_ACCESS_TOKEN_EXPIRY", "86400");

    @Option(names = "--kills", description = "How many nodes to kill (default: ${DEFAULT-VALUE}).")
    private int kills = 20;

    @Option(names = "--each", description = "How many of every other kind of fault (default: ${DEFAULT-VALUE}).")
    private int each = 2;

    @Option(names = "--minutes", description = "Go on with the same mix until so much time has passed.")
    private int minutes;

    @Option(names = "--seed", description = "Gives the same faults in the same order; printed, and random without it.")
    private long seed = ThreadLocalRandom.current().nextInt(Integer.MAX_VALUE);

    @Option(
            names = "--faults",
            split = ",",
            description =
                    "Kinds of fault: kill, freeze, stall, term, partition, postgres, commit, slow, sockets, redis, kafka, "
                            + "s3, smtp, or all but partition, which needs root (default: kill).")
    private List<String> faults = List.of("kill");

    @Option(names = "--nodes", description = "How many nodes (default: ${DEFAULT-VALUE}).")
    private int nodes = 3;

    @Option(
            names = "--conversations",
            description = "How many conversations, with three sockets each (default: ${DEFAULT-VALUE}).")
    private int conversations = 200;

    @Option(
            names = "--pause",
            description = "Milliseconds a sender, three in each conversation, waits before its next message "
                    + "(default: ${DEFAULT-VALUE}).")
    private int pause = 6_000;

    @Option(
            names = "--control",
            description =
                    "Damage the run on purpose, to see the checker go red: drop-row, async-commit, no-deduplication, "
                            + "silent-drop.")
    private @Nullable String control;

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public Integer call() {
        var kinds = kinds();
        var sabotage = sabotage();
        var installation = Installation.ofThisProcess();
        var folder = installation.newRun("chaos");
        say("seed %d, %d kills, %d of each other among %s; everything is kept in %s", seed, kills, each, kinds, folder);
        try (var bed = testbed(kinds, sabotage, installation, folder);
                var history = new History(folder.resolve("history.jsonl"))) {
            var result = run(bed, history, kinds, sabotage);
            result.appendTo(folder.resolve("result.jsonl"));
            if (sabotage == Sabotage.NONE) {
                result.appendTo(all(installation));
            }
            report(result, installation);
            return result.clean() ? 0 : 1;
        }
    }

    private Testbed testbed(Set<FaultKind> kinds, Sabotage sabotage, Installation installation, Path folder) {
        var environment = new HashMap<>(LONG_TOKENS);
        sabotage.planted().map(installation::planting).ifPresent(environment::putAll);
        if (!kinds.contains(FaultKind.PARTITION)) {
            return Testbed.start(installation, folder, nodes, environment, seed);
        }
        if (!Lan.isPossible()) {
            throw wrongUse("--faults: partition needs root and the command ip");
        }
        return Testbed.onHosts(installation, folder, nodes, environment, seed);
    }

    private Result run(Testbed bed, History history, Set<FaultKind> kinds, Sabotage sabotage) {
        var deadline = System.nanoTime() + Duration.ofMinutes(minutes).toNanos();
        var outages = new ArrayList<Outage>();
        sabotage.before(bed);
        try (var workload = Workload.start(bed, history, conversations, Duration.ofMillis(pause), seed)) {
            say("%d conversations on %d nodes", conversations, nodes);
            var round = 0;
            do {
                for (var fault : Schedule.of(seed + round++, kinds, kills, each).faults()) {
                    var outage = workload.strike(fault);
                    outages.add(outage);
                    say("%3d  %s; %d acknowledged", outages.size(), outage, workload.acknowledged());
                }
            } while (minutes > 0 && System.nanoTime() < deadline);
            sabotage.during(bed, workload);
            say("reading everything from every node and from the database");
            var verdict = workload.finish();
            return Result.of(seed, outages, verdict);
        }
    }

    private void report(Result result, Installation installation) {
        result.details().stream().limit(VIOLATIONS_SHOWN).forEach(violation -> say("VIOLATION %s", violation));
        say("this run:");
        result.summary().forEach(line -> say("  %s", line));
        if (control == null) {
            var sum = Result.sum(all(installation));
            say("all %d runs in %s:", sum.runs(), all(installation));
            sum.summary().forEach(line -> say("  %s", line));
        }
    }

    private static Path all(Installation installation) {
        return installation.data().resolve("bench").resolve("chaos.jsonl");
    }

    private Set<FaultKind> kinds() {
        if (faults.contains("all")) {
            return EnumSet.complementOf(EnumSet.of(FaultKind.PARTITION));
        }
        try {
            return faults.stream()
                    .map(name -> FaultKind.valueOf(name.strip().toUpperCase(Locale.ROOT)))
                    .collect(Collectors.toCollection(() -> EnumSet.noneOf(FaultKind.class)));
        } catch (IllegalArgumentException unknown) {
            throw wrongUse("--faults: one of "
                    + Stream.of(FaultKind.values())
                            .map(kind -> kind.name().toLowerCase(Locale.ROOT))
                            .toList() + " or all");
        }
    }

    private Sabotage sabotage() {
        if (control == null) {
            return Sabotage.NONE;
        }
        try {
            return Sabotage.valueOf(control.toUpperCase(Locale.ROOT).replace('-', '_'));
        } catch (IllegalArgumentException unknown) {
            throw wrongUse("--control: drop-row, async-commit, no-deduplication or silent-drop");
        }
    }

    private ParameterException wrongUse(String message) {
        return new ParameterException(Objects.requireNonNull(spec).commandLine(), message);
    }

    private void say(String format, Object... arguments) {
        var out = Objects.requireNonNull(spec).commandLine().getOut();
        out.printf(format + "%n", arguments);
        out.flush();
    }
}
