package social.nova.loadtest.bench;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import social.nova.loadtest.client.Person;
import social.nova.loadtest.measure.Figures;
import social.nova.loadtest.measure.LastInLine;
import social.nova.loadtest.measure.Report;
import social.nova.loadtest.peer.BareHashes;
import social.nova.loadtest.run.Installation;
import social.nova.loadtest.run.NovaRun;

/// What logins cost: how many a node serves beside bare hashes on the same machine, and what others feel of it. Then
/// whether the time of a failure tells if there is an account. One node.
@Command(
        name = "logins",
        description = "Logins a second beside bare Argon2id, what others feel of them, and what times tell.",
        mixinStandardHelpOptions = true)
public final class LoginsBench implements Callable<Integer> {
    @Option(names = "--seconds", defaultValue = "20", description = "length of each measurement (${DEFAULT-VALUE})")
    private int seconds;

    @Option(names = "--rounds", defaultValue = "3", description = "how often each is measured (${DEFAULT-VALUE})")
    private int rounds;

    @Option(
            names = "--warming",
            defaultValue = "60",
            description = "seconds of logins before the first measurement (${DEFAULT-VALUE})")
    private int warming;

    @Option(names = "--clients", defaultValue = "16", description = "logins under way at once (${DEFAULT-VALUE})")
    private int clients;

    @Option(names = "--people", defaultValue = "100", description = "who log in, one after another (${DEFAULT-VALUE})")
    private int persons;

    @Option(names = "--failures", defaultValue = "0", description = "failures of each kind to time, 500 for example")
    private int failures;

    @Option(
            names = "--memory",
            defaultValue = "32",
            description = "MiB of one hash, in the node and beside it (${DEFAULT-VALUE})")
    private int memory;

    @Option(names = "--iterations", defaultValue = "3", description = "passes over that memory (${DEFAULT-VALUE})")
    private int iterations;

    private final Report report = new Report("logins", System.out);
    private final Figures figures = new Figures();

    @Override
    public Integer call() {
        var nova = Installation.ofThisProcess();
        var folder = nova.newRun("logins");
        var tellNothing = true;
        try (var run = NovaRun.start(nova, folder.resolve("nova"), 1, environment())) {
            LastInLine.thisProcess();
            var api = run.nodes().getFirst().api();
            var people = new ArrayList<Person>();
            for (var n = 0; n < persons; n++) {
                people.add(Person.register(api, "login-" + n));
            }
            var bare = new BareHashes(memory, iterations);
            bare.aSecond(Duration.ofSeconds(seconds));
            logIn(api, people, Duration.ofSeconds(warming));
            // Somebody who does not log in: that ends one's own earlier sessions in the end.
            var reader = Person.register(api, "reader");
            for (var round = 0; round < rounds; round++) {
                measure(bare, api, people, reader);
            }
            figures.sayIn(report);
            var share = figures.median("logins a second") / figures.median("bare hashes a second");
            var slower = figures.median("p99 of GET /users/me under logins, ms")
                    / figures.median("p99 of GET /users/me idle, ms");
            report.say("logins beside bare hashes %.0f %%, GET /users/me %.1f times as slow", share * 100, slower);
            if (failures > 0) {
                tellNothing = new FailureTimes(api, report).tellNothing(failures);
            }
        }
        figures.keepIn(report);
        report.save(nova.data().resolve("bench"));
        return figures.areSteady(List.of("bare hashes a second"), report) && tellNothing ? 0 : 1;
    }

    private Map<String, String> environment() {
        var environment = new HashMap<>(BenchMain.UNLIMITED);
        environment.put(
                "NOVA_NODE_JAVA_OPTS",
                "%s -Dnova.http.password-hash.memory=%dMiB -Dnova.http.password-hash.iterations=%d"
                        .formatted(System.getenv().getOrDefault("NOVA_NODE_JAVA_OPTS", ""), memory, iterations));
        return environment;
    }

    private void measure(BareHashes bare, String api, List<Person> people, Person reader) {
        var time = Duration.ofSeconds(seconds);
        figures.add("bare hashes a second", bare.aSecond(time));
        figures.add(
                "p99 of GET /users/me idle, ms",
                Reads.begin(api, reader.token(), time, report::say).join());
        var slow = Reads.begin(api, reader.token(), time, report::say);
        figures.add("logins a second", logIn(api, people, time));
        figures.add("p99 of GET /users/me under logins, ms", slow.join());
    }

    /// One person after another logs in, many at a time; gives how many did, a second. Few people would spend the time
    /// on ending their own earlier sessions.
    private double logIn(String api, List<Person> people, Duration time) {
        var turn = new AtomicInteger();
        var done = new AtomicInteger();
        var begun = System.nanoTime();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (var client = 0; client < clients; client++) {
                threads.execute(() -> {
                    while (System.nanoTime() - begun < time.toNanos()) {
                        people.get(turn.getAndIncrement() % people.size()).logIn(api);
                        done.incrementAndGet();
                    }
                });
            }
        }
        return done.get() * 1e9 / (System.nanoTime() - begun);
    }
}
