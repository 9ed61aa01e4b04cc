package social.nova.http.routing;

import akka.Done;
import akka.NotUsed;
import akka.actor.ActorSystem;
import akka.event.Logging;
import akka.http.impl.engine.HttpConnectionIdleTimeoutBidi;
import akka.http.impl.engine.server.GracefulTerminatorStage;
import akka.http.impl.engine.server.HttpAttributes$;
import akka.http.impl.engine.server.MasterServerTerminator;
import akka.http.impl.engine.server.ServerTerminator;
import akka.http.javadsl.ServerBinding;
import akka.http.javadsl.model.HttpRequest;
import akka.http.javadsl.model.HttpResponse;
import akka.http.javadsl.settings.ServerSettings;
import akka.http.scaladsl.Http;
import akka.japi.Pair;
import akka.stream.Attributes;
import akka.stream.TLSProtocol.SslTlsInbound;
import akka.stream.TLSProtocol.SslTlsOutbound;
import akka.stream.javadsl.BidiFlow;
import akka.stream.javadsl.Flow;
import akka.stream.javadsl.Keep;
import akka.stream.javadsl.Sink;
import akka.stream.javadsl.TLSPlacebo;
import akka.stream.javadsl.Tcp;
import akka.util.ByteString;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import scala.Option;
import scala.concurrent.duration.FiniteDuration;
import scala.jdk.javaapi.FutureConverters;
import scala.runtime.BoxedUnit;

/// An HTTP server, as Akka HTTP puts it together in `newServerAt(…).bind`, but with a stage more:
///
///     TCP ◀─▶ idle timeout ◀─▶ HeadDeadline ◀─▶ HTTP ◀─▶ graceful end ◀─▶ HeadCount ◀─▶ answers
///                                    ▲                                          │
///                                    └──────────────── Heads ◀──────────────────┘
///
/// Akka HTTP knows one time for clients, that of silence; who sends a byte now and then may take for ever. There is no
/// place for a stage of one's own on its connections' bytes, so they are joined here. See ADR 25.
final class HttpServer {
    private static final Logger LOG = LoggerFactory.getLogger(HttpServer.class);

    private final ActorSystem system;
    private final ServerSettings settings;
    private final MasterServerTerminator connections;

    private final Flow<ByteString, ByteString, Pair<CompletionStage<Done>, ServerTerminator>> blueprint;

    /// @param headWithin from the first to the last byte of a request's head
    HttpServer(
            ActorSystem system,
            ServerSettings settings,
            Duration headWithin,
            Function<HttpRequest, CompletionStage<HttpResponse>> answers) {
        this.system = system;
        this.settings = settings;
        this.connections = new MasterServerTerminator(Logging.getLogger(system, HttpServer.class));
        this.blueprint = blueprint(system, settings, headWithin, answers);
    }

    CompletionStage<ServerBinding> bind(String host, int port) {
        // No timeout of TCP's own: the one below knows more.
        return Tcp.get(system)
                .bind(host, port, settings.getBacklog(), settings.getSocketOptions(), false, Optional.empty())
                .mapAsyncUnordered(settings.getMaxConnections(), this::serve)
                .to(Sink.ignore())
                .run(system)
                .thenApply(this::binding);
    }

    private ServerBinding binding(Tcp.ServerBinding port) {
        return new ServerBinding(new akka.http.scaladsl.Http.ServerBinding(
                port.localAddress(),
                () -> FutureConverters.asScala(port.unbind().thenApply(_ -> BoxedUnit.UNIT)),
                within -> connections.terminate(within, system.dispatcher())));
    }

    /// Completes when HTTP is through with the connection, also when it was handed on to a socket; never fails, for
    /// that would close the port.
    private CompletionStage<Done> serve(Tcp.IncomingConnection connection) {
        try {
            var running = blueprint
                    .watchTermination((served, end) -> {
                        var _ = end.whenComplete((_, _) -> connections.removeConnection(served.second()));
                        return served;
                    })
                    .join(connection.flow())
                    .addAttributes(cancellingLate().and(ofOne(connection)))
                    .run(system);
            connections.registerConnection(running.second(), system.dispatcher());
            return running.first().exceptionally(_ -> Done.getInstance());
        } catch (RuntimeException defect) {
            LOG.error("A connection cannot be served", defect);
            return CompletableFuture.completedStage(Done.getInstance());
        }
    }

    // Built once for all connections: the HTTP layer brings a parser of headers, which each connection copies.
    private static Flow<ByteString, ByteString, Pair<CompletionStage<Done>, ServerTerminator>> blueprint(
            ActorSystem system,
            ServerSettings settings,
            Duration headWithin,
            Function<HttpRequest, CompletionStage<HttpResponse>> answers) {
        var http = gracefulEnd(system, settings)
                .atop(httpLayer(system, settings), Keep.left())
                .atop(withoutTls(), Keep.left())
                .atop(BidiFlow.fromGraph(new HeadDeadline(headWithin)), Keep.left());
        return Flow.of(HttpRequest.class)
                .watchTermination((_, before) -> before)
                .mapAsync(settings.getPipeliningLimit(), answers::apply)
                .watchTermination((before, after) -> before.thenCompose(_ -> after))
                .joinMat(BidiFlow.fromGraph(new HeadCount()), Keep.left())
                .joinMat(
                        idleTimeout(settings)
                                .map(idle -> http.atop(idle, Keep.left()))
                                .orElse(http),
                        Pair::create);
    }

    // The Scala model's types are the Java model's, as far as anybody can see here and below.
    @SuppressWarnings("unchecked")
    private static BidiFlow<HttpResponse, SslTlsOutbound, SslTlsInbound, HttpRequest, NotUsed> httpLayer(
            ActorSystem system, ServerSettings settings) {
        var layer = Http.apply(system)
                .serverLayer(scala(settings), Option.empty(), Logging.getLogger(system, HttpServer.class), false);
        return (BidiFlow<HttpResponse, SslTlsOutbound, SslTlsInbound, HttpRequest, NotUsed>)
                (BidiFlow<?, ?, ?, ?, ?>) new BidiFlow<>(layer);
    }

    // Its session bytes are what TLS would hand on; only the type says less.
    @SuppressWarnings("unchecked")
    private static BidiFlow<SslTlsOutbound, ByteString, ByteString, SslTlsInbound, NotUsed> withoutTls() {
        return (BidiFlow<SslTlsOutbound, ByteString, ByteString, SslTlsInbound, NotUsed>)
                (BidiFlow<SslTlsOutbound, ByteString, ByteString, ? extends SslTlsInbound, NotUsed>)
                        TLSPlacebo.getInstance();
    }

    @SuppressWarnings("unchecked")
    private static BidiFlow<HttpResponse, HttpResponse, HttpRequest, HttpRequest, ServerTerminator> gracefulEnd(
            ActorSystem system, ServerSettings settings) {
        var stage = GracefulTerminatorStage.apply(system, scala(settings));
        return (BidiFlow<HttpResponse, HttpResponse, HttpRequest, HttpRequest, ServerTerminator>)
                (BidiFlow<?, ?, ?, ?, ServerTerminator>) new BidiFlow<>(stage);
    }

    private static Optional<BidiFlow<ByteString, ByteString, ByteString, ByteString, ?>> idleTimeout(
            ServerSettings settings) {
        return settings.getTimeouts().idleTimeout() instanceof FiniteDuration time
                ? Optional.of(new BidiFlow<>(HttpConnectionIdleTimeoutBidi.apply(time, Option.empty())))
                : Optional.empty();
    }

    private static akka.http.scaladsl.settings.ServerSettings scala(ServerSettings settings) {
        return (akka.http.scaladsl.settings.ServerSettings) settings;
    }

    private static Attributes ofOne(Tcp.IncomingConnection connection) {
        return HttpAttributes$.MODULE$.remoteAddress(connection.remoteAddress()).and(new Heads());
    }

    private Attributes cancellingLate() {
        return Attributes.apply(new Attributes.CancellationStrategy(Attributes.cancellationStrategyAfterDelay(
                settings.getStreamCancellationDelay(), Attributes.cancellationStrategyFailStage())));
    }
}
