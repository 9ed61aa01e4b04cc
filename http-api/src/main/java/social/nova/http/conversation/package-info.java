/// Conversations over REST and WebSocket: sealing what comes in, completing and opening what goes out.
///
///     ConversationRoutes ─┬─▶ MessageSending ──▶ Conversation (entity)
///     ChatSocket ─────────┤
///                         └─▶ MessageReading ──▶ Conversation (entity), table, journal
@NullMarked
package social.nova.http.conversation;

import org.jspecify.annotations.NullMarked;
