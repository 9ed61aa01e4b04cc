package social.nova.persistence.conversation;

import akka.persistence.typed.PersistenceId;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import social.nova.persistence.common.Database;
import social.nova.protocols.common.Sealed;
import social.nova.protocols.common.UserId;
import social.nova.protocols.conversation.Conversation;
import social.nova.protocols.conversation.Conversation.Body;
import social.nova.protocols.conversation.Conversation.Encryption;
import social.nova.protocols.conversation.Conversation.Message;
import social.nova.protocols.conversation.Conversation.MessageSent;
import social.nova.protocols.conversation.Conversation.Remembered;
import social.nova.protocols.conversation.ConversationId;
import social.nova.protocols.conversation.MessageId;

/// The `messages` table, as far as the projection has filled it; [ConversationHistory] fills the rest from the journal.
final class MessageRepository {
    private final Database database;

    MessageRepository(Database database) {
        this.database = database;
    }

    /// Applying the same event twice leaves one row.
    static void insert(Connection connection, ConversationId conversation, MessageSent sent) throws SQLException {
        try (var statement = connection.prepareStatement("""
                INSERT INTO messages (conversation_id, sequence_number, revision, id, sender_id, content, nonce,
                                      encryption, idempotency_key, body_digest, created_at)
                VALUES (?::uuid, ?, ?, ?::uuid, ?::uuid, ?, ?, ?, ?, ?, ?)
                ON CONFLICT DO NOTHING
                """)) {
            var key = sent.key();
            statement.setString(1, conversation.value());
            statement.setLong(2, sent.sequenceNumber());
            statement.setLong(3, sent.revision());
            statement.setString(4, sent.id().value());
            statement.setString(5, sent.sender().value());
            statement.setString(6, sent.body().sealed().content());
            statement.setString(7, sent.body().sealed().nonce());
            statement.setString(8, sent.body().encryption().name());
            statement.setString(9, key == null ? null : key.key());
            statement.setString(10, key == null ? null : key.body());
            statement.setTimestamp(11, Timestamp.from(sent.at()));
            statement.executeUpdate();
        }
    }

    /// The rows of a range, both ends included, ascending.
    CompletionStage<List<Message>> range(ConversationId conversation, long from, long to) {
        return database.query(connection -> {
            try (var statement = connection.prepareStatement("""
                    SELECT id, sequence_number, revision, sender_id, content, nonce, encryption, created_at
                    FROM messages
                    WHERE conversation_id = ?::uuid AND sequence_number BETWEEN ? AND ?
                    ORDER BY sequence_number
                    """)) {
                statement.setString(1, conversation.value());
                statement.setLong(2, from);
                statement.setLong(3, to);
                var messages = new ArrayList<Message>();
                try (var found = statement.executeQuery()) {
                    while (found.next()) {
                        messages.add(message(found));
                    }
                }
                return List.copyOf(messages);
            }
        });
    }

    /// How far the table is, counting only messages up to this sequence number.
    CompletionStage<Reach> reach(ConversationId conversation, long upTo) {
        return database.query(connection -> {
            try (var statement = connection.prepareStatement("""
                    SELECT sequence_number, revision FROM messages
                    WHERE conversation_id = ?::uuid AND sequence_number <= ?
                    ORDER BY sequence_number DESC LIMIT 1
                    """)) {
                statement.setString(1, conversation.value());
                statement.setLong(2, upTo);
                try (var found = statement.executeQuery()) {
                    return found.next() ? new Reach(found.getLong(1), found.getLong(2)) : new Reach(0, 0);
                }
            }
        });
    }

    CompletionStage<Optional<Remembered>> byKey(ConversationId conversation, String key, long below, Instant since) {
        return database.query(connection -> {
            try (var statement = connection.prepareStatement("""
                    SELECT body_digest, sequence_number, created_at FROM messages
                    WHERE conversation_id = ?::uuid AND idempotency_key = ?
                      AND sequence_number < ? AND created_at > ?
                    ORDER BY sequence_number DESC LIMIT 1
                    """)) {
                statement.setString(1, conversation.value());
                statement.setString(2, key);
                statement.setLong(3, below);
                statement.setTimestamp(4, Timestamp.from(since));
                try (var found = statement.executeQuery()) {
                    return found.next()
                            ? Optional.of(new Remembered(
                                    found.getString(1),
                                    found.getLong(2),
                                    found.getTimestamp(3).toInstant()))
                            : Optional.empty();
                }
            }
        });
    }

    /// From the journal itself: this table may lag.
    CompletionStage<List<ConversationId>> changedSince(Instant since) {
        return database.query(connection -> {
            try (var statement = connection.prepareStatement("""
                    SELECT DISTINCT persistence_id
                    FROM (SELECT persistence_id, write_timestamp FROM event_journal
                          ORDER BY ordering DESC LIMIT 50000) AS newest
                    WHERE write_timestamp > ? AND persistence_id LIKE ?
                    """)) {
                statement.setLong(1, since.toEpochMilli());
                statement.setString(2, Conversation.TYPE_KEY.name() + "|%");
                var conversations = new ArrayList<ConversationId>();
                try (var found = statement.executeQuery()) {
                    while (found.next()) {
                        conversations.add(new ConversationId(PersistenceId.extractEntityId(found.getString(1))));
                    }
                }
                return List.copyOf(conversations);
            }
        });
    }

    /// @param sequenceNumber of the newest row, 0 for none
    /// @param revision of the same row, which is where the journal goes on
    record Reach(long sequenceNumber, long revision) {}

    private static Message message(ResultSet row) throws SQLException {
        return new Message(
                new MessageId(row.getString("id")),
                row.getLong("sequence_number"),
                row.getLong("revision"),
                new UserId(row.getString("sender_id")),
                new Body(
                        new Sealed(row.getString("content"), row.getString("nonce")),
                        Encryption.valueOf(row.getString("encryption"))),
                row.getTimestamp("created_at").toInstant());
    }
}
