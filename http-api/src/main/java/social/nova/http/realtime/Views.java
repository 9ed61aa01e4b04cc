package social.nova.http.realtime;

import akka.actor.typed.ActorRef;
import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import social.nova.http.common.BadRequest;
import social.nova.protocols.common.ErrorCode;
import social.nova.protocols.conversation.ConversationId;

/// The conversations that one client looks at: it is shown who types there, and who is there.
///
/// Said again to the hubs every few seconds, so that it holds whatever becomes of them.
///
/// Each one begun costs a hub some work, however often it was begun before: so many may be begun at once, then a few in
/// a second. What is too much is refused, and who goes on all the same is closed.
///
/// Part of [ChatSocket] and used by its actor only.
final class Views {
    /// As many as fit on a screen; one more is refused.
    static final int MOST = 20;

    static final int AT_ONCE = 60;
    static final Duration ONE_MORE_AFTER = Duration.ofMillis(250);
    private static final int MOST_REFUSED_IN_A_ROW = 10;

    private final ActorRef<Hubs.Command> hubs;
    private final Attachments attachments;
    private final Socket socket;
    private final InstantSource clock;
    private final Allowance allowance = new Allowance(AT_ONCE, ONE_MORE_AFTER);
    private final Set<ConversationId> viewed = new LinkedHashSet<>();
    private int refusedInARow;

    Views(ActorRef<Hubs.Command> hubs, Attachments attachments, Socket socket, InstantSource clock) {
        this.hubs = hubs;
        this.attachments = attachments;
        this.socket = socket;
        this.clock = clock;
    }

    /// All of them or none; none where too many were begun in a short time.
    ///
    /// @throws BadRequest if that would be too many
    void view(List<ConversationId> conversations) {
        var all = new LinkedHashSet<>(viewed);
        all.addAll(conversations);
        if (all.size() > MOST) {
            throw new BadRequest("conversation_ids: at most " + MOST + " are viewed at once");
        }
        var wanted = new LinkedHashSet<>(conversations);
        if (!allowance.take(wanted.size(), clock.instant())) {
            refuseForNow();
            return;
        }
        refusedInARow = 0;
        viewed.addAll(wanted);
        wanted.forEach(conversation -> tell(conversation, true));
    }

    private void refuseForNow() {
        var details =
                "conversation_ids: %d at once, then one more every %d ms".formatted(AT_ONCE, ONE_MORE_AFTER.toMillis());
        socket.send(
                ServerFrame.failed(ErrorCode.RATE_LIMITED, details, null, null).encoded());
        if (++refusedInARow >= MOST_REFUSED_IN_A_ROW) {
            socket.close(CloseCode.POLICY_VIOLATION, "Too many views in a short time");
        }
    }

    void unview(List<ConversationId> conversations) {
        for (var conversation : conversations) {
            if (viewed.remove(conversation)) {
                hubs.tell(new Hubs.Unview(conversation, attachments.recipient()));
            }
        }
    }

    void viewAgain() {
        viewed.forEach(conversation -> tell(conversation, false));
    }

    boolean has(ConversationId conversation) {
        return viewed.contains(conversation);
    }

    void refused(ConversationId conversation, ErrorCode code) {
        if (viewed.remove(conversation)) {
            socket.send(
                    ServerFrame.failed(code, null, null, conversation.value()).encoded());
        }
    }

    /// The user is no member any more, and knows it.
    void left(ConversationId conversation) {
        unview(List.of(conversation));
    }

    /// Nothing of it is worth waiting for room.
    void shown(ConversationId conversation, Frame frame) {
        if (viewed.contains(conversation) && socket.hasRoom()) {
            socket.send(frame);
        }
    }

    private void tell(ConversationId conversation, boolean anew) {
        hubs.tell(new Hubs.View(conversation, attachments.recipient(), attachments.isProven(conversation), anew));
    }
}
