package social.nova.http.conversation;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import social.nova.http.conversation.Draft.Ciphertext;
import social.nova.http.conversation.Draft.Plaintext;
import social.nova.persistence.user.DataKey;
import social.nova.protocols.common.UserId;
import social.nova.protocols.conversation.Conversation.Message;
import social.nova.protocols.conversation.ConversationId;
import social.nova.protocols.conversation.ConversationIds;

/// A message as members see it: the contract's Message model.
///
/// Content is in `plaintext`, or in `encryptedContent` and `nonce` where the sender's client sealed it. All three are
/// absent when there is nothing to show: the message has been deleted, or its sender erased.
public record MessageView(
        String id,
        String conversationId,
        String senderId,
        long sequenceNumber,
        long revision,
        @JsonInclude(Include.NON_NULL) @Nullable String plaintext,
        @JsonInclude(Include.NON_NULL) @Nullable String encryptedContent,
        @JsonInclude(Include.NON_NULL) @Nullable String nonce,
        String messageType,
        @JsonInclude(Include.NON_NULL) @Nullable String replyTo,
        @JsonInclude(Include.NON_EMPTY) List<String> mentions,
        Instant createdAt,
        @Nullable Instant editedAt,
        @Nullable Instant deletedAt) {

    /// @param keys the data keys of the senders, as far as they still exist
    static MessageView of(
            Map<UserId, DataKey> keys, ConversationIds ids, ConversationId conversation, Message message) {
        var content = MessageSealing.open(keys, conversation, message).orElse(null);
        return new MessageView(
                message.id().value(),
                conversation.value(),
                message.sender().value(),
                message.sequenceNumber(),
                message.revision(),
                content instanceof Plaintext(var text) ? text : null,
                content instanceof Ciphertext(var sealed) ? sealed.content() : null,
                content instanceof Ciphertext(var sealed) ? sealed.nonce() : null,
                "text",
                message.repliesTo() == 0
                        ? null
                        : ids.message(conversation, message.repliesTo()).value(),
                message.mentions().stream().map(UserId::value).toList(),
                message.at(),
                message.editedAt(),
                message.deletedAt());
    }
}
