package social.nova.http.conversation;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import social.nova.http.conversation.Draft.Ciphertext;
import social.nova.http.conversation.Draft.Plaintext;
import social.nova.persistence.user.DataKey;
import social.nova.protocols.common.UserId;
import social.nova.protocols.conversation.Conversation.Body;
import social.nova.protocols.conversation.Conversation.Encryption;
import social.nova.protocols.conversation.Conversation.Message;
import social.nova.protocols.conversation.ConversationId;
import social.nova.protocols.conversation.ConversationMessages.IdempotencyKey;

/// Between plaintext, which only clients see, and ciphertext, which is all that travels and is stored.
///
/// Text is sealed under its sender's data key and bound to conversation and sender: moved elsewhere, it does not open.
final class MessageSealing {
    private static final int KEY_DIGEST_BYTES = 16;
    private static final int BODY_DIGEST_BYTES = 12;
    private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();

    private MessageSealing() {}

    static Body seal(DataKey key, ConversationId conversation, UserId sender, Draft draft) {
        return seal(key, conversation, sender, draft.content());
    }

    static Body seal(DataKey key, ConversationId conversation, UserId sender, Draft.Content content) {
        return switch (content) {
            case Plaintext(var text) ->
                new Body(
                        key.seal(text.getBytes(StandardCharsets.UTF_8), context(conversation, sender)),
                        Encryption.AT_REST);
            case Ciphertext(var sealed) -> new Body(sealed, Encryption.END_TO_END);
        };
    }

    /// Digests under the sender's key, so that the same key of another sender, or in another conversation, is another.
    static Optional<IdempotencyKey> idempotencyKey(DataKey key, ConversationId conversation, Draft draft) {
        return Optional.ofNullable(draft.idempotencyKey()).map(named -> digest(key, conversation, draft, named));
    }

    private static IdempotencyKey digest(DataKey key, ConversationId conversation, Draft draft, String named) {
        return new IdempotencyKey(
                digest(key, KEY_DIGEST_BYTES, "key", conversation.value(), named),
                digest(key, BODY_DIGEST_BYTES, parts(draft)));
    }

    private static String[] parts(Draft draft) {
        var parts = new ArrayList<String>();
        switch (draft.content()) {
            case Plaintext(var text) -> parts.addAll(List.of("plaintext", text));
            case Ciphertext(var sealed) -> parts.addAll(List.of("ciphertext", sealed.content(), sealed.nonce()));
        }
        if (draft.repliesTo() != null) {
            parts.add("reply to " + draft.repliesTo());
        }
        draft.mentions().forEach(user -> parts.add("mentions " + user));
        return parts.toArray(String[]::new);
    }

    /// The text of a message, or nothing where it has been deleted, only clients can open it, or its sender's key has
    /// been destroyed.
    static Optional<String> open(Map<UserId, DataKey> keys, ConversationId conversation, Message message) {
        var key = keys.get(message.sender());
        var body = message.body();
        return key == null || body == null || body.encryption() == Encryption.END_TO_END
                ? Optional.empty()
                : Optional.of(new String(
                        key.open(body.sealed(), context(conversation, message.sender())), StandardCharsets.UTF_8));
    }

    private static byte[] context(ConversationId conversation, UserId sender) {
        return ("message:" + conversation + ":" + sender).getBytes(StandardCharsets.US_ASCII);
    }

    private static String digest(DataKey key, int bytes, String... parts) {
        var utf8 = new byte[parts.length][];
        for (var n = 0; n < parts.length; n++) {
            utf8[n] = parts[n].getBytes(StandardCharsets.UTF_8);
        }
        var full = key.digest(utf8);
        var cut = new byte[bytes];
        System.arraycopy(full, 0, cut, 0, bytes);
        return BASE64.encodeToString(cut);
    }
}
