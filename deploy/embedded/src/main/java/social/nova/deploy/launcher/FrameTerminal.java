package social.nova.deploy.launcher;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/// One WebSocket between a terminal's lines: what comes is printed, what is typed is sent.
///
///     input ──lines──▶ sendLines ──▶ WebSocket ──▶ onText ──lines──▶ terminal
///
/// It ends when the server closes it, the connection is lost, or the input has ended and nothing has come for a while.
final class FrameTerminal implements WebSocket.Listener {

    private static final int NORMAL = WebSocket.NORMAL_CLOSURE;
    private static final Duration CLOSE_WITHIN = Duration.ofSeconds(3);

    private final Terminal terminal;
    private final CompletableFuture<End> end = new CompletableFuture<>();
    private final CompletableFuture<Void> inputEnd = new CompletableFuture<>();
    private final StringBuilder frame = new StringBuilder();
    private volatile long lastHeard = System.nanoTime();

    /// How it ended; without a code when no close frame came.
    private record End(@Nullable Integer code, String reason) {}

    FrameTerminal(Terminal terminal) {
        this.terminal = terminal;
    }

    /// @throws CompletionException if there is nobody, or the handshake is refused
    WebSocket connect(HttpClient http, URI address, @Nullable String token) {
        var builder = http.newWebSocketBuilder();
        if (token != null && !token.isBlank()) {
            builder.header("Authorization", "Bearer " + token.strip());
        }
        return builder.buildAsync(address, this).join();
    }

    /// Sends every line from now on, in a thread of its own: reading a terminal cannot be interrupted.
    void sendLines(WebSocket socket, InputStream input) {
        Thread.ofPlatform().daemon().name("input").start(() -> {
            try (var lines = new BufferedReader(new InputStreamReader(input, StandardCharsets.UTF_8))) {
                for (var line = lines.readLine(); line != null; line = lines.readLine()) {
                    if (!line.isBlank()) {
                        socket.sendText(line, true).join();
                    }
                }
            } catch (IOException | CompletionException failure) {
                end.complete(new End(null, "cannot send: " + failure.getMessage()));
            } finally {
                lastHeard = System.nanoTime();
                inputEnd.complete(null);
            }
        });
    }

    /// Waits until the socket ends, and closes it once the input has ended and nothing has come for so long.
    void awaitEnd(WebSocket socket, Duration quiet) throws InterruptedException {
        CompletableFuture.anyOf(end, inputEnd).join();
        var left = quiet.toNanos();
        while (!ended(left) && left > 0) {
            left = lastHeard + quiet.toNanos() - System.nanoTime();
        }
        if (!end.isDone()) {
            var _ = socket.sendClose(NORMAL, "");
            if (!ended(CLOSE_WITHIN.toNanos())) {
                end.complete(new End(null, "no answer to our close"));
            }
        }
    }

    private boolean ended(long withinNanos) throws InterruptedException {
        try {
            end.get(Math.max(0, withinNanos), TimeUnit.NANOSECONDS);
            return true;
        } catch (TimeoutException _) {
            return false;
        } catch (ExecutionException e) {
            throw new IllegalStateException("Never completed so", e);
        }
    }

    boolean endedNormally() {
        return Integer.valueOf(NORMAL).equals(end.join().code());
    }

    String ending() {
        var how = end.join();
        return how.code() == null
                ? "connection lost: " + how.reason()
                : ("closed " + how.code() + " " + how.reason()).strip();
    }

    @Override
    public @Nullable CompletionStage<?> onText(WebSocket socket, CharSequence part, boolean last) {
        frame.append(part);
        if (last) {
            terminal.say(frame.toString());
            frame.setLength(0);
            lastHeard = System.nanoTime();
        }
        socket.request(1);
        return null;
    }

    @Override
    public @Nullable CompletionStage<?> onClose(WebSocket socket, int code, String reason) {
        end.complete(new End(code, reason));
        return null;
    }

    @Override
    public void onError(WebSocket socket, Throwable failure) {
        end.complete(new End(null, String.valueOf(failure.getMessage())));
    }
}
