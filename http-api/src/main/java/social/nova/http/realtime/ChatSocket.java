package social.nova.http.realtime;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.PostStop;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.TimerScheduler;
import akka.cluster.sharding.typed.javadsl.EntityRef;
import akka.japi.function.Function2;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import social.nova.http.common.BadRequest;
import social.nova.http.common.Errors;
import social.nova.http.common.Json;
import social.nova.http.common.Parameters;
import social.nova.http.conversation.Draft;
import social.nova.http.conversation.MessageReading;
import social.nova.http.conversation.MessageReading.Extract;
import social.nova.http.conversation.MessageSending;
import social.nova.http.conversation.MessageView;
import social.nova.persistence.conversation.MemberRepository.Standing;
import social.nova.persistence.user.DataKey;
import social.nova.persistence.user.DataKeys;
import social.nova.protocols.common.ErrorCode;
import social.nova.protocols.common.UserId;
import social.nova.protocols.conversation.Conversation.Receipt;
import social.nova.protocols.conversation.Conversation.Selection;
import social.nova.protocols.conversation.ConversationId;
import social.nova.protocols.session.Session;

/// One open messaging socket: what the client says, and what its user's conversations say to it.
///
///     client ──text──▶ ChatFrame ──▶ MessageSending ──▶ Conversation
///     client ◀─frame── ServerFrame ◀─┬─ pushed: Session ◀── Conversation
///                                    └─ pulled: MessageReading
///
/// A push may be lost anywhere on its way, so each conversation's [Cursor] says what may be sent: the next message
/// directly, anything later only after what lies between has been pulled. A loss at the very end shows by heads: the
/// session repeats them, and a session born anew makes the socket ask every conversation.
public final class ChatSocket {
    private static final int PULL = 50;
    private static final int MAX_CONVERSATIONS = 10_000;
    private static final int MAX_BAD_FRAMES = 10;
    private static final Duration REGISTER_EVERY = Duration.ofSeconds(5);
    private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

    /// A client that resumes says `sync` first; until its first frame, or for so long, nothing is pushed before it.
    private static final Duration FIRST_FRAME_WITHIN = Duration.ofSeconds(1);

    private final UserId user;
    private final Socket socket;
    private final Surroundings surroundings;
    private final ActorContext<Event> context;
    private final TimerScheduler<Event> timers;
    private final ActorRef<Session.Notice> notices;
    private final Backlog backlog = new Backlog();

    // Sends wait here, in order, until the user's key is loaded; the socket's window bounds them.
    private final Queue<ChatFrame.SendMessage> awaitingKey = new ArrayDeque<>();
    private @Nullable DataKey key;
    private String incarnation = "";
    private boolean listed;

    // What holds pushes back: the client's first frame is still to come, or a sync's positions are not yet known.
    private boolean awaitingFirstFrame = true;
    private int syncsToList;
    private int badFrames;

    /// What all messaging sockets of a node share.
    public record Surroundings(
            MessageSending sending,
            MessageReading reading,
            Listing conversations,
            DataKeys keys,
            Function<UserId, EntityRef<Session.Command>> sessions,
            RandomGenerator random) {}

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

    record RegisterAgain() implements Event {}

    record FirstFrameOverdue() implements Event {}

    record KeyLoaded(@Nullable DataKey key, @Nullable Throwable failure) implements Event {}

    record Sent(
            @Nullable String idempotencyKey,
            @Nullable Receipt receipt,
            @Nullable Throwable failure) implements Event {}

    record Pulled(
            ConversationId conversation,
            @Nullable Extract extract,
            @Nullable Throwable failure) implements Event {}

    record PullAgain(ConversationId conversation) implements Event {}

    /// The user's conversations, read for one of three reasons.
    record Listed(
            Reason reason,
            @Nullable List<Standing> standings,
            @Nullable Throwable failure) implements Event {}

    record ListAgain(Reason reason) implements Event {}

    /// Why the list of conversations was read.
    sealed interface Reason {}

    record Opening() implements Reason {}

    record SessionReborn() implements Reason {}

    record Syncing(Map<ConversationId, ChatFrame.Position> named) implements Reason {}

    /// Hands what the stage sees to the actor.
    static SocketListener listener(ActorRef<Event> actor) {
        return new SocketListener() {
            @Override
            public void onText(String text) {
                actor.tell(new Text(text));
            }

            @Override
            public void onRoom() {
                actor.tell(new Room());
            }

            @Override
            public void onClosed(Closed closed) {
                actor.tell(new Ended());
            }
        };
    }

    static Behavior<Event> create(UserId user, Socket socket, Surroundings surroundings) {
        return Behaviors.setup(context -> Behaviors.withTimers(timers -> {
            var chat = new ChatSocket(user, socket, surroundings, context, timers);
            chat.open();
            return Behaviors.receive(Event.class)
                    .onAnyMessage(chat::onEvent)
                    .onSignal(PostStop.class, _ -> chat.onStopped())
                    .build();
        }));
    }

    private ChatSocket(
            UserId user,
            Socket socket,
            Surroundings surroundings,
            ActorContext<Event> context,
            TimerScheduler<Event> timers) {
        this.user = user;
        this.socket = socket;
        this.surroundings = surroundings;
        this.context = context;
        this.timers = timers;
        this.notices = context.messageAdapter(Session.Notice.class, Noticed::new);
    }

    private void open() {
        register();
        var jitter = Duration.ofMillis(surroundings.random().nextLong(REGISTER_EVERY.toMillis()));
        timers.startTimerWithFixedDelay(new RegisterAgain(), jitter, REGISTER_EVERY);
        timers.startSingleTimer(new FirstFrameOverdue(), FIRST_FRAME_WITHIN);
        list(new Opening());
    }

    private Behavior<Event> onEvent(Event event) {
        switch (event) {
            case Text(var text) -> onText(text);
            case Room _ -> pullMore();
            case Noticed(var notice) -> onNotice(notice);
            case RegisterAgain _ -> register();
            case FirstFrameOverdue _ -> startPushing();
            case KeyLoaded loaded -> onKeyLoaded(loaded);
            case Sent sent -> onSent(sent);
            case Pulled pulled -> onPulled(pulled);
            case PullAgain(var conversation) -> {
                backlog.ask(conversation);
                pullMore();
            }
            case Listed listed -> onListed(listed);
            case ListAgain(var reason) -> list(reason);
            case Ended _ -> {
                surroundings.sessions().apply(user).tell(new Session.Unregister(notices));
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
            frame = Json.read(text, ChatFrame.class);
        } catch (BadRequest bad) {
            onBadFrame(bad);
            return;
        }
        switch (frame) {
            case ChatFrame.SendMessage send -> onSend(send);
            case ChatFrame.Sync sync -> onSync(sync);
            case ChatFrame.Ping _ -> {
                send(new ServerFrame.Pong());
                socket.handled();
            }
        }
        startPushing();
    }

    private boolean pushing() {
        return !awaitingFirstFrame && syncsToList == 0;
    }

    private void onBadFrame(BadRequest bad) {
        send(failed(bad.code(), bad.details(), null, null));
        socket.handled();
        if (++badFrames >= MAX_BAD_FRAMES) {
            socket.close(CloseCode.POLICY_VIOLATION, "Too many frames that cannot be understood");
        }
    }

    private void onSend(ChatFrame.SendMessage frame) {
        if (key != null) {
            send(frame, key);
            return;
        }
        awaitingKey.add(frame);
        if (awaitingKey.size() == 1) {
            pipe(surroundings.keys().of(user), KeyLoaded::new);
        }
    }

    private void onKeyLoaded(KeyLoaded loaded) {
        key = loaded.key();
        for (var frame = awaitingKey.poll(); frame != null; frame = awaitingKey.poll()) {
            if (key != null) {
                send(frame, key);
            } else if (loaded.failure() != null) {
                onSent(new Sent(frame.idempotencyKey(), null, loaded.failure()));
            }
        }
    }

    private void send(ChatFrame.SendMessage frame, DataKey key) {
        var idempotencyKey = frame.idempotencyKey();
        try {
            var conversation = Parameters.conversation(frame.conversationId());
            var draft = Draft.of(frame.text(), frame.encryptedContent(), frame.nonce(), idempotencyKey);
            pipe(
                    surroundings.sending().send(user, key, conversation, draft),
                    (receipt, failure) -> new Sent(idempotencyKey, receipt, failure));
        } catch (BadRequest bad) {
            send(failed(bad.code(), bad.details(), idempotencyKey, null));
            socket.handled();
        }
    }

    private void onSent(Sent sent) {
        var receipt = sent.receipt();
        if (receipt != null) {
            send(new ServerFrame.Ack(sent.idempotencyKey(), receipt.id().value(), receipt.sequenceNumber()));
        } else if (sent.failure() != null) {
            send(failed(Errors.codeOf(sent.failure()), null, sent.idempotencyKey(), null));
        }
        socket.handled();
    }

    private void onSync(ChatFrame.Sync sync) {
        try {
            list(new Syncing(sync.named()));
            syncsToList++;
        } catch (BadRequest bad) {
            send(failed(bad.code(), bad.details(), null, null));
            socket.handled();
        }
    }

    // --- What the session says ---

    private void register() {
        surroundings.sessions().apply(user).tell(new Session.Register(notices, incarnation));
    }

    private void onNotice(Session.Notice notice) {
        switch (notice) {
            case Session.Registered registered -> onRegistered(registered);
            case Session.Posted posted -> onPosted(posted);
            case Session.HeadMoved(var conversation, var head) -> onHeadMoved(conversation, head);
            case Session.Displaced _ -> socket.close(CloseCode.POLICY_VIOLATION, "Too many sockets of this user");
        }
    }

    private void onRegistered(Session.Registered registered) {
        var reborn = !incarnation.isEmpty() && !incarnation.equals(registered.incarnation());
        incarnation = registered.incarnation();
        for (var missed : registered.missed()) {
            onHead(missed.conversation(), missed.first() - 1, missed.head());
        }
        if (reborn) {
            list(new SessionReborn());
        }
    }

    // Before the list is read, nothing says where this socket began; its client asks for what came earlier by sync.
    private void onHeadMoved(ConversationId conversation, long head) {
        if (listed || backlog.find(conversation) != null) {
            onHead(conversation, 0, head);
        }
    }

    private void onHead(ConversationId conversation, long base, long head) {
        backlog.at(conversation, base).heard(head);
        backlog.ask(conversation);
        pullMore();
    }

    private void onPosted(Session.Posted posted) {
        var conversation = posted.conversation();
        var sequenceNumber = posted.message().sequenceNumber();
        var cursor = backlog.at(conversation, listed ? 0 : sequenceNumber - 1);
        var view = pushing() && !cursor.pulling() && socket.hasRoom() && sequenceNumber == cursor.delivered() + 1
                ? surroundings.reading().openNow(conversation, posted.message())
                : Optional.<MessageView>empty();
        if (view.isPresent()) {
            cursor.advance(sequenceNumber);
            send(view.get());
        } else {
            cursor.heard(sequenceNumber);
            backlog.ask(conversation);
            pullMore();
        }
    }

    // --- What is pulled ---

    private void startPushing() {
        awaitingFirstFrame = false;
        pullMore();
    }

    private void pullMore() {
        while (pushing() && socket.hasRoom()) {
            var next = backlog.next();
            if (next.isEmpty()) {
                return;
            }
            var conversation = next.get();
            var delivered = backlog.at(conversation, 0).delivered();
            pipe(
                    surroundings.reading().read(user, conversation, Selection.after(delivered, PULL)),
                    (extract, failure) -> new Pulled(conversation, extract, failure));
        }
    }

    private void onPulled(Pulled pulled) {
        backlog.answered();
        var cursor = backlog.find(pulled.conversation());
        if (cursor != null && pulled.extract() != null) {
            onExtract(pulled.conversation(), cursor, pulled.extract());
        } else if (cursor != null && pulled.failure() != null) {
            onPullFailed(pulled.conversation(), cursor, Errors.codeOf(pulled.failure()));
        }
        pullMore();
    }

    private void onExtract(ConversationId conversation, Cursor cursor, Extract extract) {
        for (var view : extract.messages()) {
            // What finds no room is pulled again: the cursor stands before it.
            if (socket.hasRoom() && cursor.advance(view.sequenceNumber())) {
                send(view);
            }
        }
        cursor.pullEnded(extract.head());
        if (cursor.syncing() && !cursor.overtaken()) {
            var more = cursor.delivered() < extract.head();
            send(new ServerFrame.Synced(conversation.value(), cursor.delivered(), more));
            if (!more) {
                cursor.syncEnded();
            }
        }
        if (cursor.behind()) {
            backlog.ask(conversation);
        }
    }

    private void onPullFailed(ConversationId conversation, Cursor cursor, ErrorCode code) {
        cursor.pullFailed();
        if (code.status() >= 500) {
            timers.startSingleTimer("pull " + conversation, new PullAgain(conversation), jittered(RETRY_AFTER));
            return;
        }
        backlog.drop(conversation);
        if (cursor.syncing()) {
            send(failed(code, null, null, conversation.value()));
        }
    }

    // --- The list of conversations ---

    private void list(Reason reason) {
        pipe(
                surroundings.conversations().of(user, MAX_CONVERSATIONS),
                (standings, failure) -> new Listed(reason, standings, failure));
    }

    private void onListed(Listed listed) {
        var standings = listed.standings();
        if (standings == null) {
            context.scheduleOnce(jittered(RETRY_AFTER), context.getSelf(), new ListAgain(listed.reason()));
            return;
        }
        switch (listed.reason()) {
            case Opening _ -> place(standings);
            case SessionReborn _ -> {
                place(standings);
                backlog.recheckAll();
            }
            case Syncing(var named) -> {
                syncsToList--;
                socket.handled();
                named.forEach((conversation, position) -> resume(conversation, position.sequenceNumber()));
                for (var standing : standings) {
                    if (!named.containsKey(standing.conversation())) {
                        resume(standing.conversation(), 0);
                    }
                }
            }
        }
        pullMore();
    }

    // Conversations not in the first list have begun since, and their first message with them.
    private void place(List<Standing> standings) {
        for (var standing : standings) {
            backlog.at(standing.conversation(), listed ? 0 : standing.knownHead());
        }
        listed = true;
    }

    private void resume(ConversationId conversation, long position) {
        backlog.at(conversation, position).resume(position);
        backlog.ask(conversation);
    }

    // --- Sending ---

    private void send(MessageView view) {
        send(new ServerFrame.Posted(view.conversationId(), view.revision(), view));
    }

    private void send(ServerFrame frame) {
        socket.send(frame.encoded());
    }

    private static ServerFrame failed(
            ErrorCode code,
            @Nullable String details,
            @Nullable String idempotencyKey,
            @Nullable String conversationId) {
        return new ServerFrame.Failed(code.name(), code.message(), details, idempotencyKey, conversationId);
    }

    private Duration jittered(Duration delay) {
        return delay.plusMillis(surroundings.random().nextLong(delay.toMillis()));
    }

    private <T> void pipe(CompletionStage<T> stage, Function2<T, Throwable, Event> event) {
        context.pipeToSelf(stage, event);
    }
}
