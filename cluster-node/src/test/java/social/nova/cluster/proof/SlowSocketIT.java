package social.nova.cluster.proof;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import social.nova.loadtest.client.Person;
import social.nova.loadtest.client.Web;
import social.nova.loadtest.common.Await;
import social.nova.loadtest.run.Node;
import social.nova.loadtest.run.NovaRun;

/// A socket that does not read is closed and costs nobody else; one that reads slowly gets everything.
@ExtendWith(SharedRun.class)
class SlowSocketIT {
    private static final Logger LOG = LoggerFactory.getLogger(SlowSocketIT.class);
    private static final int COUPLES = 10;
    private static final int SOCKETS_OF_ONE = 50;
    private static final int SOCKETS = COUPLES * 2 * SOCKETS_OF_ONE;
    private static final int FLOOD = 60;
    private static final Duration BETWEEN = Duration.ofMillis(500);
    private static final String TEXT = "x".repeat(8_000);
    private static final long MEBIBYTE = 1 << 20;
    private static final int MEBIBYTE_A_SECOND = 1 << 20;
    private static final Duration MEASURED = Duration.ofSeconds(10);

    /// How much two medians of the same differ on two busy cores, and how much what nine in ten stay below. There are
    /// some fifty round trips: one in a hundred would be the single slowest.
    private static final Duration NOISE_OF_P50 = Duration.ofMillis(50);
    private static final Duration NOISE_OF_P90 = Duration.ofMillis(150);

    @Test
    void aThousandSocketsThatNeverReadAreClosedAndNobodyElseFeelsThem(NovaRun nova) throws Exception {
        var node = nova.nodes().getFirst();
        var couples =
                IntStream.range(0, COUPLES).mapToObj(_ -> Couple.meet(node)).toList();
        try (var healthy = new Trips(node, Couple.meet(node))) {
            healthy.measure(Duration.ofSeconds(3)); // until all is warm
            var before = Memory.of(node);
            var whileAllRead = whileAllRead(node, couples, healthy);

            var sockets = open(node, couples);
            var opened = Memory.of(node);
            var flood = CompletableFuture.runAsync(() -> flood(node, couples, FLOOD));
            var whileNobodyReads = healthy.measure(MEASURED);
            // Until the kernel holds no more, ten seconds without taking anything, and three for a close that nobody
            // reads.
            var peak = Memory.peak(node, Duration.ofSeconds(25));
            flood.join();
            var closed = readToTheEnd(sockets);
            var after = Memory.of(node);
            LOG.info("before {}, opened {}, peak {}, closed {}", before, opened, peak, after);
            LOG.info("round trip while all read {}, while nobody reads {}", whileAllRead, whileNobodyReads);

            assertThat(closed).isEqualTo(SOCKETS);
            assertThat(peak.minus(before).total()).isLessThan(256 * MEBIBYTE);
            assertThat(after.minus(before).heap()).isLessThan(64 * MEBIBYTE);
            assertThat(whileNobodyReads.p50())
                    .isLessThan(whileAllRead.p50().multipliedBy(6).dividedBy(5).plus(NOISE_OF_P50));
            assertThat(whileNobodyReads.p90())
                    .isLessThan(whileAllRead.p90().multipliedBy(6).dividedBy(5).plus(NOISE_OF_P90));
        }
    }

    @Test
    void aSlowReaderIsResumedBySyncAndGetsEverythingOnceAndInOrder(NovaRun nova) throws Exception {
        var node = nova.nodes().getFirst();
        var couple = Couple.meet(node);
        var messages = 60;
        for (var n = 0; n < messages; n++) {
            post(node, couple.alice(), couple.conversation(), TEXT + n);
        }

        var seen = new ArrayList<Long>();
        var connections = 0;
        while (seen.size() < messages) {
            connections++;
            try (var socket = new RawSocket(node, couple.bob())) {
                socket.send(RawSocket.sync(couple.conversation(), seen.isEmpty() ? 0 : seen.getLast()));
                for (var text = socket.receive(48_000); !text.isEmpty(); text = socket.receive(48_000)) {
                    var frame = Web.read(text);
                    if (frame.path("type").asText().equals("message")) {
                        seen.add(frame.path("message").path("sequence_number").asLong());
                    }
                    if (seen.size() == messages) {
                        break;
                    }
                }
            } catch (IOException cut) {
                // The next one resumes.
            }
        }
        LOG.info("{} messages over {} connections", messages, connections);

        assertThat(seen)
                .isEqualTo(Stream.iterate(1L, n -> n + 1).limit(messages).toList());
    }

    // Of a client far away, or a node too busy to read; no ping was answered when it comes.
    @Test
    void nothingOvertakesASyncThatComesLate(NovaRun nova) throws Exception {
        var node = nova.nodes().getFirst();
        var couple = Couple.meet(node);
        post(node, couple.alice(), couple.conversation(), "missed");
        try (var socket = new RawSocket(node, couple.bob())) {
            Await.pause(Duration.ofSeconds(2));
            post(node, couple.alice(), couple.conversation(), "new");
            Await.pause(Duration.ofSeconds(1));

            socket.send(RawSocket.sync(couple.conversation(), 0));

            var seen = new ArrayList<String>();
            while (!seen.contains("synced")) {
                var frame = Web.read(socket.receive(MEBIBYTE_A_SECOND));
                seen.add(frame.path("message")
                        .path("plaintext")
                        .asText(frame.path("type").asText()));
            }
            assertThat(seen).containsExactly("conversation_created", "missed", "new", "synced");
        }
    }

    private static List<RawSocket> open(Node node, List<Couple> couples) throws Exception {
        var people = couples.stream()
                .flatMap(couple -> Stream.of(couple.alice(), couple.bob()))
                .toList();
        var opening = people.stream()
                .<Callable<List<RawSocket>>>map(person -> () -> {
                    var mine = new ArrayList<RawSocket>();
                    for (var n = 0; n < SOCKETS_OF_ONE; n++) {
                        var socket = new RawSocket(node, person);
                        socket.send("{\"type\":\"ping\"}"); // whoever has said nothing is sent nothing
                        mine.add(socket);
                    }
                    return mine;
                })
                .toList();
        var sockets = new ArrayList<RawSocket>();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (var mine : threads.invokeAll(opening)) {
                sockets.addAll(mine.get());
            }
        }
        return sockets;
    }

    /// What the same flood costs the healthy when every socket takes it.
    private static Latency whileAllRead(Node node, List<Couple> couples, Trips healthy) throws Exception {
        var sockets = open(node, couples);
        try (var readers = Executors.newVirtualThreadPerTaskExecutor()) {
            sockets.forEach(socket -> readers.execute(() -> readOn(socket)));
            var flood = CompletableFuture.runAsync(() -> flood(node, couples, (int) MEASURED.dividedBy(BETWEEN)));
            var latency = healthy.measure(MEASURED);
            flood.join();
            for (var socket : sockets) {
                socket.close();
            }
            return latency;
        }
    }

    private static void readOn(RawSocket socket) {
        try {
            socket.drain();
        } catch (IOException closed) {
            // by this test
        }
    }

    /// The messages are more than socket, kernel and client hold together.
    private static void flood(Node node, List<Couple> couples, int messages) {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            couples.forEach(couple -> threads.execute(() -> {
                for (var n = 0; n < messages; n++) {
                    post(node, couple.alice(), couple.conversation(), TEXT);
                    Await.pause(BETWEEN);
                }
            }));
        }
    }

    /// How many had been ended by the server. One that had not would go on receiving, and time out.
    private static int readToTheEnd(List<RawSocket> sockets) throws Exception {
        var ended = 0;
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var readers = sockets.stream()
                    .<Callable<Boolean>>map(socket -> () -> {
                        try (socket) {
                            socket.drain();
                            return true;
                        } catch (IOException stillOpen) {
                            return false;
                        }
                    })
                    .toList();
            for (var reader : threads.invokeAll(readers)) {
                ended += reader.get() ? 1 : 0;
            }
        }
        return ended;
    }

    private static void post(Node node, Person sender, String conversation, String text) {
        var answer = Web.post(
                "http://%s/conversations/%s/messages".formatted(node.messaging(), conversation),
                sender.token(),
                Map.of("plaintext", text));
        if (answer.status() != 200) {
            throw new IllegalStateException("refused: " + answer.status() + answer.body());
        }
    }

    /// Round trips of two people whose sockets stay open.
    private static final class Trips implements AutoCloseable {
        private final String conversation;
        private final Watcher alice;
        private final Watcher bob;

        private Trips(Node node, Couple couple) {
            conversation = couple.conversation();
            alice = new Watcher(node, couple.alice());
            bob = new Watcher(node, couple.bob());
            alice.send(Map.of("type", "ping"));
            bob.send(Map.of("type", "ping"));
        }

        Latency measure(Duration time) {
            var trips = new ArrayList<Duration>();
            var until = System.nanoTime() + time.toNanos();
            while (System.nanoTime() - until < 0) {
                var began = System.nanoTime();
                var text = "trip " + began;
                alice.send(Map.of("type", "message", "conversation_id", conversation, "text", text));
                trips.add(Duration.ofNanos(arrival(text) - began));
                Await.pause(Duration.ofMillis(20));
            }
            trips.sort(Duration::compareTo);
            return new Latency(trips.size(), trips.get(trips.size() / 2), trips.get(trips.size() * 9 / 10));
        }

        private long arrival(String text) {
            var limit = System.nanoTime() + Duration.ofSeconds(20).toNanos();
            while (System.nanoTime() - limit < 0) {
                var found = bob.seen("message")
                        .filter(message -> message.text().equals(text))
                        .findFirst();
                if (found.isPresent()) {
                    return found.get().at();
                }
                Await.pause(Duration.ofMillis(1));
            }
            throw new AssertionError("never arrived: " + text);
        }

        @Override
        public void close() {
            alice.close();
            bob.close();
        }
    }

    /// From sending on one socket to seeing it on the other's.
    ///
    /// @param count of round trips measured
    private record Latency(int count, Duration p50, Duration p90) {}

    /// What a node's process takes, after a full garbage collection. Its heap is resident from the beginning, all
    /// of it: what is resident grows by what is no heap, such as buffers of the network.
    ///
    /// @param heap bytes of live objects
    /// @param resident bytes of the process in memory
    private record Memory(long heap, long resident) {
        /// The most of each, seen every second for so long.
        static Memory peak(Node node, Duration time) throws IOException {
            var peak = of(node);
            var until = System.nanoTime() + time.toNanos();
            while (System.nanoTime() - until < 0) {
                Await.pause(Duration.ofSeconds(1));
                var now = of(node);
                LOG.info("now {}", now);
                peak = new Memory(Math.max(peak.heap(), now.heap()), Math.max(peak.resident(), now.resident()));
            }
            return peak;
        }

        Memory minus(Memory earlier) {
            return new Memory(heap - earlier.heap(), resident - earlier.resident());
        }

        long total() {
            return heap + resident;
        }

        static Memory of(Node node) throws IOException {
            var jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
            var process = new ProcessBuilder(jcmd, Long.toString(node.pid()), "GC.class_histogram")
                    .redirectErrorStream(true)
                    .start();
            var total = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> line.startsWith("Total"))
                    .findFirst()
                    .orElseThrow();
            var resident = Files.readAllLines(Path.of("/proc/" + node.pid() + "/status")).stream()
                    .filter(line -> line.startsWith("VmRSS"))
                    .findFirst()
                    .orElseThrow();
            return new Memory(
                    Long.parseLong(total.replaceAll("\\D+", " ").trim().replaceAll(".* ", "")),
                    Long.parseLong(resident.replaceAll("\\D", "")) * 1024);
        }

        @Override
        public String toString() {
            return "heap %d MiB, resident %d MiB".formatted(heap / MEBIBYTE, resident / MEBIBYTE);
        }
    }
}
