package social.nova.protocols.conversation;

import akka.Done;
import akka.actor.typed.ActorRef;
import akka.pattern.StatusReply;
import com.fasterxml.jackson.annotation.JsonTypeName;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import social.nova.protocols.common.UserId;

/// Reactions to messages: who put which emoji to which message, each once.
public interface ConversationReactions {
    /// Different emoji of one member to one message.
    int MAX_PER_MEMBER = 20;

    sealed interface Command extends Conversation.Command {}

    /// @param emoji in the one form that it is kept in
    record AddReaction(UserId by, long sequenceNumber, String emoji, ActorRef<StatusReply<Done>> replyTo)
            implements Command, ConversationMessages.Change {}

    /// @param emoji which one, or nothing for all of this member
    record RemoveReaction(
            UserId by, long sequenceNumber, @Nullable String emoji, ActorRef<StatusReply<Done>> replyTo)
            implements Command, ConversationMessages.Change {}

    sealed interface Event extends Conversation.Event {}

    @JsonTypeName("conversation.reaction-added")
    record ReactionAdded(long revision, long sequenceNumber, UserId user, String emoji, Instant at) implements Event {}

    @JsonTypeName("conversation.reactions-removed")
    record ReactionsRemoved(long revision, long sequenceNumber, UserId user, List<String> emojis, Instant at)
            implements Event {}

    record Reaction(UserId user, String emoji) {}
}
