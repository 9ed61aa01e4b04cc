package social.nova.http.realtime;

import static social.nova.http.routing.Access.SOCKET;

import akka.Done;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.Behavior;
import akka.actor.typed.BehaviorInterceptor;
import akka.actor.typed.Props;
import akka.actor.typed.TypedActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.http.javadsl.model.HttpResponse;
import akka.stream.javadsl.Flow;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicLong;
import social.nova.http.common.Authentication;
import social.nova.http.common.Caller;
import social.nova.http.routing.Call;
import social.nova.http.routing.Cors;
import social.nova.http.routing.Endpoint;
import social.nova.protocols.common.ErrorCode;
import social.nova.protocols.trace.Trace;

/// `/ws`: the handshake of the messaging socket. Needs the token's signature and nothing else, no database above all.
public final class ChatRoutes {
    private final Cors cors;
    private final SocketSettings settings;
    private final ChatSocket.Surroundings surroundings;
    private final ActorSystem<?> system;
    private final AtomicLong opened = new AtomicLong();
    private final OpenSockets open;

    public ChatRoutes(Cors cors, SocketSettings settings, ChatSocket.Surroundings surroundings, ActorSystem<?> system) {
        this.cors = cors;
        this.settings = settings;
        this.surroundings = surroundings;
        this.system = system;
        this.open = new OpenSockets(system, surroundings.random(), surroundings.revocations()::isRevoked);
        surroundings.revocations().onRevoked(open::end);
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

    /// Ends the sockets whose tokens were signed by other keys than these; to be called every few seconds.
    public void endAllBut(Set<String> keys) {
        open.endAllBut(keys);
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
                Handshake.accept(request, Flow.fromGraph(stage(call.caller(), call.trace())), subprotocol));
    }

    private SocketStage stage(Caller caller, Trace trace) {
        return new SocketStage(settings, socket -> {
            var actor = system.systemActorOf(
                    during(
                            trace,
                            ChatSocket.create(caller, surroundings.meters().counting(socket), surroundings)),
                    "chat-socket-" + opened.incrementAndGet(),
                    Props.empty());
            open.add(socket, caller);
            return untilClosed(socket, new ChatListener(actor));
        });
    }

    // A socket belongs to the request that opened it, and whatever happens to it is a span of its own: but for what a
    // hub passes on, which causes nothing further and comes to thousands.
    private Behavior<ChatSocket.Event> during(Trace trace, Behavior<ChatSocket.Event> socket) {
        return Behaviors.intercept(
                () -> new BehaviorInterceptor<ChatSocket.Event, ChatSocket.Event>(ChatSocket.Event.class) {
                    @Override
                    public Behavior<ChatSocket.Event> aroundReceive(
                            TypedActorContext<ChatSocket.Event> context,
                            ChatSocket.Event event,
                            ReceiveTarget<ChatSocket.Event> target) {
                        var span = event instanceof ChatSocket.FromHub ? trace : trace.next(surroundings.random());
                        return span.during(() -> target.apply(context, event));
                    }
                },
                socket);
    }

    private SocketListener untilClosed(Socket socket, SocketListener listener) {
        return new SocketListener() {
            @Override
            public void onText(String text) {
                surroundings.meters().received();
                listener.onText(text);
            }

            @Override
            public void onRoom() {
                listener.onRoom();
            }

            @Override
            public void onReached() {
                listener.onReached();
            }

            @Override
            public void onClosed(Closed closed) {
                open.remove(socket);
                surroundings.meters().closed(closed);
                listener.onClosed(closed);
            }
        };
    }
}
