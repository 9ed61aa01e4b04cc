package social.nova.persistence.common;

import akka.Done;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import social.nova.protocols.settings.HostPort;

/// Whether a server takes connections. Says nothing of what it would answer.
public record TcpProbe(HostPort server, Duration timeout) {

    /// Completes when a connection was made, fails when none could be within the timeout. Does not block.
    public CompletionStage<Done> ping() {
        var result = new CompletableFuture<Done>();
        Thread.ofVirtual().name("tcp-probe").start(() -> {
            try (var socket = new Socket()) {
                socket.connect(
                        new InetSocketAddress(server.host(), server.port()), Math.toIntExact(timeout.toMillis()));
                result.complete(Done.getInstance());
            } catch (IOException e) {
                var what = "%s cannot be connected to: %s".formatted(server, e.getMessage());
                result.completeExceptionally(new UncheckedIOException(what, e));
            } catch (RuntimeException e) {
                result.completeExceptionally(e);
            }
        });
        return result;
    }
}
