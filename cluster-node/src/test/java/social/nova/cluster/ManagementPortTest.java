package social.nova.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ManagementPortTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int TIMEOUT_MILLIS = 20_000;

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

        assertRefused(
                new Raw(
                        answer.statusCode(),
                        answer.headers().firstValue("X-Request-Id").isPresent(),
                        answer.body()),
                status,
                code);
        if (status == 405 && !path.startsWith("/cluster")) {
            assertThat(answer.headers().firstValue("Allow")).isPresent();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/nova/admins", "/nova/members/down"})
    void answersInTheErrorFormWhatIsNoHttpOrTooMuchOfIt(String path) throws Exception {
        var line = "POST " + path + " HTTP/1.1";

        assertRefused(raw("POST " + path + "/%zz HTTP/1.1", "", ""), 400, "VALIDATION_ERROR");
        assertRefused(raw("POST " + path + " HTTP/3.0", "", ""), 400, "VALIDATION_ERROR");
        assertRefused(raw("FOO " + path + " HTTP/1.1", "", ""), 405, "METHOD_NOT_ALLOWED");
        assertRefused(raw("POST " + path + "?" + "q".repeat(5_000) + " HTTP/1.1", "", ""), 414, "URI_TOO_LONG");
        assertRefused(raw(line, "X-Long: " + "x".repeat(9_000), ""), 431, "HEADERS_TOO_LARGE");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/nova/admins", "/nova/members/down"})
    void answersInTheErrorFormWhatWhoMayDoItSendsWrongly(String path) throws Exception {
        var line = "POST " + path + " HTTP/1.1";
        var json = "Content-Type: application/json";

        assertRefused(raw(line, json, "{\"address\":"), 400, "VALIDATION_ERROR");
        assertRefused(raw(line, json, "[]"), 400, "VALIDATION_ERROR");
        assertRefused(raw(line, json, ""), 400, "VALIDATION_ERROR");
        assertRefused(raw(line, json, "{}"), 400, "VALIDATION_ERROR");
        assertRefused(raw(line, json, "{\"address\":5,\"email\":[]}"), 400, "VALIDATION_ERROR");
        assertRefused(raw(line, "Content-Type: text/plain", "{}"), 415, "UNSUPPORTED_MEDIA_TYPE");
        assertRefused(raw(line, json, "{\"address\":\"" + "x".repeat(2_000_000) + "\"}"), 413, "PAYLOAD_TOO_LARGE");
    }

    @Test
    void tellsOtherNodesWhatTheyAskToFindIt() throws Exception {
        var answer = fetch("GET", "/bootstrap/seed-nodes");

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(JSON.readTree(answer.body()).get("selfNode").asText()).startsWith("akka://nova@127.0.0.1:");
    }

    /// @param named whether it carries the id of its request
    private record Raw(int status, boolean named, String body) {}

    private static void assertRefused(Raw answer, int status, String code) throws Exception {
        assertThat(answer.status()).as(answer.body()).isEqualTo(status);
        var body = JSON.readTree(answer.body());
        var fields = new HashSet<String>();
        body.fieldNames().forEachRemaining(fields::add);
        assertThat(fields).isEqualTo(Set.of("error", "message", "details", "timestamp"));
        assertThat(body.get("error").asText()).isEqualTo(code);
        assertThat(answer.named()).isTrue();
    }

    /// Bytes as they are, with the secret: HTTP clients refuse to send what these tests need.
    ///
    /// @param header one more, or nothing
    private static Raw raw(String requestLine, String header, String body) throws Exception {
        var bytes = body.getBytes(StandardCharsets.UTF_8);
        var head = new ArrayList<>(List.of(
                requestLine,
                "Host: localhost",
                "Authorization: Bearer " + TestNode.MANAGEMENT_SECRET,
                "Content-Length: " + bytes.length));
        if (!header.isEmpty()) {
            head.add(header);
        }
        try (var socket = new Socket("127.0.0.1", TestNode.get().managementPort())) {
            socket.setSoTimeout(TIMEOUT_MILLIS);
            socket.getOutputStream()
                    .write((String.join("\r\n", head) + "\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
            try {
                socket.getOutputStream().write(bytes);
            } catch (IOException answeredAlready) {
                // and closed: what it says is still to be read
            }
            return read(socket.getInputStream());
        }
    }

    private static Raw read(InputStream in) throws IOException {
        var status = Integer.parseInt(line(in).split(" ", 3)[1]);
        var named = false;
        var length = 0;
        for (var line = line(in); !line.isEmpty(); line = line(in)) {
            var header = line.toLowerCase(Locale.ROOT);
            named |= header.startsWith("x-request-id: ");
            if (header.startsWith("content-length: ")) {
                length = Integer.parseInt(header.substring(header.indexOf(' ') + 1));
            }
        }
        return new Raw(status, named, new String(in.readNBytes(length), StandardCharsets.UTF_8));
    }

    private static String line(InputStream in) throws IOException {
        var line = new StringBuilder();
        for (var next = in.read(); next != '\n'; next = in.read()) {
            if (next < 0) {
                throw new IOException("The connection ended");
            }
            line.append((char) next);
        }
        return line.toString().strip();
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
