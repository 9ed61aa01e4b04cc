package social.nova.http.conversation;

import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import social.nova.persistence.user.DataKey;
import social.nova.protocols.common.UserId;
import social.nova.protocols.conversation.Conversation;
import social.nova.protocols.conversation.Conversation.IdempotencyKey;
import social.nova.protocols.conversation.Conversation.Receipt;
import social.nova.protocols.conversation.ConversationId;

/// Seals a message and has its conversation accept it.
public final class MessageSending {
    private final Conversations conversations;
    private final Supplier<UUID> uuids;

    public MessageSending(Conversations conversations, Supplier<UUID> uuids) {
        this.conversations = conversations;
        this.uuids = uuids;
    }

    /// Completes when the message is durable. Messages sent by one thread reach their conversation in that order.
    ///
    /// A failure other than a refusal leaves the outcome unknown: sending again with the same key finds out.
    ///
    /// @param key the sender's data key
    public CompletionStage<Receipt> send(UserId sender, DataKey key, ConversationId conversation, Draft draft) {
        var body = MessageSealing.seal(key, conversation, sender, draft);
        var idempotencyKey = MessageSealing.idempotencyKey(key, conversation, draft)
                .orElseGet(() -> IdempotencyKey.madeByNova(uuids.get().toString()));
        return conversations.ask(
                conversation, replyTo -> new Conversation.SendMessage(sender, body, idempotencyKey, replyTo));
    }
}
