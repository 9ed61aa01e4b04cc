package social.nova.protocols.conversation;

import akka.Done;
import akka.actor.typed.ActorRef;
import akka.pattern.StatusReply;
import com.fasterxml.jackson.annotation.JsonTypeName;
import java.time.Instant;
import java.util.List;
import social.nova.protocols.common.Answerable;
import social.nova.protocols.common.Repeatable;
import social.nova.protocols.common.UserId;
import social.nova.protocols.conversation.Conversation.ConversationType;
import social.nova.protocols.conversation.Conversation.Overview;

/// Who is in a conversation, and how far each has read.
public interface ConversationMembers {
    sealed interface Command extends Conversation.Command {}

    /// Opens the conversation, or answers what is there when it is open already.
    ///
    /// @param members for a direct conversation the two it is between, the creator among them
    record Open(ConversationType type, UserId creator, List<UserId> members, ActorRef<StatusReply<Overview>> replyTo)
            implements Command, Answerable<Overview>, Repeatable {}

    record GetOverview(UserId reader, ActorRef<StatusReply<Overview>> replyTo)
            implements Command, Answerable<Overview>, Repeatable {}

    /// One of the pair of a direct conversation blocks the other, or does so no longer: while either does, nobody's
    /// messages are accepted. Also told to a conversation that nobody has opened yet. Answered when durable.
    ///
    /// @param change of one blocker, only the highest counts: what is told late or again changes nothing
    record SetBlock(UserId blocker, boolean blocked, long change, ActorRef<StatusReply<Done>> replyTo)
            implements Command, Answerable<Done>, Repeatable {}

    /// A member has read everything up to a message. What was read once stays read.
    ///
    /// @param sequenceNumber of that message; above the newest it is the newest
    record MarkRead(UserId reader, long sequenceNumber, ActorRef<StatusReply<Done>> replyTo)
            implements Command, Answerable<Done>, Repeatable {}

    sealed interface Event extends Conversation.Event {}

    /// What a member may do beside reading and writing. In a direct conversation both are members.
    enum Role {
        OWNER,
        ADMIN,
        MEMBER
    }

    @JsonTypeName("conversation.opened")
    record Opened(long revision, ConversationType type, UserId creator, List<UserId> members, Instant at)
            implements Event {}

    @JsonTypeName("conversation.blocked")
    record Blocked(long revision, UserId blocker, long change, Instant at) implements Event {}

    @JsonTypeName("conversation.unblocked")
    record Unblocked(long revision, UserId blocker, long change, Instant at) implements Event {}

    @JsonTypeName("conversation.read-marked")
    record ReadMarked(long revision, UserId user, long sequenceNumber, Instant at) implements Event {}
}
