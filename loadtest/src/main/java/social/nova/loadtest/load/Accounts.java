package social.nova.loadtest.load;

import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import social.nova.loadtest.client.Web;
import social.nova.loadtest.run.Node;

/// Accounts to load Nova with; nobody ever logs in to them.
final class Accounts {
    private Accounts() {}

    /// @return the ids
    static List<String> register(Node node, int count) {
        return IntStream.range(0, count)
                .parallel()
                .mapToObj(_ -> register(node))
                .toList();
    }

    /// @return the id
    static String register(Node node) {
        var name = "b" + UUID.randomUUID().toString().substring(0, 12);
        var answer = Web.post(
                "http://" + node.api() + "/api/v1/auth/register",
                "",
                Map.of("email", name + "@example.com", "username", name, "password", "Correct-Horse-1"));
        if (answer.status() != 201) {
            throw new IllegalStateException("nobody could be registered: " + answer);
        }
        return answer.body().path("id").asText();
    }
}
