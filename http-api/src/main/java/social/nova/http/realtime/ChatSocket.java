package social.nova.http.realtime;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.PostStop;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.TimerScheduler;
import akka.cluster.sharding.typed.javadsl.EntityRef;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import social.nova.http.account.Revocations;
import social.nova.http.common.BadRequest;
import social.nova.http.common.Caller;
import social.nova.http.common.Json;
import social.nova.http.conversation.ChangeReading;
import social.nova.http.conversation.ChangeReading.Extract;
import social.nova.http.conversation.ConversationSignals;
import social.nova.http.conversation.MessageSending;
import social.nova.persistence.conversation.MemberRepository.Standing;
import social.nova.persistence.user.DataKey;
import social.nova.persistence.user.DataKeys;
import social.nova.protocols.common.UserId;
import social.nova.protocols.conversation.ConversationId;
import social.nova.protocols.conversation.ConversationMessages.Receipt;
import social.nova.protocols.session.Nodes;
import social.nova.protocols.session.Session;

/// One open messaging socket: what the client says, and what its user's conversations say to it.
///
///     client ──text──▶ ChatFrame ──▶ MessageSending ──▶ Conversation
///     client ◀─frame── ServerFrame ◀─┬─ pushed: Session ◀── Conversation
///                                    ├─ pushed: ConversationHub ◀── a large Conversation
///                                    └─ pulled: ChangeReading
///
/// [Sends] takes what the client sends, [Signals] what it says of its user, [Deliveries] decides what it is shown.
/// A change lost on its way is noticed by a gap; a loss at the very end shows by heads: the session repeats them,
/// and a session born anew makes the socket look where all its conversations are.
public final class ChatSocket {
    private static final int MAX_BAD_FRAMES = 10;

    /// How often a socket looks whether its session and hubs are still there.
    static final Duration LOOK_EVERY = Duration.ofSeconds(5);

    private final UserId user;
    private final Instant authorizedUntil;
    private final Socket socket;
    private final Surroundings surroundings;
    private final TimerScheduler<Event> timers;
    private final FirstWord firstWord;
    private final Registration registration;
    private final Sends sends;
    private final Signals signals;
    private final Deliveries deliveries;
    private final Views views;
    private int badFrames;

    /// What all messaging sockets of a node share.
    public record Surroundings(
            MessageSending sending,
            ChangeReading changes,
            ConversationSignals signals,
            Listing conversations,
            DataKeys keys,
            Revocations revocations,
            Function<UserId, EntityRef<Session.Command>> sessions,
            Nodes nodes,
            ActorRef<Hubs.Command> hubs,
            SocketMeters meters,
            RandomGenerator random,
            InstantSource clock) {}

    /// Reads which conversations a user is in.
    @FunctionalInterface
    public interface Listing {
        /// @param limit at most so many
        CompletionStage<List<Standing>> of(UserId user, int limit);
    }

    /// What happens to a socket.
    public sealed interface Event {}

    record Text(String text) implements Event {}

    record Room() implements Event {}

    record Ended() implements Event {}

    record Noticed(Session.Notice notice) implements Event {}

    record LookAgain() implements Event {}

    record Quiet() implements Event {}

    record Reached() implements Event {}

    record KeyLoaded(@Nullable DataKey key, @Nullable Throwable failure) implements Event {}

    record Sent(
            @Nullable String idempotencyKey,
            @Nullable Receipt receipt,
            @Nullable Throwable failure) implements Event {}

    record Signalled(ConversationId conversation, @Nullable Throwable failure) implements Event {}

    record Pulled(
            ConversationId conversation,
            @Nullable Extract extract,
            @Nullable Throwable failure) implements Event {}

    record PullAgain(ConversationId conversation) implements Event {}

    record Listed(
            ListReason reason,
            @Nullable List<Standing> standings,
            @Nullable Throwable failure) implements Event {}

    record ListAgain(ListReason reason) implements Event {}

    record FromHub(ConversationId conversation, HubNotice notice) implements Event {}

    static Behavior<Event> create(Caller caller, Socket socket, Surroundings surroundings) {
        return Behaviors.setup(context -> Behaviors.withTimers(timers -> {
            var chat = new ChatSocket(caller, socket, surroundings, context, timers);
            chat.open();
            return Behaviors.receive(Event.class)
                    .onAnyMessage(chat::onEvent)
                    .onSignal(PostStop.class, _ -> chat.onStopped())
                    .build();
        }));
    }

    private ChatSocket(
            Caller caller,
            Socket socket,
            Surroundings surroundings,
            ActorContext<Event> context,
            TimerScheduler<Event> timers) {
        this.user = caller.user();
        this.authorizedUntil = caller.expiresAt();
        this.socket = socket;
        this.surroundings = surroundings;
        this.timers = timers;
        this.firstWord = new FirstWord(socket, timers);
        this.registration = new Registration(
                command -> surroundings.sessions().apply(user).tell(command),
                context.messageAdapter(Session.Notice.class, Noticed::new),
                surroundings.nodes());
        this.sends = new Sends(user, socket, surroundings.sending(), surroundings.keys(), context);
        this.signals = new Signals(user, socket, surroundings, context);
        this.deliveries = new Deliveries(user, socket, surroundings, context, timers);
        this.views = deliveries.byHub().views();
    }

    private void open() {
        registration.begin();
        var jitter = Duration.ofMillis(surroundings.random().nextLong(LOOK_EVERY.toMillis()));
        timers.startTimerWithFixedDelay(new LookAgain(), jitter, LOOK_EVERY);
        firstWord.await();
        deliveries.open();
    }

    private Behavior<Event> onEvent(Event event) {
        switch (event) {
            case Text(var text) -> onText(text);
            case Room _ -> deliveries.pullMore();
            case Noticed(var notice) -> onNotice(notice);
            case LookAgain _ -> look();
            case FromHub(var conversation, var notice) -> deliveries.byHub().on(conversation, notice);
            case Quiet _ -> firstWord.onQuiet();
            case Reached _ -> {
                if (firstWord.onReached()) {
                    deliveries.startPushing();
                }
            }
            case KeyLoaded loaded -> sends.onKeyLoaded(loaded);
            case Sent sent -> sends.onSent(sent);
            case Signalled signalled -> signals.onSignalled(signalled);
            case Pulled pulled -> deliveries.onPulled(pulled);
            case PullAgain(var conversation) -> deliveries.onPullAgain(conversation);
            case Listed listed -> deliveries.onListed(listed);
            case ListAgain(var reason) -> deliveries.list(reason);
            case Ended _ -> {
                registration.end();
                return Behaviors.stopped();
            }
        }
        return Behaviors.same();
    }

    // After a defect nobody would read this socket any more; on one that has ended already this does nothing.
    private Behavior<Event> onStopped() {
        socket.close(CloseCode.INTERNAL_ERROR, "Please connect again");
        return Behaviors.same();
    }

    // --- What the client says ---

    private void onText(String text) {
        ChatFrame frame;
        try {
            frame = Json.read("frame", text, ChatFrame.class);
        } catch (BadRequest bad) {
            onBadFrame(text, bad);
            return;
        }
        switch (frame) {
            case ChatFrame.SendMessage send -> sends.onSend(send);
            case ChatFrame.Sync sync -> orRefused(() -> deliveries.sync(sync.named()));
            case ChatFrame.Read read -> signals.onRead(read);
            case ChatFrame.Typing typing -> signals.onTyping(typing);
            case ChatFrame.View view -> handled(() -> views.view(view.conversations()));
            case ChatFrame.Unview unview -> handled(() -> views.unview(unview.conversations()));
            case ChatFrame.Ping _ -> answer(new ServerFrame.Pong());
        }
        firstWord.said();
        deliveries.startPushing();
    }

    // Whatever else is wrong with a message, its sender is to know which one it was.
    private void onBadFrame(String text, BadRequest bad) {
        var key = Json.field(text, "idempotency_key").orElse(null);
        answer(ServerFrame.failed(bad.code(), bad.details(), key, null));
        if (++badFrames >= MAX_BAD_FRAMES) {
            socket.close(CloseCode.POLICY_VIOLATION, "Too many frames that cannot be understood");
        }
    }

    private void handled(Runnable action) {
        orRefused(() -> {
            action.run();
            socket.handled();
        });
    }

    private void orRefused(Runnable action) {
        try {
            action.run();
        } catch (BadRequest bad) {
            answer(ServerFrame.failed(bad.code(), bad.details(), null, null));
        }
    }

    private void answer(ServerFrame frame) {
        socket.send(frame.encoded());
        socket.handled();
    }

    // --- What the session says ---

    private void look() {
        if (!surroundings.clock().instant().isBefore(authorizedUntil)) {
            socket.close(CloseCode.TOKEN_EXPIRED, "The access token has expired; connect with a new one");
            return;
        }
        registration.look();
        deliveries.byHub().sayAgain();
    }

    private void onNotice(Session.Notice notice) {
        registration.heard(notice);
        switch (notice) {
            case Session.Registered registered -> onRegistered(registered);
            case Session.Changed changed -> deliveries.onChanged(changed);
            case Session.HeadMoved moved -> deliveries.onHeadMoved(moved);
            case Session.Ended _ -> registration.sessionEnded();
            case Session.Displaced _ -> socket.close(CloseCode.POLICY_VIOLATION, "Too many sockets of this user");
        }
    }

    private void onRegistered(Session.Registered registered) {
        var mayLack = registration.answered(registered);
        registered.missed().forEach(deliveries::onMissed);
        deliveries.onRegistered();
        if (mayLack) {
            deliveries.onSessionReborn();
        }
    }
}
