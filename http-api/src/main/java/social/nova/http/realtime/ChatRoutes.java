package social.nova.http.realtime;

import static akka.http.javadsl.server.Directives.complete;
import static akka.http.javadsl.server.Directives.extractRequest;
import static akka.http.javadsl.server.Directives.get;
import static akka.http.javadsl.server.Directives.path;

import akka.actor.typed.ActorSystem;
import akka.actor.typed.Props;
import akka.http.javadsl.model.HttpRequest;
import akka.http.javadsl.server.Route;
import akka.stream.javadsl.Flow;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.StreamSupport;
import social.nova.http.common.Authentication;
import social.nova.http.common.BadRequest;
import social.nova.http.common.Caller;
import social.nova.protocols.common.ErrorCode;

/// `/ws`: the handshake of the messaging socket. Needs the token's signature and nothing else, no database above all.
public final class ChatRoutes {
    private static final String SUBPROTOCOL = "nova.bearer";

    private final Authentication authentication;
    private final List<String> allowedOrigins;
    private final SocketSettings settings;
    private final ChatSocket.Surroundings surroundings;
    private final ActorSystem<?> system;
    private final AtomicLong opened = new AtomicLong();
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();

    public ChatRoutes(
            Authentication authentication,
            List<String> allowedOrigins,
            SocketSettings settings,
            ChatSocket.Surroundings surroundings,
            ActorSystem<?> system) {
        this.authentication = authentication;
        this.allowedOrigins = allowedOrigins;
        this.settings = settings;
        this.surroundings = surroundings;
        this.system = system;
    }

    public Route routes() {
        return path("ws", () -> get(() -> extractRequest(this::connect)));
    }

    /// Closes every open socket, before this node goes: their clients come back to another one.
    public void drain() {
        open.forEach(socket -> socket.close(CloseCode.SERVICE_RESTART, "This node is going away"));
    }

    // GET /ws
    private Route connect(HttpRequest request) {
        if (!Handshake.isAskedFor(request)) {
            throw new BadRequest("This is a WebSocket endpoint");
        }
        var offered = subprotocols(request);
        var token = bearer(request)
                .or(() -> request.getUri().query().get("token"))
                .or(() -> offered.size() == 2 && offered.getFirst().equals(SUBPROTOCOL)
                        ? Optional.of(offered.getLast())
                        : Optional.empty());
        if (token.isEmpty()) {
            throw ErrorCode.AUTH_REQUIRED.failure();
        }
        var caller = token.flatMap(authentication::verify).orElseThrow(ErrorCode.INVALID_TOKEN::failure);
        var origin = request.getHeader("Origin").map(header -> header.value());
        if (origin.isPresent() && !allowedOrigins.contains(origin.get())) {
            throw ErrorCode.FORBIDDEN.failure();
        }
        var subprotocol = offered.contains(SUBPROTOCOL) ? Optional.of(SUBPROTOCOL) : Optional.<String>empty();
        return complete(Handshake.accept(request, Flow.fromGraph(stage(caller)), subprotocol));
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

    private static Optional<String> bearer(HttpRequest request) {
        return request.getHeader("Authorization").flatMap(header -> Authentication.bearerToken(header.value()));
    }

    private static List<String> subprotocols(HttpRequest request) {
        return StreamSupport.stream(request.getHeaders().spliterator(), false)
                .filter(header -> header.is("sec-websocket-protocol"))
                .flatMap(header -> List.of(header.value().split(",")).stream())
                .map(String::strip)
                .toList();
    }
}
