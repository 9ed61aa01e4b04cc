package social.nova.http.realtime;

import akka.Done;
import akka.actor.typed.ActorSystem;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import social.nova.http.common.Caller;

/// The open sockets of a node, for the end of their login sessions or keys and for the day the node goes.
///
/// On that day each is told `reconnect` with a time of its own, and closed then, with 1012: the nodes that are left
/// get their clients one after another. Thread-safe.
final class OpenSockets {
    /// What the other nodes take in without effort: a handshake is a signature to check and a list to read.
    private static final int RECONNECTS_PER_SECOND = 1_000;

    /// Enough for `reconnect` to be read before the close.
    private static final Duration NOTICE = Duration.ofMillis(100);

    private final ActorSystem<?> system;
    private final RandomGenerator random;
    private final Predicate<String> hasEnded;
    private final Map<Socket, Caller> open = new ConcurrentHashMap<>();
    private final CompletableFuture<Done> allClosed = new CompletableFuture<>();
    private volatile @Nullable Duration spread;

    /// @param hasEnded whether the login session of this id has ended
    OpenSockets(ActorSystem<?> system, RandomGenerator random, Predicate<String> hasEnded) {
        this.system = system;
        this.random = random;
        this.hasEnded = hasEnded;
    }

    /// @param caller whose token opened it
    void add(Socket socket, Caller caller) {
        open.put(socket, caller);
        // It may have ended since its token was looked at; from now on [#end] finds this socket.
        if (hasEnded.test(caller.session())) {
            end(socket);
        }
        var draining = spread;
        if (draining != null) {
            sendAway(socket, draining);
        }
    }

    void remove(Socket socket) {
        open.remove(socket);
        completeIfDrained();
    }

    /// @param within the longest time before a socket is closed
    CompletionStage<Done> drain(Duration within) {
        var longest = within.minus(NOTICE);
        var needed = Duration.ofMillis(1_000L * open.size() / RECONNECTS_PER_SECOND);
        var draining = needed.compareTo(longest) < 0 ? needed : longest;
        spread = draining;
        open.keySet().forEach(socket -> sendAway(socket, draining));
        completeIfDrained();
        return allClosed;
    }

    /// Closes the sockets of login sessions that have ended.
    void end(Set<String> sessions) {
        open.forEach((socket, caller) -> {
            if (sessions.contains(caller.session())) {
                end(socket);
            }
        });
    }

    /// Closes the sockets whose tokens were signed by other keys. To be called again and again: a handshake that was
    /// under way when a key was refused is found by the next call.
    ///
    /// @param keys the ids of those whose tokens are accepted
    void endAllBut(Set<String> keys) {
        open.forEach((socket, caller) -> {
            if (!keys.contains(caller.key())) {
                socket.close(CloseCode.TOKEN_EXPIRED, "The access token is refused by now; connect with a new one");
            }
        });
    }

    private static void end(Socket socket) {
        socket.close(CloseCode.TOKEN_EXPIRED, "This session has ended; log in again");
    }

    private void sendAway(Socket socket, Duration spread) {
        var after = NOTICE.plusMillis(random.nextLong(spread.toMillis() + 1));
        socket.send(new ServerFrame.Reconnect(after.toMillis()).encoded());
        system.scheduler()
                .scheduleOnce(
                        after,
                        () -> socket.close(CloseCode.SERVICE_RESTART, "This node is going away"),
                        system.executionContext());
    }

    private void completeIfDrained() {
        if (spread != null && open.isEmpty()) {
            allClosed.complete(Done.getInstance());
        }
    }
}
