package social.nova.http.conversation;

import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import social.nova.persistence.user.DataKeys;
import social.nova.protocols.common.UserId;
import social.nova.protocols.conversation.Conversation.Overview;
import social.nova.protocols.conversation.ConversationId;
import social.nova.protocols.conversation.ConversationMembers;

/// Reads what members see of a conversation beside its messages.
public final class ConversationReading {
    private final Conversations conversations;
    private final DataKeys keys;

    public ConversationReading(Conversations conversations, DataKeys keys) {
        this.conversations = conversations;
        this.keys = keys;
    }

    /// The conversation as this member sees it.
    public CompletionStage<ConversationView> of(UserId reader, ConversationId id) {
        return conversations
                .<Overview>ask(id, replyTo -> new ConversationMembers.GetOverview(reader, replyTo))
                .thenCompose(overview -> shown(id, overview));
    }

    /// The same from what the entity has answered already.
    CompletionStage<ConversationView> shown(ConversationId id, Overview overview) {
        var name = overview.name();
        return name == null
                ? CompletableFuture.completedStage(ConversationView.of(id, overview, null))
                : keys.of(Set.of(name.by()))
                        .thenApply(found -> Optional.ofNullable(found.get(name.by()))
                                .map(key -> MessageSealing.openName(key, id, name))
                                .orElse(null))
                        .thenApply(opened -> ConversationView.of(id, overview, opened));
    }
}
