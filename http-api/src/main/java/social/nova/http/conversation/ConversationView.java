package social.nova.http.conversation;

import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import social.nova.protocols.conversation.Conversation.Overview;
import social.nova.protocols.conversation.ConversationId;

/// A conversation as members see it: the contract's Conversation model.
record ConversationView(
        String id,
        String conversationType,
        @Nullable String name,
        String createdBy,
        int memberCount,
        @Nullable String lastMessageId,
        long lastSequenceNumber,
        long unreadCount,
        long revision,
        Instant createdAt,
        Instant updatedAt) {

    /// @param name opened, if there is one and it can be
    static ConversationView of(ConversationId id, Overview overview, @Nullable String name) {
        var last = overview.lastMessage();
        return new ConversationView(
                id.value(),
                overview.type().name().toLowerCase(Locale.ROOT),
                name,
                overview.creator().value(),
                overview.memberCount(),
                last == null ? null : last.value(),
                overview.lastSequenceNumber(),
                overview.unread(),
                overview.revision(),
                overview.createdAt(),
                overview.updatedAt());
    }
}
