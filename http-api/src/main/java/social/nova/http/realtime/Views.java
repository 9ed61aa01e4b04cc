package social.nova.http.realtime;

import akka.actor.typed.ActorRef;
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
/// Part of [ChatSocket] and used by its actor only.
final class Views {
    /// As many as fit on a screen; one more is refused.
    static final int MOST = 20;

    private final ActorRef<Hubs.Command> hubs;
    private final Attachments attachments;
    private final Socket socket;
    private final Set<ConversationId> viewed = new LinkedHashSet<>();

    Views(ActorRef<Hubs.Command> hubs, Attachments attachments, Socket socket) {
        this.hubs = hubs;
        this.attachments = attachments;
        this.socket = socket;
    }

    /// All of them or none.
    ///
    /// @throws BadRequest if that would be too many
    void view(List<ConversationId> conversations) {
        var all = new LinkedHashSet<>(viewed);
        all.addAll(conversations);
        if (all.size() > MOST) {
            throw new BadRequest("conversation_ids: at most " + MOST + " are viewed at once");
        }
        viewed.addAll(conversations);
        conversations.forEach(conversation -> tell(conversation, true));
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
