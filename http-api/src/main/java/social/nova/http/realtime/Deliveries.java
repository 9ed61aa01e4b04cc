package social.nova.http.realtime;

import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.TimerScheduler;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;
import social.nova.http.common.Errors;
import social.nova.http.common.Json;
import social.nova.http.conversation.ChangeFrame;
import social.nova.http.conversation.ChangeReading;
import social.nova.http.conversation.ChangeReading.Extract;
import social.nova.http.realtime.ChatSocket.Event;
import social.nova.http.realtime.ChatSocket.ListAgain;
import social.nova.http.realtime.ChatSocket.Listed;
import social.nova.http.realtime.ChatSocket.Listing;
import social.nova.http.realtime.ChatSocket.Opening;
import social.nova.http.realtime.ChatSocket.PullAgain;
import social.nova.http.realtime.ChatSocket.Pulled;
import social.nova.http.realtime.ChatSocket.Reason;
import social.nova.http.realtime.ChatSocket.SessionReborn;
import social.nova.http.realtime.ChatSocket.Syncing;
import social.nova.persistence.conversation.MemberRepository.Standing;
import social.nova.protocols.common.ErrorCode;
import social.nova.protocols.common.UserId;
import social.nova.protocols.conversation.ConversationId;
import social.nova.protocols.session.Session;

/// What one client is shown of its conversations: pushed where a change is the next, pulled where one may be missing.
///
/// A push may be lost anywhere on its way, so each conversation's [Cursor] says what may be sent: the next change
/// directly, anything later only after what lies between has been pulled. Nothing waits here: what finds no room is
/// pulled when there is room.
///
/// Part of [ChatSocket] and used by its actor only.
final class Deliveries {
    private static final int PULL = 50;
    private static final int MAX_CONVERSATIONS = 10_000;
    private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

    private final UserId user;
    private final Socket socket;
    private final ChangeReading reading;
    private final Listing conversations;
    private final RandomGenerator random;
    private final ActorContext<Event> context;
    private final TimerScheduler<Event> timers;
    private final Backlog backlog = new Backlog();
    private boolean listed;

    // Empty once the session knows this socket; until then, what the list is to be read for.
    private final List<Reason> beforeRegistered = new ArrayList<>();
    private boolean registered;

    // What holds pushes back: the client's first frame is still to come, or a sync's positions are not yet known.
    private boolean awaitingFirstFrame = true;
    private int syncsToList;

    Deliveries(
            UserId user,
            Socket socket,
            ChatSocket.Surroundings surroundings,
            ActorContext<Event> context,
            TimerScheduler<Event> timers) {
        this.user = user;
        this.socket = socket;
        this.reading = surroundings.changes();
        this.conversations = surroundings.conversations();
        this.random = surroundings.random();
        this.context = context;
        this.timers = timers;
    }

    void open() {
        list(new Opening());
    }

    /// The client says how far it has its conversations; nothing is pushed until all of them are known.
    void sync(Map<ConversationId, ChatFrame.Position> named) {
        syncsToList++;
        list(new Syncing(named));
    }

    /// Changes came by while the session knew no socket.
    void onMissed(Session.Missed missed) {
        onHead(missed.conversation(), missed.after(), missed.head());
    }

    /// The session knows this socket: what is told from here on comes here.
    void onRegistered() {
        registered = true;
        var waiting = List.copyOf(beforeRegistered);
        beforeRegistered.clear();
        waiting.forEach(this::list);
    }

    /// The session may have lost what it was told.
    void onSessionReborn() {
        list(new SessionReborn());
    }

    void onPullAgain(ConversationId conversation) {
        backlog.ask(conversation);
        pullMore();
    }

    // Before the list is read, nothing says where this socket began; its client asks for what came earlier by sync.
    void onHeadMoved(ConversationId conversation, long head) {
        if (listed || backlog.find(conversation) != null) {
            onHead(conversation, 0, head);
        }
    }

    private void onHead(ConversationId conversation, long base, long head) {
        backlog.at(conversation, base).heard(head);
        backlog.ask(conversation);
        pullMore();
    }

    void onChanged(Session.Changed changed) {
        var conversation = changed.conversation();
        var change = changed.change();
        var cursor = backlog.at(conversation, listed ? 0 : change.follows());
        var frame =
                pushing() && !cursor.pulling() && socket.hasRoom() && cursor.isNext(change.follows(), change.revision())
                        ? reading.openNow(conversation, change)
                        : Optional.<ChangeFrame>empty();
        if (frame.isPresent()) {
            send(cursor, frame.get());
        } else {
            cursor.heard(change.revision());
            backlog.ask(conversation);
            pullMore();
        }
    }

    void startPushing() {
        awaitingFirstFrame = false;
        pullMore();
    }

    void pullMore() {
        while (pushing() && socket.hasRoom()) {
            var next = backlog.next();
            if (next.isEmpty()) {
                return;
            }
            var conversation = next.get();
            var position = backlog.at(conversation, 0).position();
            context.pipeToSelf(
                    reading.read(user, conversation, position, PULL),
                    (extract, failure) -> new Pulled(conversation, extract, failure));
        }
    }

    void onPulled(Pulled pulled) {
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
        if (!cursor.overtaken()) {
            cursor.startsBehind(extract.after());
        }
        if (sendAll(cursor, extract)) {
            cursor.advance(extract.upTo());
        }
        cursor.pullEnded(extract.head());
        if (cursor.syncing() && !cursor.overtaken()) {
            var more = cursor.delivered() < extract.head();
            if (!more) {
                cursor.sent(extract.lastSequenceNumber());
            }
            var upTo = Math.min(cursor.sequenceNumber(), extract.lastSequenceNumber());
            send(new ServerFrame.Synced(conversation.value(), upTo, cursor.delivered(), more));
            if (!more) {
                cursor.syncEnded();
            }
        }
        if (cursor.behind()) {
            backlog.ask(conversation);
        }
    }

    // What finds no room, or overtakes the positions of a sync, is pulled again: the cursor stands before it.
    private boolean sendAll(Cursor cursor, Extract extract) {
        if (cursor.overtaken() && !cursor.isNext(extract.after(), Long.MAX_VALUE)) {
            return false;
        }
        for (var frame : extract.changes()) {
            if (!pushing() || !socket.hasRoom()) {
                return false;
            }
            if (frame.revision() > cursor.delivered()) {
                send(cursor, frame);
            }
        }
        return pushing();
    }

    private void onPullFailed(ConversationId conversation, Cursor cursor, ErrorCode code) {
        cursor.pullFailed();
        if (code.status() >= 500) {
            timers.startSingleTimer("pull " + conversation, new PullAgain(conversation), jittered(RETRY_AFTER));
            return;
        }
        backlog.drop(conversation);
        // Who has been removed learns it also when that was not told.
        if (cursor.syncing() || code == ErrorCode.NOT_CONVERSATION_MEMBER) {
            send(ServerFrame.failed(code, null, null, conversation.value()));
        }
    }

    /// Reads the list of conversations, though not before the session knows this socket: what happened between the two
    /// would be in no list and pushed to nobody.
    void list(Reason reason) {
        if (!registered) {
            beforeRegistered.add(reason);
            return;
        }
        context.pipeToSelf(
                conversations.of(user, MAX_CONVERSATIONS),
                (standings, failure) -> new Listed(reason, standings, failure));
    }

    void onListed(Listed listed) {
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
                named.forEach(this::resume);
                for (var standing : standings) {
                    if (!named.containsKey(standing.conversation())) {
                        resume(standing.conversation(), ChatFrame.Position.BEGINNING);
                    }
                }
            }
        }
        pullMore();
    }

    // Conversations not in the first list have begun since, and their first change with them.
    private void place(List<Standing> standings) {
        for (var standing : standings) {
            backlog.at(standing.conversation(), listed ? 0 : standing.knownHead());
        }
        listed = true;
    }

    private void resume(ConversationId conversation, ChatFrame.Position position) {
        var cursor = backlog.at(conversation, Math.max(position.revision(), 0));
        if (position.revision() >= 0) {
            cursor.resume(position.revision());
            cursor.sent(position.sequenceNumber());
        } else {
            cursor.resumeBehindMessage(position.sequenceNumber());
        }
        backlog.ask(conversation);
    }

    private boolean pushing() {
        return !awaitingFirstFrame && syncsToList == 0;
    }

    private void send(Cursor cursor, ChangeFrame frame) {
        cursor.advance(frame.revision());
        if (frame instanceof ChangeFrame.Posted posted) {
            cursor.sent(posted.message().sequenceNumber());
        }
        socket.send(Frame.text(Json.bytes(frame)));
    }

    private void send(ServerFrame frame) {
        socket.send(frame.encoded());
    }

    private Duration jittered(Duration delay) {
        return delay.plusMillis(random.nextLong(delay.toMillis()));
    }
}
