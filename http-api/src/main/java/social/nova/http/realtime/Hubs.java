package social.nova.http.realtime;

import akka.actor.typed.ActorRef;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.Behavior;
import akka.actor.typed.Props;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.cluster.sharding.typed.javadsl.EntityRef;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import social.nova.http.conversation.ChangeReading;
import social.nova.http.conversation.Conversations;
import social.nova.protocols.common.ErrorCode;
import social.nova.protocols.common.UserId;
import social.nova.protocols.conversation.ConversationId;
import social.nova.protocols.session.Session;

/// The hubs of a node: one for each large conversation of which a member has a socket here, and each that a client
/// looks at.
///
/// There are at most so many. A socket that is refused goes on by what its session says: heads, every half minute
/// in which something happens, and asks again with each of them.
public final class Hubs {
    static final int MOST = 5_000;

    private final int most;
    private final Surroundings surroundings;
    private final ActorContext<Command> context;
    private final Map<ConversationId, ActorRef<ConversationHub.Command>> hubs = new HashMap<>();
    private long started;

    /// What all hubs of a node share.
    public record Surroundings(
            ChangeReading changes,
            Conversations conversations,
            Function<UserId, EntityRef<Session.Command>> sessions,
            Seeing seeing,
            HubMeters meters,
            RandomGenerator random) {}

    /// Who may see whom.
    @FunctionalInterface
    public interface Seeing {
        /// Those of the others who may see the user, which are those whom the user may see: it goes by blocks.
        CompletionStage<Set<UserId>> among(UserId user, Set<UserId> others);
    }

    /// What the hubs of a node are told.
    public sealed interface Command {}

    /// A socket wants what happens in a conversation. Not answered where the conversation does not answer its hub:
    /// the socket asks again.
    record Attach(ConversationId conversation, Recipient recipient) implements Command {}

    /// A client looks at a conversation; said again every few seconds.
    ///
    /// @param proven whether the socket is attached, and a pull of its own has said that its user is a member
    /// @param anew whether all is to be shown that there is
    record View(ConversationId conversation, Recipient recipient, boolean proven, boolean anew) implements Command {}

    record Unview(ConversationId conversation, Recipient recipient) implements Command {}

    private record Ended(ConversationId conversation) implements Command {}

    /// To be called once on every node that has sockets.
    public static ActorRef<Command> start(Surroundings surroundings, ActorSystem<?> system) {
        return system.systemActorOf(create(MOST, surroundings), "hubs", Props.empty());
    }

    /// @param most hubs at once
    static Behavior<Command> create(int most, Surroundings surroundings) {
        return Behaviors.setup(context -> Behaviors.receive(Command.class)
                .onAnyMessage(new Hubs(most, surroundings, context)::on)
                .build());
    }

    private Hubs(int most, Surroundings surroundings, ActorContext<Command> context) {
        this.most = most;
        this.surroundings = surroundings;
        this.context = context;
    }

    private Behavior<Command> on(Command command) {
        switch (command) {
            case Attach(var conversation, var recipient) -> {
                if (isFull(conversation)) {
                    surroundings.meters().refused();
                    recipient.tell(conversation, new HubNotice.Refused());
                } else {
                    hub(conversation).tell(new ConversationHub.Attach(recipient));
                }
            }
            case View(var conversation, var recipient, var proven, var anew) -> {
                if (!surroundings.conversations().ids().isGenuine(conversation)) {
                    recipient.tell(conversation, new HubNotice.ViewRefused(ErrorCode.CONVERSATION_NOT_FOUND));
                } else if (isFull(conversation)) {
                    surroundings.meters().refused();
                    recipient.tell(conversation, new HubNotice.ViewRefused(ErrorCode.SERVICE_UNAVAILABLE));
                } else {
                    hub(conversation).tell(new ConversationHub.View(recipient, proven, anew));
                }
            }
            case Unview(var conversation, var recipient) -> {
                var hub = hubs.get(conversation);
                if (hub != null) {
                    hub.tell(new ConversationHub.Unview(recipient));
                }
            }
            case Ended(var conversation) -> {
                hubs.remove(conversation);
                surroundings.meters().open(hubs.size());
            }
        }
        return Behaviors.same();
    }

    private boolean isFull(ConversationId conversation) {
        return hubs.size() >= most && !hubs.containsKey(conversation);
    }

    private ActorRef<ConversationHub.Command> hub(ConversationId conversation) {
        var hub = hubs.computeIfAbsent(conversation, this::start);
        surroundings.meters().open(hubs.size());
        return hub;
    }

    private ActorRef<ConversationHub.Command> start(ConversationId conversation) {
        var hub = context.spawn(ConversationHub.create(conversation, surroundings), "hub-" + ++started);
        context.watchWith(hub, new Ended(conversation));
        return hub;
    }
}
