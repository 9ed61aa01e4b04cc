package social.nova.cluster.conversation;

import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import social.nova.protocols.conversation.ConversationId;
import social.nova.protocols.conversation.ConversationMessages.Remembered;

/// Finds what an idempotency key produced, among messages too old for the entity's own memory.
@FunctionalInterface
public interface KeyLookup {
    /// @param key the digest of the key
    /// @param below only messages with a lower sequence number: the rest the entity remembers itself
    /// @param since only messages this young
    CompletionStage<Optional<Remembered>> find(ConversationId conversation, String key, long below, Instant since);
}
