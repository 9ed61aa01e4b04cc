package social.nova.http.conversation;

import akka.cluster.sharding.typed.javadsl.EntityRef;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import social.nova.http.common.Admission;
import social.nova.persistence.user.DataKey;
import social.nova.protocols.common.ErrorCode;
import social.nova.protocols.common.UserId;
import social.nova.protocols.conversation.Conversation;
import social.nova.protocols.conversation.Conversation.Receipt;
import social.nova.protocols.conversation.ConversationId;
import social.nova.protocols.conversation.ConversationIds;

/// Seals a message and has its conversation accept it.
public final class MessageSending {
    private final ConversationIds ids;
    private final Function<ConversationId, EntityRef<Conversation.Command>> conversations;
    private final Admission admission;
    private final Duration askTimeout;

    public MessageSending(
            ConversationIds ids,
            Function<ConversationId, EntityRef<Conversation.Command>> conversations,
            Admission admission,
            Duration askTimeout) {
        this.ids = ids;
        this.conversations = conversations;
        this.admission = admission;
        this.askTimeout = askTimeout;
    }

    /// Completes when the message is durable. Messages sent by one thread reach their conversation in that order.
    ///
    /// A failure other than a refusal leaves the outcome unknown: sending again with the same idempotency key finds out.
    ///
    /// @param key the sender's
    public CompletionStage<Receipt> send(UserId sender, DataKey key, ConversationId conversation, Draft draft) {
        if (!ids.isGenuine(conversation)) {
            return CompletableFuture.failedStage(ErrorCode.CONVERSATION_NOT_FOUND.failure());
        }
        var body = MessageSealing.seal(key, conversation, sender, draft);
        var idempotencyKey = MessageSealing.idempotencyKey(key, conversation, draft);
        return admission.admit(
                conversation.value(), () -> conversations
                        .apply(conversation)
                        .<Receipt>askWithStatus(
                                replyTo -> new Conversation.SendMessage(sender, body, idempotencyKey, replyTo),
                                askTimeout));
    }
}
