package social.nova.deploy.launcher;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocketHandshakeException;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import social.nova.deploy.host.JsonFile;

/// `socket`: a messaging socket in the terminal. Each line of standard input is sent as a text frame, each frame that
/// comes is a line of standard output; everything else is said on standard error.
///
/// Ends with 0 after a normal close, with 1 after any other end or a refused handshake.
@Command(name = "socket", description = "Send lines as frames of the messaging socket, print frames as lines.")
final class SocketCommand implements Callable<Integer> {

    private static final Duration CONNECT_WITHIN = Duration.ofSeconds(10);

    private final InputStream input;

    @Spec
    private @Nullable CommandSpec spec;

    @Option(names = "--token", description = "The access token (default: NOVA_TOKEN of the environment).")
    private @Nullable String token = System.getenv("NOVA_TOKEN");

    @Option(names = "--url", description = "The socket's address (default: node 1's, at MESSAGING_PORT or 8085).")
    private @Nullable URI url;

    @Option(
            names = "--linger",
            description = "After the end of input, seconds without a frame before it closes (default: 2).")
    private int linger = 2;

    /// Called by picocli.
    SocketCommand() {
        this(System.in);
    }

    SocketCommand(InputStream input) {
        this.input = input;
    }

    @Override
    public Integer call() throws InterruptedException {
        var commandLine = Objects.requireNonNull(spec).commandLine();
        var frames = new FrameTerminal(new Terminal(commandLine.getOut()));
        try (var http = HttpClient.newBuilder().connectTimeout(CONNECT_WITHIN).build()) {
            var socket = frames.connect(http, address(), token);
            try {
                frames.sendLines(socket, input);
                frames.awaitEnd(socket, Duration.ofSeconds(linger));
            } finally {
                socket.abort();
            }
        } catch (CompletionException failure) {
            throw new LaunchFailure(whyNot(Objects.requireNonNullElse(failure.getCause(), failure)));
        }
        new Terminal(commandLine.getErr()).say(frames.ending());
        return frames.endedNormally() ? CommandLine.ExitCode.OK : CommandLine.ExitCode.SOFTWARE;
    }

    private URI address() {
        if (url == null) {
            return URI.create("ws://127.0.0.1:%d/ws"
                    .formatted(NodePorts.from(System.getenv()).messaging()));
        }
        if (!"ws".equals(url.getScheme()) && !"wss".equals(url.getScheme())) {
            throw new LaunchFailure("--url %s: expected ws://host:port/ws".formatted(url));
        }
        return url;
    }

    private String whyNot(Throwable failure) {
        return failure instanceof WebSocketHandshakeException refused
                ? refusal(refused)
                : "%s cannot be reached: %s".formatted(address(), failure);
    }

    private static String refusal(WebSocketHandshakeException refused) {
        var response = refused.getResponse();
        try {
            var body = JsonFile.MAPPER.readTree(String.valueOf(response.body()));
            if (body.hasNonNull("error")) {
                return "%d %s: %s"
                        .formatted(
                                response.statusCode(),
                                body.get("error").asText(),
                                body.path("message").asText());
            }
        } catch (JsonProcessingException _) {
            // not one of Nova's answers
        }
        return "the handshake was refused with status " + response.statusCode();
    }
}
