package social.nova.http.realtime;

import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.TimerScheduler;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;
import social.nova.http.common.Errors;
import social.nova.http.conversation.ChangeFrame;
import social.nova.http.conversation.ChangeReading;
import social.nova.http.conversation.ChangeReading.Extract;
import social.nova.http.realtime.ChatSocket.Event;
import social.nova.http.realtime.ChatSocket.ListAgain;
import social.nova.http.realtime.ChatSocket.Listed;
import social.nova.http.realtime.ChatSocket.PullAgain;
import social.nova.http.realtime.ChatSocket.Pulled;
import social.nova.persistence.conversation.MemberRepository.Standing;
import social.nova.protocols.common.ErrorCode;
import social.nova.protocols.common.UserId;
import social.nova.protocols.conversation.ConversationId;
import social.nova.protocols.session.Session;

/// What one client is shown of its conversations: pushed where a change is the next, pulled where one may be missing.
///
/// A push may be lost anywhere on its way, so each conversation's [Cursor] says what may be sent: the next change
/// directly, anything later only after what lies between has been pulled. Nothing waits here.
///
/// Part of [ChatSocket] and used by its actor only.
final class Deliveries {
    private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

    private final UserId user;
    private final Socket socket;
    private final ChangeReading reading;
    private final PullReading pulls;
    private final ListReading lists;
    private final RandomGenerator random;
    private final ActorContext<Event> context;
    private final TimerScheduler<Event> timers;
    private final Backlog backlog = new Backlog();
    private final Attachments attachments;
    private final HubDeliveries byHub;

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
        this.pulls = new PullReading(user, reading, context);
        this.lists = new ListReading(user, surroundings.conversations(), context);
        this.random = surroundings.random();
        this.context = context;
        this.timers = timers;
        this.attachments = new Attachments(user, surroundings.hubs(), context);
        var views = new Views(surroundings.hubs(), attachments, socket, surroundings.clock());
        this.byHub = new HubDeliveries(this, backlog, attachments, views, socket, surroundings.meters());
    }

    void open() {
        list(new ListReason.Opening());
    }

    /// The client says how far it has its conversations; nothing is pushed until all of them are known.
    void sync(Map<ConversationId, ChatFrame.Position> named) {
        syncsToList++;
        list(new ListReason.Syncing(named));
    }

    /// Changes came by while the session knew no socket: of what has begun since the list was read, perhaps not all.
    void onMissed(Session.Missed missed) {
        onHead(missed.conversation(), backlog.isPlaced() ? 0 : missed.after(), missed.head());
        if (missed.large()) {
            attachments.want(missed.conversation());
        }
    }

    void onRegistered() {
        lists.onRegistered();
    }

    /// The session may have lost what it was told.
    void onSessionReborn() {
        list(new ListReason.SessionReborn());
    }

    void onPullAgain(ConversationId conversation) {
        backlog.ask(conversation);
        pullMore();
    }

    // Before the list is read, nothing says where this socket began; its client asks for what came earlier by sync.
    void onHeadMoved(Session.HeadMoved moved) {
        var conversation = moved.conversation();
        if (!moved.large()) {
            attachments.leave(conversation);
        } else if (attachments.isAttached(conversation)) {
            return; // The hub tells, and is told.
        }
        if (backlog.isPlaced() || backlog.find(conversation) != null) {
            onHead(conversation, 0, moved.head());
            if (moved.large()) {
                attachments.want(conversation);
            }
        }
    }

    /// The conversation is this far.
    ///
    /// @param base where a conversation that nothing was heard of begins for this socket
    void onHead(ConversationId conversation, long base, long head) {
        backlog.at(conversation, base).heard(head);
        backlog.ask(conversation);
        pullMore();
    }

    void onChanged(Session.Changed changed) {
        var conversation = changed.conversation();
        var change = changed.change();
        var cursor = backlog.at(conversation, backlog.isPlaced() ? 0 : change.follows());
        var isNext = mayPush(cursor, change.follows(), change.revision());
        var opened = isNext ? reading.openNow(conversation, change) : Optional.<ChangeFrame>empty();
        if (opened.isPresent()) {
            send(cursor, opened.get(), SocketMeters.Way.SESSION);
        } else if (!attachments.bringRemoval(conversation, change)) {
            onHead(conversation, 0, change.revision());
        }
    }

    /// Whether this change may be sent as it comes.
    ///
    /// @param follows the revision of the change that was told before it
    boolean mayPush(Cursor cursor, long follows, long revision) {
        return pushing() && !cursor.pulling() && socket.hasRoom() && cursor.isNext(follows, revision);
    }

    HubDeliveries byHub() {
        return byHub;
    }

    void startPushing() {
        awaitingFirstFrame = false;
        pullMore();
    }

    void pullMore() {
        while (pushing() && socket.hasRoom()) {
            var next = backlog.next();
            if (next.isEmpty()) {
                break;
            }
            pulls.begin(next.get(), backlog.at(next.get(), 0));
        }
        while (backlog.syncEnded()) {
            socket.handled();
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
        if (extract.removed() && !byHub.isOutdated(conversation, cursor, extract.head())) {
            byHub.left(conversation);
        } else if (!extract.removed() && !cursor.suspected()) {
            attachments.proven(conversation, extract.head(), extract.since());
        }
        if (cursor.syncing() && !cursor.overtaken()) {
            var more = cursor.delivered() < extract.head();
            if (!more) {
                cursor.sent(extract.lastSequenceNumber());
                cursor.syncEnded();
            }
            var upTo = Math.min(cursor.sequenceNumber(), extract.lastSequenceNumber());
            send(new ServerFrame.Synced(conversation.value(), upTo, cursor.delivered(), more));
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
                send(cursor, frame, SocketMeters.Way.PULL);
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
        // Who was no member when it was asked may be one now.
        if (byHub.isOutdated(conversation, cursor, cursor.delivered())) {
            backlog.ask(conversation);
            return;
        }
        byHub.left(conversation);
        // Who has been removed learns it also when that was not told.
        if (cursor.syncing() || (code == ErrorCode.NOT_CONVERSATION_MEMBER && !cursor.endsWithRemoval())) {
            send(ServerFrame.failed(code, null, null, conversation.value()));
        }
        backlog.refused(conversation);
    }

    void list(ListReason reason) {
        lists.read(reason);
    }

    void onListed(Listed listed) {
        var standings = listed.standings();
        if (standings == null) {
            context.scheduleOnce(jittered(RETRY_AFTER), context.getSelf(), new ListAgain(listed.reason()));
            return;
        }
        switch (listed.reason()) {
            case ListReason.Opening _ -> place(standings);
            case ListReason.SessionReborn _ -> {
                place(standings);
                backlog.recheck(standings);
            }
            case ListReason.Syncing(var named) -> {
                syncsToList--;
                backlog.syncBegun();
                named.forEach(backlog::resume);
                for (var standing : standings) {
                    if (!named.containsKey(standing.conversation())) {
                        backlog.resume(standing.conversation(), ChatFrame.Position.BEGINNING);
                    }
                }
            }
        }
        pullMore();
    }

    private void place(List<Standing> standings) {
        backlog.place(standings);
        standings.stream().filter(Standing::large).map(Standing::conversation).forEach(attachments::want);
    }

    private boolean pushing() {
        return !awaitingFirstFrame && syncsToList == 0;
    }

    private void send(Cursor cursor, ChangeFrame frame, SocketMeters.Way way) {
        byHub.meters().changed(way);
        cursor.advance(frame.revision());
        if (frame instanceof ChangeFrame.Posted posted) {
            cursor.sent(posted.message().sequenceNumber());
        } else if (frame instanceof ChangeFrame.MemberRemoved removed
                && removed.userId().equals(user.value())) {
            cursor.removed(frame.revision());
            byHub.views().left(new ConversationId(removed.conversationId()));
        }
        socket.send(EncodedChange.encoded(frame));
    }

    private void send(ServerFrame frame) {
        socket.send(frame.encoded());
    }

    private Duration jittered(Duration delay) {
        return delay.plusMillis(random.nextLong(delay.toMillis()));
    }
}
