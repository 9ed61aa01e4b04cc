package social.nova.http.conversation;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import social.nova.http.conversation.Draft.Ciphertext;
import social.nova.http.conversation.Draft.Content;
import social.nova.http.conversation.Draft.Plaintext;
import social.nova.persistence.user.DataKey;
import social.nova.protocols.common.Sealed;
import social.nova.protocols.common.UserId;
import social.nova.protocols.conversation.Conversation.Body;
import social.nova.protocols.conversation.Conversation.Encryption;
import social.nova.protocols.conversation.Conversation.GroupName;
import social.nova.protocols.conversation.Conversation.Message;
import social.nova.protocols.conversation.ConversationId;
import social.nova.protocols.conversation.ConversationMessages.IdempotencyKey;

/// Between plaintext, which only clients see, and ciphertext, which is all that travels and is stored.
///
/// Both what clients send as text and what they have sealed for each other is sealed under its sender's data
/// key and bound to conversation and sender: moved elsewhere, it does not open, and without that key nobody
/// reads it any more, not even who has the keys of the clients.
final class MessageSealing {
    /// Before the content of what a client had sealed: no base64 begins so. Without it, it is kept as it came.
    private static final String SEALED_AGAIN = ".";

    private static final int CLIENT_NONCE_CHARACTERS = 48;
    private static final int KEY_DIGEST_BYTES = 16;
    private static final int BODY_DIGEST_BYTES = 12;
    private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();

    private MessageSealing() {}

    static Body seal(DataKey key, ConversationId conversation, UserId sender, Draft draft) {
        return seal(key, conversation, sender, draft.content());
    }

    static Body seal(DataKey key, ConversationId conversation, UserId sender, Content content) {
        return switch (content) {
            case Plaintext(var text) ->
                new Body(
                        key.seal(text.getBytes(StandardCharsets.UTF_8), context(conversation, sender)),
                        Encryption.AT_REST);
            case Ciphertext(var sealed) ->
                new Body(sealAgain(key, conversation, sender, sealed), Encryption.END_TO_END);
        };
    }

    private static Sealed sealAgain(DataKey key, ConversationId conversation, UserId sender, Sealed byClient) {
        var joined = byClient.nonce() + byClient.content();
        var again = key.seal(joined.getBytes(StandardCharsets.US_ASCII), clientContext(conversation, sender));
        return new Sealed(SEALED_AGAIN + again.content(), again.nonce());
    }

    /// Digests under the sender's key, so that the same key of another sender, or in another conversation, is another.
    static Optional<IdempotencyKey> idempotencyKey(DataKey key, ConversationId conversation, Draft draft) {
        return Optional.ofNullable(draft.idempotencyKey()).map(named -> digest(key, conversation, draft, named));
    }

    /// The same for a group that its creator names by a key.
    ///
    /// @param members the others, in any order
    static IdempotencyKey idempotencyKey(
            DataKey key, ConversationId group, String named, String name, List<UserId> members) {
        var body = Stream.concat(
                Stream.of("group", name), members.stream().map(UserId::value).sorted());
        return new IdempotencyKey(
                digest(key, KEY_DIGEST_BYTES, "group key", group.value(), named),
                digest(key, BODY_DIGEST_BYTES, body.toArray(String[]::new)));
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

    /// What was said, or nothing where it has been deleted, or its sender's key destroyed.
    static Optional<Content> open(Map<UserId, DataKey> keys, ConversationId conversation, Message message) {
        var key = keys.get(message.sender());
        var body = message.body();
        return key == null || body == null
                ? Optional.empty()
                : Optional.of(open(key, conversation, message.sender(), body));
    }

    /// @throws IllegalStateException if this was not sealed by this key for this conversation and sender
    static Content open(DataKey key, ConversationId conversation, UserId sender, Body body) {
        var sealed = body.sealed();
        return switch (body.encryption()) {
            case AT_REST ->
                new Plaintext(new String(key.open(sealed, context(conversation, sender)), StandardCharsets.UTF_8));
            case END_TO_END ->
                new Ciphertext(
                        sealed.content().startsWith(SEALED_AGAIN)
                                ? openAgain(key, conversation, sender, sealed)
                                : sealed);
        };
    }

    private static Sealed openAgain(DataKey key, ConversationId conversation, UserId sender, Sealed sealed) {
        var again = new Sealed(sealed.content().substring(SEALED_AGAIN.length()), sealed.nonce());
        var joined = new String(key.open(again, clientContext(conversation, sender)), StandardCharsets.US_ASCII);
        return new Sealed(joined.substring(CLIENT_NONCE_CHARACTERS), joined.substring(0, CLIENT_NONCE_CHARACTERS));
    }

    static GroupName sealName(DataKey key, ConversationId conversation, UserId by, String name) {
        return new GroupName(key.seal(name.getBytes(StandardCharsets.UTF_8), nameContext(conversation, by)), by);
    }

    static String openName(DataKey key, ConversationId conversation, GroupName name) {
        return new String(key.open(name.sealed(), nameContext(conversation, name.by())), StandardCharsets.UTF_8);
    }

    private static byte[] nameContext(ConversationId conversation, UserId by) {
        return ("group name:" + conversation + ":" + by).getBytes(StandardCharsets.US_ASCII);
    }

    private static byte[] context(ConversationId conversation, UserId sender) {
        return ("message:" + conversation + ":" + sender).getBytes(StandardCharsets.US_ASCII);
    }

    private static byte[] clientContext(ConversationId conversation, UserId sender) {
        return ("ciphertext:" + conversation + ":" + sender).getBytes(StandardCharsets.US_ASCII);
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
