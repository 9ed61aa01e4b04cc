package social.nova.http.realtime;

import static social.nova.http.routing.Access.SOCKET;

import akka.actor.typed.ActorSystem;
import akka.actor.typed.Props;
import akka.http.javadsl.model.HttpResponse;
import akka.stream.javadsl.Flow;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import social.nova.http.common.Authentication;
import social.nova.http.common.Caller;
import social.nova.http.routing.Call;
import social.nova.http.routing.Cors;
import social.nova.http.routing.Endpoint;
import social.nova.protocols.common.ErrorCode;

/// `/ws`: the handshake of the messaging socket. Needs the token's signature and nothing else, no database above all.
public final class ChatRoutes {
    private final Cors cors;
    private final SocketSettings settings;
    private final ChatSocket.Surroundings surroundings;
    private final ActorSystem<?> system;
    private final AtomicLong opened = new AtomicLong();
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();

    public ChatRoutes(Cors cors, SocketSettings settings, ChatSocket.Surroundings surroundings, ActorSystem<?> system) {
        this.cors = cors;
        this.settings = settings;
        this.surroundings = surroundings;
        this.system = system;
    }

    public List<Endpoint> endpoints() {
        return List.of(Endpoint.get("/ws", SOCKET, this::connect));
    }

    /// Closes every open socket, before this node goes: their clients come back to another one.
    public void drain() {
        open.forEach(socket -> socket.close(CloseCode.SERVICE_RESTART, "This node is going away"));
    }

    private CompletionStage<HttpResponse> connect(Call call) {
        var request = call.request();
        if (!Handshake.isAskedFor(request)) {
            throw ErrorCode.UPGRADE_REQUIRED.failure();
        }
        if (!cors.admits(request)) {
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
                    ChatSocket.create(caller.user(), socket, surroundings),
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
