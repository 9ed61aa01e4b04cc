package social.nova.persistence.conversation;

import java.sql.Connection;
import java.sql.SQLException;
import social.nova.protocols.conversation.ConversationId;
import social.nova.protocols.conversation.ConversationReactions;
import social.nova.protocols.conversation.ConversationReactions.ReactionAdded;
import social.nova.protocols.conversation.ConversationReactions.ReactionsRemoved;

/// The `message_reactions` table, as the projection fills it.
final class ReactionRows {
    private ReactionRows() {}

    static void apply(Connection connection, ConversationId conversation, ConversationReactions.Event event)
            throws SQLException {
        switch (event) {
            case ReactionAdded added -> insert(connection, conversation, added);
            case ReactionsRemoved removed -> delete(connection, conversation, removed);
        }
    }

    /// With a message go the reactions to it.
    static void deleteAll(Connection connection, ConversationId conversation, long sequenceNumber) throws SQLException {
        try (var statement = connection.prepareStatement(
                "DELETE FROM message_reactions WHERE conversation_id = ?::uuid AND sequence_number = ?")) {
            statement.setString(1, conversation.value());
            statement.setLong(2, sequenceNumber);
            statement.executeUpdate();
        }
    }

    // Not of who has been erased: that begins with the key, and deletes the rows that are there afterwards.
    private static void insert(Connection connection, ConversationId conversation, ReactionAdded added)
            throws SQLException {
        try (var statement = connection.prepareStatement("""
                INSERT INTO message_reactions (conversation_id, sequence_number, user_id, emoji, revision)
                SELECT ?::uuid, ?, k.user_id, ?, ? FROM user_keys k WHERE k.user_id = ?::uuid FOR KEY SHARE
                ON CONFLICT DO NOTHING
                """)) {
            statement.setString(1, conversation.value());
            statement.setLong(2, added.sequenceNumber());
            statement.setString(3, added.emoji());
            statement.setLong(4, added.revision());
            statement.setString(5, added.user().value());
            statement.executeUpdate();
        }
    }

    private static void delete(Connection connection, ConversationId conversation, ReactionsRemoved removed)
            throws SQLException {
        try (var statement = connection.prepareStatement("""
                DELETE FROM message_reactions
                WHERE conversation_id = ?::uuid AND sequence_number = ? AND user_id = ?::uuid AND emoji = ANY (?)
                """)) {
            statement.setString(1, conversation.value());
            statement.setLong(2, removed.sequenceNumber());
            statement.setString(3, removed.user().value());
            statement.setArray(
                    4, connection.createArrayOf("text", removed.emojis().toArray()));
            statement.executeUpdate();
        }
    }
}
