package social.nova.deploy.launcher;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/// Asks a node whether it is ready to serve.
record Readiness(HttpClient http) {

    private static final Duration PATIENCE = Duration.ofSeconds(2);
    private static final int OK = 200;

    static HttpClient newClient() {
        return HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(Duration.ofSeconds(1))
                .build();
    }

    /// Never fails: no answer in time is a no.
    CompletableFuture<Boolean> of(URI address) {
        var request = HttpRequest.newBuilder(address).timeout(PATIENCE).build();
        return http.sendAsync(request, BodyHandlers.discarding())
                .handle((response, failure) -> failure == null && response.statusCode() == OK);
    }
}
