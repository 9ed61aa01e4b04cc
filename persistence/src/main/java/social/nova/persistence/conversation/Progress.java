package social.nova.persistence.conversation;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;
import social.nova.protocols.conversation.ConversationId;

/// How far the tables have come with each conversation: the revision up to which every change is in them.
///
/// The newest row of `messages` says it for a conversation in which messages are all that happens, so that a message
/// costs one row; `conversation_progress` says it for everything else.
final class Progress {
    /// The revision of one conversation, as an expression; its id twice.
    static final String REVISION = """
            GREATEST(
                COALESCE((SELECT revision FROM conversation_progress WHERE conversation_id = ?::uuid), 0),
                COALESCE((SELECT revision FROM messages WHERE conversation_id = ?::uuid
                          ORDER BY sequence_number DESC LIMIT 1), 0))""";

    private Progress() {}

    static void advance(Connection connection, Map<ConversationId, Long> revisions) throws SQLException {
        if (revisions.isEmpty()) {
            return;
        }
        try (var statement = connection.prepareStatement("""
                INSERT INTO conversation_progress AS known (conversation_id, revision) VALUES (?::uuid, ?)
                ON CONFLICT (conversation_id) DO UPDATE
                SET revision = GREATEST(known.revision, EXCLUDED.revision)
                """)) {
            for (var entry : revisions.entrySet()) {
                statement.setString(1, entry.getKey().value());
                statement.setLong(2, entry.getValue());
                statement.addBatch();
            }
            statement.executeBatch();
        }
    }
}
