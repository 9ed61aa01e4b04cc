package social.nova.loadtest.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import social.nova.loadtest.client.KeptConnection;
import social.nova.loadtest.measure.FirstInLine;
import social.nova.loadtest.measure.Latencies;

/// `GET /users/me` over and over, by a process that does nothing else and waits for no processor: neither what loads
/// the machine nor a collection among the clients that do is taken for the server's time.
final class Reads {
    /// Rare enough that reads themselves take little of the machine from what goes on beside them.
    private static final Duration EVERY = Duration.ofMillis(20);
    private static final int WARMING = 100;
    private static final String TOKEN = "NOVA_TOKEN";

    private Reads() {}

    /// Begins to read, and gives the time in ms that 99 of 100 answers took at most.
    ///
    /// @param api `host:port`
    /// @param warn is told if it waits for a processor like everybody else: not to takes root
    static CompletableFuture<Double> begin(String api, String token, Duration time, Consumer<String> warn) {
        var builder = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xms32m",
                        "-Xmx32m",
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Reads.class.getName(),
                        api,
                        Long.toString(time.toMillis()))
                .redirectError(ProcessBuilder.Redirect.INHERIT);
        builder.environment().put(TOKEN, token);
        return CompletableFuture.supplyAsync(() -> {
            try (var output = builder.start().inputReader()) {
                return p99(output, warn);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    private static double p99(BufferedReader output, Consumer<String> warn) throws IOException {
        if (!Boolean.parseBoolean(output.readLine())) {
            warn.accept("reads wait for a processor like everybody else: this takes root");
        }
        var p99 = output.readLine();
        if (p99 == null) {
            throw new IllegalStateException("the reader failed");
        }
        return Double.parseDouble(p99);
    }

    /// Prints whether it is first in line, and then the figure.
    ///
    /// @param arguments address of the API; for how many milliseconds
    public static void main(String[] arguments) throws IOException {
        System.out.println(FirstInLine.thisThread());
        try (var connection = new KeptConnection(arguments[0])) {
            var token = Objects.requireNonNull(System.getenv(TOKEN));
            for (var n = 0; n < WARMING; n++) {
                read(connection, token);
            }
            System.out.println(p99(connection, token, Duration.ofMillis(Long.parseLong(arguments[1]))));
        }
    }

    private static double p99(KeptConnection connection, String token, Duration time) throws IOException {
        var latencies = new Latencies();
        var end = System.nanoTime() + time.toNanos();
        while (System.nanoTime() < end) {
            latencies.add(read(connection, token));
            LockSupport.parkNanos(EVERY.toNanos());
        }
        return latencies.percentile(0.99) / 1_000.0;
    }

    private static long read(KeptConnection connection, String token) throws IOException {
        var begun = System.nanoTime();
        var status = connection.get("/api/v1/users/me", token);
        if (status != 200) {
            throw new IllegalStateException("expected a profile, got " + status);
        }
        return (System.nanoTime() - begun) / 1_000;
    }
}
