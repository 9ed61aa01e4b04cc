package social.nova.http.realtime;

import akka.actor.typed.ActorRef;
import java.util.List;
import social.nova.protocols.common.ErrorCode;

/// What the hub of a conversation says to a socket of its node.
sealed interface HubNotice {

    /// What a [Recipient] takes only so much of.
    sealed interface Offered extends HubNotice {}

    /// From now on the socket is passed everything above this revision. Whether it may see that, its own next pull
    /// says.
    record Attached(ActorRef<ConversationHub.Command> hub, long position) implements HubNotice {}

    /// What happened, in order.
    record Passed(List<EncodedChange> changes) implements Offered {}

    /// Changes up to this one were passed on; some of them not to this socket, which had enough to do.
    record HeadMoved(long head) implements Offered {}

    /// The user was removed, or has left, at this revision: nothing more comes.
    record Dropped(long revision) implements HubNotice {}

    /// The conversation is not large any more: changes come by session.
    record Released() implements HubNotice {}

    /// Who types, or who is there: for a socket that looks.
    record Shown(Frame frame) implements Offered {}

    /// The user may not look at this conversation, or not now.
    record ViewRefused(ErrorCode code) implements HubNotice {}

    /// In a conversation of so many members only who is attached may look.
    record AttachFirst() implements HubNotice {}

    /// This node has as many hubs as it may.
    record Refused() implements HubNotice {}

    /// The hub ended.
    record Ended() implements HubNotice {}
}
