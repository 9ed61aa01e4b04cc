package social.nova.loadtest.chaos;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import social.nova.loadtest.client.Endpoint;
import social.nova.loadtest.client.Person;
import social.nova.loadtest.client.RestClient.Unanswered;
import social.nova.loadtest.common.Await;
import social.nova.loadtest.fault.Fault;
import social.nova.loadtest.fault.Scene;
import social.nova.loadtest.fault.Testbed;
import social.nova.loadtest.history.Checker;
import social.nova.loadtest.history.Event;
import social.nova.loadtest.history.Event.Op;
import social.nova.loadtest.history.Event.Phase;
import social.nova.loadtest.history.History;
import social.nova.loadtest.history.Verdict;

/// Several talks at once, readers at every node, faults on demand, and the verdict in the end.
public final class Workload implements AutoCloseable {
    private static final Duration SETTLE = Duration.ofSeconds(90);
    private static final Duration READ_PAUSE = Duration.ofMillis(250);
    private static final int MANY_TALKS = 20;

    private final Testbed bed;
    private final History history;
    private final Random random;
    private final List<Talk> talks;
    private final AtomicBoolean going = new AtomicBoolean(true);
    private final CompletableFuture<Void> senders;
    private final CompletableFuture<Void> headReaders;

    /// Everybody is connected and sends when this returns.
    ///
    /// @param conversations how many
    /// @param pause of each sender between the acknowledgement of a message and the next one
    /// @param seed of what faults leave to chance
    public static Workload start(Testbed bed, History history, int conversations, Duration pause, long seed) {
        var mallory = Person.register(bed.nova().nodes().getFirst().api(), "mallory");
        var talks = IntStream.range(0, conversations)
                .parallel()
                .mapToObj(number -> Talk.open(number, bed, history, mallory))
                .toList();
        return new Workload(bed, history, talks, pause, seed);
    }

    private Workload(Testbed bed, History history, List<Talk> talks, Duration pause, long seed) {
        this.bed = bed;
        this.history = history;
        this.talks = talks;
        this.random = new Random(seed);
        this.senders = CompletableFuture.allOf(
                talks.stream().map(talk -> talk.go(going::get, pause)).toArray(CompletableFuture<?>[]::new));
        this.headReaders = CompletableFuture.allOf(bed.direct().stream()
                .map(node -> CompletableFuture.runAsync(
                        () -> readHeads(node), task -> Thread.ofVirtual().start(task)))
                .toArray(CompletableFuture<?>[]::new));
    }

    private void readHeads(Endpoint node) {
        while (going.get()) {
            for (var talk : talks) {
                talk.reader("heads at " + node.node(), List.of(node)).readHead(node);
                Await.pause(READ_PAUSE);
            }
        }
    }

    /// Waits until every conversation has acknowledged so many messages more.
    public void awaitAnswers(int each) {
        // Of all before it waits for the first: they talk at the same time.
        var enough = talks.stream().collect(Collectors.toMap(talk -> talk, talk -> talk.acknowledged() + each));
        enough.forEach((talk, count) ->
                Await.until("acknowledgements in " + talk.conversation(), SETTLE, () -> talk.acknowledged() >= count));
    }

    // Where many talk, one answer in each takes as long as many where few talk.
    private void awaitAnswers() {
        awaitAnswers(talks.size() > MANY_TALKS ? 1 : 20);
    }

    /// Lets a fault strike, and returns when every conversation acknowledges again and all nodes are ready.
    public Outage strike(Fault fault) {
        awaitAnswers();
        var talk = talks.get(random.nextInt(talks.size()));
        var begun = history.now();
        fault.strike(new Scene(bed, history, talk.conversation(), random));
        var mended = history.now();
        awaitAnswers();
        bed.awaitReady();
        return new Outage(fault.toString(), begun, mended, longestSilence(begun), firstAnswers(mended));
    }

    /// Tries over REST without a definite answer, since then.
    public List<Unanswered> unanswered(long since) {
        return talks.stream()
                .flatMap(talk -> talk.rest().unanswered().stream())
                .filter(unanswered -> unanswered.at() >= since)
                .toList();
    }

    public List<String> conversations() {
        return talks.stream().map(Talk::conversation).toList();
    }

    /// How often anything was acknowledged, repetitions included not.
    public long acknowledged() {
        return talks.stream().mapToLong(Talk::acknowledged).sum();
    }

    /// Lets everybody come to an end, reads everything from every node and from the database, and judges.
    public Verdict finish() {
        going.set(false);
        senders.orTimeout(SETTLE.toSeconds(), TimeUnit.SECONDS).join();
        headReaders.join();
        bed.awaitReady();
        for (var talk : talks) {
            for (var node : bed.direct()) {
                talk.reader("last read at " + node.node(), List.of(node)).readAll(node);
            }
            var revision = bed.database().revision(talk.conversation());
            awaitSockets(talk, revision);
            awaitTable(talk, revision);
            bed.database().readInto(history, talk.conversation());
        }
        return Checker.check(history.events());
    }

    // Who has not seen everything in time has missed something: the checker says who and what.
    private void awaitSockets(Talk talk, long revision) {
        try {
            Await.until("all sockets to see everything", Duration.ofSeconds(30), () -> talk.allHaveSeen(revision));
        } catch (IllegalStateException missed) {
            history.add(Event.of("harness", Phase.INFO, Op.FAULT, "", "a socket did not see everything in 30 s"));
        }
    }

    private void awaitTable(Talk talk, long revision) {
        var database = bed.database();
        try {
            Await.until(
                    "the table to catch up",
                    Duration.ofSeconds(30),
                    () -> database.projected(talk.conversation()) >= revision);
        } catch (IllegalStateException lags) {
            history.add(Event.of("harness", Phase.INFO, Op.FAULT, "", "the table did not catch up in 30 s"));
        }
    }

    @Override
    public void close() {
        going.set(false);
        talks.forEach(Talk::close);
    }

    // The longest time any conversation went without an acknowledgement, from then on.
    private Duration longestSilence(long since) {
        var last = new HashMap<String, Long>();
        var longest = 0L;
        for (var event : acknowledgements(since)) {
            var before = last.getOrDefault(event.conv(), since);
            longest = Math.max(longest, event.t() - before);
            last.put(event.conv(), event.t());
        }
        return Duration.ofNanos(longest);
    }

    // How long after that moment the slowest conversation acknowledged something.
    private Duration firstAnswers(long since) {
        var first = new HashMap<String, Long>();
        acknowledgements(since).forEach(event -> first.putIfAbsent(event.conv(), event.t()));
        return Duration.ofNanos(
                first.values().stream().mapToLong(Long::longValue).max().orElse(Long.MAX_VALUE) - since);
    }

    private List<Event> acknowledgements(long since) {
        var found = new ArrayList<Event>();
        for (var event : history.events().reversed()) {
            if (event.t() < since) {
                break;
            }
            if (event.op() == Op.SEND && event.type() == Phase.OK) {
                found.addFirst(event);
            }
        }
        return found;
    }
}
