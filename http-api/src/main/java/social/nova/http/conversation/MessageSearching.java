package social.nova.http.conversation;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;
import social.nova.persistence.conversation.MessageSearch;
import social.nova.persistence.conversation.MessageSearch.Hits;
import social.nova.persistence.conversation.MessageSearch.Stretch;
import social.nova.persistence.user.DataKey;
import social.nova.persistence.user.DataKeys;
import social.nova.protocols.common.UserId;
import social.nova.protocols.conversation.Conversation.Message;
import social.nova.protocols.conversation.ConversationId;
import social.nova.protocols.conversation.ConversationMessages;
import social.nova.protocols.conversation.ConversationMessages.Page;
import social.nova.protocols.conversation.ConversationMessages.Selection;
import social.nova.protocols.conversation.WordDigests;

/// Searches the messages that a member may see for words, complete at any moment.
///
/// The entity says who may see what, and up to which revision answers must be right. Digests find candidates; what is
/// shown has been opened and read.
public final class MessageSearching {
    private final Conversations conversations;
    private final MessageSearch search;
    private final DataKeys keys;

    public MessageSearching(Conversations conversations, MessageSearch search, DataKeys keys) {
        this.conversations = conversations;
        this.search = search;
        this.keys = keys;
    }

    /// What was found.
    ///
    /// @param messages the newest first
    /// @param more the sequence number below which there may be more; 0 if there are none
    record Found(List<MessageView> messages, long more) {}

    /// @param words all of which must be in a message
    /// @param before only messages below this sequence number
    CompletionStage<Found> find(UserId reader, ConversationId conversation, Set<String> words, long before, int limit) {
        return conversations
                .<Page>ask(
                        conversation,
                        replyTo -> new ConversationMessages.GetMessages(reader, Selection.after(0, 1), replyTo))
                .thenCompose(page -> search.find(
                        conversation,
                        new Stretch(page.from() - 1, Math.min(before, page.head() + 1), limit, page.revision()),
                        writers -> terms(conversation, words, writers)))
                .thenCompose(hits -> opened(conversation, words, hits));
    }

    private CompletionStage<Map<UserId, WordDigests>> terms(
            ConversationId conversation, Set<String> words, Collection<UserId> writers) {
        return keys.of(writers)
                .thenApply(found -> found.entrySet().stream()
                        .collect(Collectors.toUnmodifiableMap(
                                Map.Entry::getKey, entry -> BlindIndex.of(entry.getValue(), conversation, words))));
    }

    private CompletionStage<Found> opened(ConversationId conversation, Set<String> words, Hits hits) {
        var senders = hits.messages().stream().map(Message::sender).collect(Collectors.toUnmodifiableSet());
        return keys.of(senders)
                .thenApply(found -> new Found(
                        hits.messages().stream()
                                .filter(message -> says(found, conversation, message, words))
                                .map(message -> MessageView.of(found, conversations.ids(), conversation, message))
                                .toList(),
                        hits.more()));
    }

    private static boolean says(
            Map<UserId, DataKey> keys, ConversationId conversation, Message message, Set<String> words) {
        return MessageSealing.open(keys, conversation, message)
                .filter(content -> BlindIndex.says(content, words))
                .isPresent();
    }
}
