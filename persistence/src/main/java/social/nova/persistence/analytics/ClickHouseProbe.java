package social.nova.persistence.analytics;

import akka.Done;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletionStage;

/// Whether ClickHouse answers, lets this user in, and has the database.
public final class ClickHouseProbe implements AutoCloseable {
    private static final int OK = 200;
    private static final int LONGEST_ANSWER = 64 * 1024;

    private final ClickHouseSettings settings;
    private final HttpClient http;

    public ClickHouseProbe(ClickHouseSettings settings) {
        this.settings = settings;
        this.http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(settings.timeout())
                .build();
    }

    /// Fails when any of it is not so within the timeout.
    public CompletionStage<Done> ping() {
        return ask(HttpRequest.newBuilder(URI.create(settings.url() + "/ping")))
                .thenCompose(_ -> ask(login()))
                .thenApply(_ -> Done.getInstance());
    }

    private HttpRequest.Builder login() {
        var database = URLEncoder.encode(settings.database(), StandardCharsets.UTF_8);
        return HttpRequest.newBuilder(URI.create(settings.url() + "/?query=SELECT%201&database=" + database))
                .header("X-ClickHouse-User", settings.username())
                .header("X-ClickHouse-Key", settings.password().value());
    }

    private CompletionStage<HttpResponse<String>> ask(HttpRequest.Builder request) {
        var bounded = BodyHandlers.limiting(BodyHandlers.ofString(), LONGEST_ANSWER);
        return http.sendAsync(request.timeout(settings.timeout()).build(), bounded)
                .thenApply(response -> {
                    if (response.statusCode() != OK) {
                        var what = "ClickHouse answers " + response.statusCode();
                        throw new UncheckedIOException(what, new IOException(what));
                    }
                    return response;
                });
    }

    @Override
    public void close() {
        http.shutdownNow();
    }
}
