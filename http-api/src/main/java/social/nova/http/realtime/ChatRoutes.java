package social.nova.http.realtime;

import static social.nova.http.routing.Access.SOCKET;

import akka.Done;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.Props;
import akka.http.javadsl.model.HttpHeader;
import akka.http.javadsl.model.HttpResponse;
import akka.stream.javadsl.Flow;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicLong;
import social.nova.http.common.Authentication;
import social.nova.http.common.BadRequest;
import social.nova.http.common.Caller;
import social.nova.http.routing.Call;
import social.nova.http.routing.Endpoint;
import social.nova.protocols.common.ErrorCode;

/// `/ws`: the handshake of the messaging socket. Needs the token's signature and nothing else, no database above all.
public final class ChatRoutes {
    private final List<String> allowedOrigins;
    private final SocketSettings settings;
    private final ChatSocket.Surroundings surroundings;
    private final ActorSystem<?> system;
    private final AtomicLong opened = new AtomicLong();
    private final OpenSockets open;

    public ChatRoutes(
            List<String> allowedOrigins,
            SocketSettings settings,
            ChatSocket.Surroundings surroundings,
            ActorSystem<?> system) {
        this.allowedOrigins = allowedOrigins;
        this.settings = settings;
        this.surroundings = surroundings;
        this.system = system;
        this.open = new OpenSockets(system, surroundings.random());
    }

    public List<Endpoint> endpoints() {
        return List.of(Endpoint.get("/ws", SOCKET, this::connect));
    }

    /// Sends every client to another node, before this one goes; completes when all sockets are closed.
    ///
    /// @param within the longest time this may take
    public CompletionStage<Done> drain(Duration within) {
        return open.drain(within);
    }

    private CompletionStage<HttpResponse> connect(Call call) {
        var request = call.request();
        if (!Handshake.isAskedFor(request)) {
            throw new BadRequest("This is a WebSocket endpoint");
        }
        var origin = request.getHeader("Origin").map(HttpHeader::value);
        if (origin.isPresent() && !allowedOrigins.contains(origin.get())) {
            throw ErrorCode.FORBIDDEN.failure();
        }
        var subprotocol =
                Optional.of(Authentication.SUBPROTOCOL).filter(Authentication.subprotocols(request)::contains);
        return CompletableFuture.completedStage(
                Handshake.accept(request, Flow.fromGraph(stage(call.caller())), subprotocol));
    }

    private SocketStage stage(Caller caller) {
        return new SocketStage(settings, socket -> {
            var actor = system.systemActorOf(
                    ChatSocket.create(caller, socket, surroundings),
                    "chat-socket-" + opened.incrementAndGet(),
                    Props.empty());
            open.add(socket);
            return untilClosed(socket, ChatSocket.listener(actor));
        });
    }

    private SocketListener untilClosed(Socket socket, SocketListener listener) {
        return new SocketListener() {
            @Override
            public void onText(String text) {
                listener.onText(text);
            }

            @Override
            public void onRoom() {
                listener.onRoom();
            }

            @Override
            public void onClosed(Closed closed) {
                open.remove(socket);
                listener.onClosed(closed);
            }
        };
    }
}
