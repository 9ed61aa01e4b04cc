package social.nova.http.realtime;

import java.util.Map;
import social.nova.protocols.conversation.ConversationId;

/// Why a socket reads the list of its user's conversations.
sealed interface ListReason {

    record Opening() implements ListReason {}

    record SessionReborn() implements ListReason {}

    record Syncing(Map<ConversationId, ChatFrame.Position> named) implements ListReason {}
}
