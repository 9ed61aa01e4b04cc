package social.nova.deploy.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class SocketCommandTest {

    private final StringWriter output = new StringWriter();
    private final StringWriter errors = new StringWriter();

    @Test
    void printsTheAnswersToItsInputAndCloses() throws IOException {
        try (var server = new FakeSocketServer()) {
            var exit = run("{\"a\":1}\n\n\"grün\"\n", "--url", server.address().toString(), "--token", "secret");

            assertThat(output.toString().lines()).containsExactly("{\"echo\":{\"a\":1}}", "{\"echo\":\"grün\"}");
            assertThat(errors.toString()).isEqualToIgnoringNewLines("closed 1000");
            assertThat(exit).isZero();
            assertThat(server.authorization()).isEqualTo("Bearer secret");
        }
    }

    @Test
    void endsWhenTheServerClosesThoughItsInputGoesOn() throws IOException {
        try (var server = new FakeSocketServer();
                var terminal = new PipedInputStream(64);
                var typed = new PipedOutputStream(terminal)) {
            typed.write("end\n".getBytes(StandardCharsets.UTF_8));
            typed.flush();

            var exit = commandLine(new SocketCommand(terminal))
                    .execute("--url", server.address().toString());

            assertThat(errors.toString()).isEqualToIgnoringNewLines("closed 1013 full");
            assertThat(exit).isEqualTo(1);
        }
    }

    @Test
    void tellsWhyItsHandshakeIsRefused() throws IOException {
        var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/ws", exchange -> {
            var body = "{\"error\":\"INVALID_TOKEN\",\"message\":\"The token is expired\"}"
                    .getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().add("WWW-Authenticate", "Bearer realm=\"nova\"");
            exchange.sendResponseHeaders(401, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();

        var exit = run("", "--url", "ws://127.0.0.1:" + server.getAddress().getPort() + "/ws");
        server.stop(0);

        assertThat(errors.toString()).isEqualToIgnoringNewLines("401 INVALID_TOKEN: The token is expired");
        assertThat(exit).isEqualTo(1);
    }

    @Test
    void saysThatNobodyIsThere() {
        assertThat(run("", "--url", "ws://127.0.0.1:1/ws")).isEqualTo(1);
        assertThat(errors.toString()).startsWith("ws://127.0.0.1:1/ws cannot be reached");
        assertThat(run("", "--url", "http://127.0.0.1:1/ws")).isEqualTo(1);
        assertThat(errors.toString()).contains("expected ws://host:port/ws");
    }

    private int run(String input, String... arguments) {
        var stream = new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8));
        return commandLine(new SocketCommand(stream)).execute(arguments);
    }

    private CommandLine commandLine(SocketCommand command) {
        return LauncherMain.reporting(new CommandLine(command))
                .setOut(new PrintWriter(output))
                .setErr(new PrintWriter(errors));
    }
}
