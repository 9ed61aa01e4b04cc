package social.nova.deploy.stack;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One service over all its processes: when it ends unasked it is started again, alone, after longer and longer pauses.
///
/// Given up after some failures in a row; what then still can be done is the launcher's.
final class Revived {

    private static final Logger LOG = LoggerFactory.getLogger(Revived.class);
    private static final int ATTEMPTS = 6;
    private static final Duration FIRST_PAUSE = Duration.ofMillis(100);

    private final Callable<EmbeddedService> startAgain;
    private final CompletableFuture<Void> givenUp = new CompletableFuture<>();
    private EmbeddedService current;
    private boolean closed;

    /// @param startAgain blocks until the service answers
    Revived(EmbeddedService service, Callable<EmbeddedService> startAgain) {
        this.startAgain = startAgain;
        this.current = service;
        watch(service);
    }

    synchronized EmbeddedService current() {
        return current;
    }

    StackService kind() {
        return current().kind();
    }

    /// Completes when the service has ended and does not come back; never after a close.
    CompletableFuture<Void> givenUp() {
        return givenUp;
    }

    /// Stops the service; waits for a start that is under way.
    synchronized void close() {
        closed = true;
        current.close();
    }

    private void watch(EmbeddedService service) {
        var _ = service.ended()
                .thenRun(() -> Thread.ofPlatform()
                        .name("revive-" + service.kind().label())
                        .start(this::revive));
    }

    private void revive() {
        var pause = FIRST_PAUSE;
        for (var attempt = 1; attempt <= ATTEMPTS; attempt++) {
            if (startedOrClosed()) {
                return;
            }
            try {
                Thread.sleep(pause);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
            pause = pause.multipliedBy(2);
        }
        givenUp.complete(null);
    }

    private synchronized boolean startedOrClosed() {
        if (closed) {
            return true;
        }
        try {
            LOG.warn("{} ended unasked, it is started again", current.kind().label());
            current = startAgain.call();
            watch(current);
            return true;
        } catch (Exception e) { // whatever the service declares
            LOG.warn("{} did not start: {}", current.kind().label(), e.getMessage());
            return false;
        }
    }
}
