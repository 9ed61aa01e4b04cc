package social.nova.deploy.launcher;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import social.nova.deploy.host.JsonFile;

/// Tells the cluster that a node's process has ended, which the launcher knows for certain and the other members would
/// only come to suspect, seconds later.
///
/// @param secret the management secret of the run
record MemberDownNotice(HttpClient http, String secret) {

    private static final Duration PATIENCE = Duration.ofMillis(1_500);
    private static final int SUCCESS_CLASS = 2;

    /// Asks one live member after the other until one has taken it.
    ///
    /// @return who took it; empty when there is nobody to tell or nobody answered as hoped
    CompletableFuture<Optional<NodeAddress>> send(NodeAddress ended, List<NodeAddress> live) {
        if (live.isEmpty()) {
            return CompletableFuture.completedFuture(Optional.empty());
        }
        var first = live.getFirst();
        return http.sendAsync(request(ended, first), BodyHandlers.discarding())
                .handle((response, failure) -> failure == null && response.statusCode() / 100 == SUCCESS_CLASS)
                .thenCompose(taken -> taken
                        ? CompletableFuture.completedFuture(Optional.of(first))
                        : send(ended, live.subList(1, live.size())));
    }

    private HttpRequest request(NodeAddress ended, NodeAddress asked) {
        return HttpRequest.newBuilder(asked.memberDown())
                .timeout(PATIENCE)
                .header("Authorization", "Bearer " + secret)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(body(ended)))
                .build();
    }

    private static String body(NodeAddress ended) {
        try {
            return JsonFile.MAPPER.writeValueAsString(Map.of("address", ended.member()));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
