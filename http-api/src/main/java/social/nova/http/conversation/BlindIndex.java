package social.nova.http.conversation;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import social.nova.http.conversation.Draft.Ciphertext;
import social.nova.http.conversation.Draft.Content;
import social.nova.http.conversation.Draft.Plaintext;
import social.nova.persistence.user.DataKey;
import social.nova.protocols.conversation.ConversationId;
import social.nova.protocols.conversation.WordDigests;

/// Words as they are stored: digests under the sender's data key that mean something in one conversation only.
///
/// Words that clients have sealed for each other are in no index: nobody here can read them.
final class BlindIndex {
    private BlindIndex() {}

    static WordDigests of(DataKey key, ConversationId conversation, Content content) {
        return switch (content) {
            case Plaintext(var text) -> of(key, conversation, Words.in(text, WordDigests.MAX));
            case Ciphertext _ -> WordDigests.NONE;
        };
    }

    static WordDigests of(DataKey key, ConversationId conversation, Set<String> words) {
        var place = conversation.value().getBytes(StandardCharsets.US_ASCII);
        var purpose = "word".getBytes(StandardCharsets.US_ASCII);
        return WordDigests.of(words.stream()
                .map(word -> key.digest(purpose, place, word.getBytes(StandardCharsets.UTF_8)))
                .map(digest -> ByteBuffer.wrap(digest).getLong())
                .toList());
    }

    /// Whether this says all of these words, among those that count.
    static boolean says(Content content, Set<String> words) {
        return content instanceof Plaintext(var text)
                && Words.in(text, WordDigests.MAX).containsAll(words);
    }
}
