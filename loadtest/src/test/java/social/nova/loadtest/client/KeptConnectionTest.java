package social.nova.loadtest.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class KeptConnectionTest {
    @Test
    void asksAgainOnTheSameConnection() throws IOException {
        try (var server = listen()) {
            serveOneConnection(
                    server,
                    List.of(
                            "HTTP/1.1 200 OK\r\nServer: x\r\nContent-Length: 5\r\n\r\nhello",
                            "HTTP/1.1 404 Not Found\r\ncontent-length: 0\r\n\r\n"));
            try (var connection = new KeptConnection("127.0.0.1:" + server.getLocalPort())) {
                assertThat(connection.get("/a", "token")).isEqualTo(200);
                assertThat(connection.get("/b", "token")).isEqualTo(404);
            }
        }
    }

    @Test
    void takesNoAnswerThatIsCutOffOrDoesNotSayItsLength() throws IOException {
        for (var answer : List.of(
                "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhell",
                "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n")) {
            try (var server = listen()) {
                serveOneConnection(server, List.of(answer));
                try (var connection = new KeptConnection("127.0.0.1:" + server.getLocalPort())) {
                    assertThatThrownBy(() -> connection.get("/a", "token")).isInstanceOf(EOFException.class);
                }
            }
        }
    }

    private static ServerSocket listen() throws IOException {
        return new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"));
    }

    /// Gives these answers, one for each request, and closes the connection.
    private static void serveOneConnection(ServerSocket server, List<String> answers) {
        Thread.ofVirtual().start(() -> {
            try (var connection = server.accept()) {
                var requests = connection.getInputStream();
                for (var answer : answers) {
                    var request = new StringBuilder();
                    while (!request.toString().endsWith("\r\n\r\n")) {
                        request.append((char) requests.read());
                    }
                    connection.getOutputStream().write(answer.getBytes(StandardCharsets.US_ASCII));
                }
            } catch (IOException gone) {
                throw new UncheckedIOException(gone);
            }
        });
    }
}
