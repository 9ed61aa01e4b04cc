package social.nova.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ManagementPortTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    @ParameterizedTest
    @CsvSource({
        "GET,     /nothing,                        404, NOT_FOUND",
        "GET,     /nova/nothing,                   404, NOT_FOUND",
        "DELETE,  /bootstrap/seed-nodes,           405, METHOD_NOT_ALLOWED",
        "PUT,     /cluster/members/akka%3A%2F%2Fa, 405, METHOD_NOT_ALLOWED",
        "GET,     /cluster/members/nobody,         404, NOT_FOUND",
        "GET,     /nova/admins,                    405, METHOD_NOT_ALLOWED",
        "POST,    /nova/admins,                    403, FORBIDDEN",
    })
    void answersWhatItRefusesInTheErrorForm(String method, String path, int status, String code) throws Exception {
        var answer = fetch(method, path);

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        var body = JSON.readTree(answer.body());
        var fields = new HashSet<String>();
        body.fieldNames().forEachRemaining(fields::add);
        assertThat(fields).isEqualTo(Set.of("error", "message", "details", "timestamp"));
        assertThat(body.get("error").asText()).isEqualTo(code);
        assertThat(answer.headers().firstValue("X-Request-Id")).isPresent();
        if (status == 405 && !path.startsWith("/cluster")) {
            assertThat(answer.headers().firstValue("Allow")).isPresent();
        }
    }

    @Test
    void tellsOtherNodesWhatTheyAskToFindIt() throws Exception {
        var answer = fetch("GET", "/bootstrap/seed-nodes");

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(JSON.readTree(answer.body()).get("selfNode").asText()).startsWith("akka://nova@127.0.0.1:");
    }

    private static HttpResponse<String> fetch(String method, String path) throws Exception {
        var uri = URI.create("http://127.0.0.1:%d%s".formatted(TestNode.get().managementPort(), path));
        try (var http = HttpClient.newHttpClient()) {
            return http.send(
                    HttpRequest.newBuilder(uri)
                            .method(method, BodyPublishers.noBody())
                            .build(),
                    BodyHandlers.ofString());
        }
    }
}
