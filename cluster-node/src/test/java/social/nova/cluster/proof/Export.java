package social.nova.cluster.proof;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import social.nova.loadtest.client.Person;
import social.nova.loadtest.client.Web;
import social.nova.loadtest.common.Await;
import social.nova.loadtest.run.Node;

/// An archive of their data that somebody has asked for.
record Export(Person owner, String id) {
    private static final Duration MADE_WITHIN = Duration.ofSeconds(60);

    /// @throws AssertionError if it is not accepted
    static Export ask(Person owner, Node node) {
        var asked = Web.send("POST", "http://%s/api/v1/users/me/export".formatted(node.api()), owner.token(), Map.of());
        if (asked.status() != 202) {
            throw new AssertionError("expected 202, got " + asked);
        }
        return new Export(owner, asked.body().path("id").asText());
    }

    String status(Node node) {
        return show(node).body().path("status").asText();
    }

    /// The path to it, once it is made; good at every node.
    String awaitLink(Node node) {
        return Await.found(
                "the archive of " + owner,
                MADE_WITHIN,
                () -> Optional.of(show(node))
                        .map(shown -> shown.body().path("download_url"))
                        .filter(JsonNode::isTextual)
                        .map(link -> URI.create(link.asText()))
                        .map(link -> link.getRawPath() + "?" + link.getRawQuery()));
    }

    static Web.Answer download(Node node, String link) {
        return Web.get("http://" + node.api() + link, "");
    }

    private Web.Answer show(Node node) {
        return Web.get("http://%s/api/v1/users/me/export/%s".formatted(node.api(), id), owner.token());
    }
}
