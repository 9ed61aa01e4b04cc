package social.nova.cluster;

import akka.Done;
import akka.actor.CoordinatedShutdown;
import akka.actor.typed.ActorSystem;
import akka.http.javadsl.ServerBinding;
import akka.http.javadsl.model.HttpResponse;
import akka.http.javadsl.model.StatusCodes;
import akka.http.javadsl.model.headers.Connection;
import akka.pattern.Patterns;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Function;
import social.nova.http.health.Health;

/// How a node leaves its clients, so that none of them loses a request.
///
///     told to end ─▶ not ready; all is served, every answer says `Connection: close`      the grace
///                 ─▶ no new connections; sockets are told `reconnect`, and closed
///                 ─▶ the requests that are left are answered
///                 ─▶ shards are handed over, the node leaves the cluster, pools are closed
///
/// Load balancers and clients look away during the grace: by its end a connection that is in use has been closed after
/// an answer, never under a request. A node that the cluster has downed has no time to lose and leaves without grace.
final class Drain {
    private static final Connection CLOSE = Connection.create("close");

    /// A second less than the phase that it is part of may take.
    private static final Duration SOCKETS_WITHIN = Duration.ofSeconds(4);

    /// Longer than an ask may take, and half a second less than its phase.
    private static final Duration LAST_REQUESTS = Duration.ofMillis(5_500);

    private final ActorSystem<?> system;
    private final Health health;
    private final Duration grace;
    private final Queue<ServerBinding> ports = new ConcurrentLinkedQueue<>();
    private volatile boolean leaving;

    /// Somebody wants this node to end.
    private record ToldToEnd() implements CoordinatedShutdown.Reason {}

    Drain(ActorSystem<?> system, Health health, Duration grace) {
        this.system = system;
        this.health = health;
        this.grace = grace;
    }

    /// Ends the node on SIGTERM, with 0 for an exit code.
    void onSignal() {
        ProcessSignals.onStop(() -> CoordinatedShutdown.get(system).runAll(new ToldToEnd()));
    }

    /// A port that is open from now on, and closed when the node goes.
    void add(ServerBinding port) {
        ports.add(port);
    }

    /// What a client is told beside the answer.
    HttpResponse mark(HttpResponse answer) {
        return leaving && !answer.status().equals(StatusCodes.SWITCHING_PROTOCOLS) ? answer.addHeader(CLOSE) : answer;
    }

    /// @param sockets tells every socket to go elsewhere within a time, and completes when they are closed
    void prepare(Function<Duration, CompletionStage<Done>> sockets) {
        var shutdown = CoordinatedShutdown.get(system);
        shutdown.addTask(CoordinatedShutdown.PhaseBeforeServiceUnbind(), "grace", this::lookAway);
        shutdown.addTask(
                CoordinatedShutdown.PhaseServiceUnbind(),
                "close-ports",
                () -> all(ServerBinding::unbind).thenCompose(_ -> sockets.apply(SOCKETS_WITHIN)));
        shutdown.addTask(
                CoordinatedShutdown.PhaseServiceRequestsDone(),
                "last-requests",
                () -> all(port -> port.terminate(LAST_REQUESTS)));
    }

    private CompletionStage<Done> lookAway() {
        leaving = true;
        health.serving(false);
        var asked = CoordinatedShutdown.get(system).getShutdownReason();
        return asked.isPresent() && asked.get() instanceof ToldToEnd
                ? Patterns.after(grace, system, () -> CompletableFuture.completedStage(Done.getInstance()))
                : CompletableFuture.completedStage(Done.getInstance());
    }

    private CompletionStage<Done> all(Function<ServerBinding, CompletionStage<?>> end) {
        var ended = ports.stream().map(end).map(CompletionStage::toCompletableFuture);
        return CompletableFuture.allOf(ended.toArray(CompletableFuture<?>[]::new))
                .thenApply(_ -> Done.getInstance());
    }
}
