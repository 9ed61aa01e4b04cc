package social.nova.http.conversation;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;
import social.nova.persistence.conversation.ConversationHistory;
import social.nova.persistence.user.DataKeys;
import social.nova.protocols.common.ErrorCode;
import social.nova.protocols.common.UserId;
import social.nova.protocols.conversation.Conversation.Message;
import social.nova.protocols.conversation.ConversationId;
import social.nova.protocols.conversation.ConversationMessages;
import social.nova.protocols.conversation.ConversationMessages.Page;
import social.nova.protocols.conversation.ConversationMessages.Selection;
import social.nova.protocols.conversation.ConversationMessages.Standing;
import social.nova.protocols.conversation.ConversationReactions.Reaction;

/// Reads messages for a member, complete at any moment: the entity says what there is and gives its tail; what is older
/// comes from the table or the journal.
public final class MessageReading {
    private final Conversations conversations;
    private final ConversationHistory history;
    private final DataKeys keys;

    public MessageReading(Conversations conversations, ConversationHistory history, DataKeys keys) {
        this.conversations = conversations;
        this.history = history;
        this.keys = keys;
    }

    /// What was read.
    ///
    /// @param messages ascending, without a gap
    /// @param head the sequence number of the conversation's newest message, 0 for none
    public record Extract(List<MessageView> messages, long head) {}

    public CompletionStage<Extract> read(UserId reader, ConversationId conversation, Selection wanted) {
        return conversations
                .<Page>ask(conversation, replyTo -> new ConversationMessages.GetMessages(reader, wanted, replyTo))
                .thenCompose(page -> completed(conversation, page)
                        .thenCompose(messages -> opened(conversation, messages))
                        .thenApply(views -> new Extract(views, page.head())));
    }

    /// The reactions to a message, for a member who may see it; else the stage fails, as where it has been deleted.
    public CompletionStage<List<Reaction>> reactions(UserId reader, ConversationId conversation, long sequenceNumber) {
        return conversations
                .<Page>ask(
                        conversation,
                        replyTo ->
                                new ConversationMessages.GetMessages(reader, Selection.only(sequenceNumber), replyTo))
                .thenCompose(page -> page.from() > page.to()
                        ? CompletableFuture.completedStage(Optional.<Standing>empty())
                        : history.standing(conversation, sequenceNumber, page.revision()))
                .thenApply(found -> found.filter(standing -> !standing.message().isDeleted())
                        .map(Standing::reactions)
                        .orElseThrow(ErrorCode.MESSAGE_NOT_FOUND::failure));
    }

    private CompletionStage<List<Message>> completed(ConversationId conversation, Page page) {
        var tail = page.messages();
        var first = tail.isEmpty() ? page.to() + 1 : tail.getFirst().sequenceNumber();
        var last = tail.isEmpty() ? page.to() : tail.getLast().sequenceNumber();
        return range(conversation, page.from(), first - 1, page.revision())
                .thenCombine(range(conversation, last + 1, page.to(), page.revision()), (older, newer) -> {
                    var all = new ArrayList<>(older);
                    all.addAll(tail);
                    all.addAll(newer);
                    return List.copyOf(all);
                });
    }

    private CompletionStage<List<Message>> range(ConversationId conversation, long from, long to, long revision) {
        return from > to
                ? CompletableFuture.completedStage(List.of())
                : history.range(conversation, from, to, revision);
    }

    private CompletionStage<List<MessageView>> opened(ConversationId conversation, List<Message> messages) {
        var senders = messages.stream().map(Message::sender).collect(Collectors.toUnmodifiableSet());
        return keys.of(senders)
                .thenApply(found -> messages.stream()
                        .map(message -> MessageView.of(found, conversations.ids(), conversation, message))
                        .toList());
    }
}
