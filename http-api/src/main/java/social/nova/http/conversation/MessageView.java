package social.nova.http.conversation;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import social.nova.persistence.user.DataKey;
import social.nova.protocols.common.UserId;
import social.nova.protocols.conversation.Conversation.Encryption;
import social.nova.protocols.conversation.Conversation.Message;
import social.nova.protocols.conversation.ConversationId;

/// A message as members see it: the contract's Message model.
///
/// Content is in `plaintext`, or in `encryptedContent` and `nonce` where the sender's client sealed it. All three are
/// absent when there is nothing to show: the sender has been erased.
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
        Instant createdAt,
        @Nullable Instant editedAt,
        @Nullable Instant deletedAt) {

    /// @param keys the data keys of the senders, as far as they still exist
    static MessageView of(Map<UserId, DataKey> keys, ConversationId conversation, Message message) {
        var body = message.body();
        var passedOn = body.encryption() == Encryption.END_TO_END && keys.containsKey(message.sender());
        return new MessageView(
                message.id().value(),
                conversation.value(),
                message.sender().value(),
                message.sequenceNumber(),
                message.revision(),
                MessageSealing.open(keys, conversation, message).orElse(null),
                passedOn ? body.sealed().content() : null,
                passedOn ? body.sealed().nonce() : null,
                "text",
                message.at(),
                null,
                null);
    }
}
