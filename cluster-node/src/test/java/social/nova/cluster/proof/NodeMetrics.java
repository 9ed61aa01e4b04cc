package social.nova.cluster.proof;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import social.nova.loadtest.run.Node;

/// What a node counted up to a moment.
///
/// @param text in Prometheus' format
record NodeMetrics(String text) {
    private static final HttpClient CLIENT = HttpClient.newHttpClient();
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    static NodeMetrics of(Node node) {
        var request = HttpRequest.newBuilder(URI.create("http://" + node.api() + "/metrics"))
                .timeout(PATIENCE)
                .build();
        try {
            return new NodeMetrics(CLIENT.send(request, BodyHandlers.ofString()).body());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    /// @param sample with its labels, `nova_hub_pulls_total{outcome="done"}` for example
    double value(String sample) {
        return text.lines()
                .filter(line -> line.startsWith(sample + " "))
                .mapToDouble(line -> Double.parseDouble(line.substring(sample.length() + 1)))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no sample " + sample));
    }
}
