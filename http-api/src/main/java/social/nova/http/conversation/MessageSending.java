package social.nova.http.conversation;

import akka.Done;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import social.nova.http.conversation.Draft.Content;
import social.nova.persistence.user.DataKey;
import social.nova.protocols.common.ErrorCode;
import social.nova.protocols.common.UserId;
import social.nova.protocols.conversation.ConversationId;
import social.nova.protocols.conversation.ConversationIds.Address;
import social.nova.protocols.conversation.ConversationMessages;
import social.nova.protocols.conversation.ConversationMessages.IdempotencyKey;
import social.nova.protocols.conversation.ConversationMessages.Receipt;

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
        var words = BlindIndex.of(key, conversation, draft.content());
        var idempotencyKey = MessageSealing.idempotencyKey(key, conversation, draft)
                .orElseGet(() -> IdempotencyKey.madeByNova(uuids.get().toString()));
        return repliesTo(conversation, draft)
                .map(answered -> conversations.<Receipt>ask(
                        conversation,
                        replyTo -> new ConversationMessages.SendMessage(
                                sender, body, answered, draft.mentions(), words, idempotencyKey, replyTo)))
                .orElseGet(() -> CompletableFuture.failedStage(ErrorCode.MESSAGE_NOT_FOUND.failure()));
    }

    /// Puts other content in the place of a message's; answered when that is durable.
    ///
    /// @param key the data key of who edits
    public CompletionStage<Done> edit(UserId by, DataKey key, Address message, Content content) {
        var body = MessageSealing.seal(key, message.conversation(), by, content);
        var words = BlindIndex.of(key, message.conversation(), content);
        return conversations.ask(
                message.conversation(),
                replyTo -> new ConversationMessages.EditMessage(by, message.sequenceNumber(), body, words, replyTo));
    }

    // The sequence number of the answered message, 0 for none; nothing if it is not of this conversation.
    private Optional<Long> repliesTo(ConversationId conversation, Draft draft) {
        return draft.repliesTo() == null
                ? Optional.of(0L)
                : conversations
                        .ids()
                        .locate(draft.repliesTo())
                        .filter(message -> message.conversation().equals(conversation))
                        .map(Address::sequenceNumber);
    }
}
