package social.nova.cluster.conversation;

import java.util.Optional;
import java.util.concurrent.CompletionStage;
import social.nova.protocols.conversation.ConversationId;
import social.nova.protocols.conversation.ConversationMessages.Standing;

/// Finds a message as it stands, and the reactions to it, where the entity itself does not know.
@FunctionalInterface
public interface MessageLookup {
    /// @param revision of the conversation: what happened up to then must be seen
    CompletionStage<Optional<Standing>> find(ConversationId conversation, long sequenceNumber, long revision);
}
