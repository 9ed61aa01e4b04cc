package social.nova.http.realtime;

import akka.actor.typed.ActorRef;
import akka.actor.typed.javadsl.ActorContext;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import social.nova.protocols.common.UserId;
import social.nova.protocols.conversation.ConversationChanges.Change;
import social.nova.protocols.conversation.ConversationChanges.Left;
import social.nova.protocols.conversation.ConversationId;

/// Which conversations come to one socket by its node's hubs: those that are large.
///
///     wanted ──Attached──▶ attached ──a pull of its own──▶ proven: what is passed on may be shown
///
/// At most so many; the others are pulled on heads that their user's session is told.
///
/// Part of [ChatSocket] and used by its actor only.
final class Attachments {
    static final int MOST = 1_000;

    private final ActorRef<Hubs.Command> hubs;
    private final Recipient recipient;
    private final ActorContext<ChatSocket.Event> context;
    private final Map<ConversationId, Attachment> attachments = new HashMap<>();

    private static final class Attachment {
        private @Nullable ActorRef<ConversationHub.Command> hub;
        private long position;
        private boolean proven;
        private long since;
        private boolean bringsRemoval;
    }

    Attachments(UserId user, ActorRef<Hubs.Command> hubs, ActorContext<ChatSocket.Event> context) {
        this.hubs = hubs;
        this.recipient = new Recipient(user, context.getSelf());
        this.context = context;
    }

    Recipient recipient() {
        return recipient;
    }

    void want(ConversationId conversation) {
        if (attachments.size() < MOST && attachments.putIfAbsent(conversation, new Attachment()) == null) {
            hubs.tell(new Hubs.Attach(conversation, recipient));
        }
    }

    /// Asks again where nothing was answered, or the hub is gone.
    void wantAgain() {
        attachments.forEach((conversation, attachment) -> {
            if (attachment.hub == null) {
                hubs.tell(new Hubs.Attach(conversation, recipient));
            }
        });
    }

    boolean isAttached(ConversationId conversation) {
        var attachment = attachments.get(conversation);
        return attachment != null && attachment.hub != null;
    }

    /// Whether this is the user's own removal, and a hub is to bring it: with all that is before it, which who is no
    /// member may not ask for any more.
    boolean bringRemoval(ConversationId conversation, Change change) {
        var attachment = attachments.get(conversation);
        if (attachment == null || attachment.hub == null || !isOfItsUser(change)) {
            return false;
        }
        attachment.bringsRemoval = true;
        return true;
    }

    private boolean isOfItsUser(Change change) {
        return change.shown() instanceof Left left && left.user().equals(recipient.user());
    }

    /// The hub passes nothing on any more.
    ///
    /// @return whether it was to bring the user's removal, and did not
    boolean released(ConversationId conversation) {
        var attachment = attachments.get(conversation);
        dropped(conversation);
        return attachment != null && attachment.bringsRemoval;
    }

    /// False if it is not wanted any more.
    boolean attached(ConversationId conversation, HubNotice.Attached attached) {
        var attachment = attachments.get(conversation);
        if (attachment == null) {
            attached.hub().tell(new ConversationHub.Detach(recipient));
            return false;
        }
        attachment.hub = attached.hub();
        attachment.position = attached.position();
        attachment.proven = false;
        context.watchWith(attached.hub(), new ChatSocket.FromHub(conversation, new HubNotice.Ended()));
        return true;
    }

    /// A pull that began after the attachment was answered: its user is a member, and may see what is passed on.
    ///
    /// @param head how far the conversation was
    /// @param since they see nothing of messages up to this one
    void proven(ConversationId conversation, long head, long since) {
        var attachment = attachments.get(conversation);
        if (attachment != null && attachment.hub != null && head >= attachment.position) {
            attachment.proven = true;
            attachment.since = since;
        }
    }

    boolean isProven(ConversationId conversation) {
        var attachment = attachments.get(conversation);
        return attachment != null && attachment.proven;
    }

    /// Whether the user came after the message that this is about.
    boolean isHidden(ConversationId conversation, EncodedChange change) {
        var attachment = attachments.get(conversation);
        return attachment != null && change.about() != 0 && change.about() <= attachment.since;
    }

    /// The hub is gone; it is asked for again with the next registration, so that one that fails is no endless
    /// loop.
    void ended(ConversationId conversation) {
        if (attachments.containsKey(conversation)) {
            attachments.put(conversation, new Attachment());
        }
    }

    /// The hub passes nothing on any more.
    void dropped(ConversationId conversation) {
        var attachment = attachments.remove(conversation);
        if (attachment != null && attachment.hub != null) {
            context.unwatch(attachment.hub);
        }
    }

    /// Wants it no more.
    void leave(ConversationId conversation) {
        var attachment = attachments.get(conversation);
        if (attachment != null && attachment.hub != null) {
            attachment.hub.tell(new ConversationHub.Detach(recipient));
        }
        dropped(conversation);
    }
}
