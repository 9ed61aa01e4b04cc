package social.nova.persistence.conversation;

import akka.persistence.typed.PersistenceId;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import social.nova.persistence.common.Database;
import social.nova.protocols.conversation.Conversation;
import social.nova.protocols.conversation.ConversationId;
import social.nova.protocols.conversation.ConversationMessages;
import social.nova.protocols.conversation.ConversationMessages.MessageDeleted;
import social.nova.protocols.conversation.ConversationMessages.MessageEdited;
import social.nova.protocols.conversation.ConversationMessages.MessageSent;
import social.nova.protocols.conversation.ConversationMessages.Remembered;

/// The `messages` table, as far as the projection has filled it; [ConversationHistory] fills the rest from the journal.
final class MessageRepository {
    private final Database database;

    MessageRepository(Database database) {
        this.database = database;
    }

    /// Applying the same event twice changes nothing more.
    static void apply(Connection connection, ConversationId conversation, ConversationMessages.Event event)
            throws SQLException {
        switch (event) {
            case MessageSent sent -> insert(connection, List.of(new Sent(conversation, sent)));
            case MessageEdited edited -> edit(connection, conversation, edited);
            case MessageDeleted deleted -> delete(connection, conversation, deleted);
        }
    }

    /// In one round trip. Those that are there already stay as they are.
    static void insert(Connection connection, List<Sent> messages) throws SQLException {
        try (var statement = connection.prepareStatement("""
                INSERT INTO messages (conversation_id, sequence_number, revision, id, sender_id, content, nonce,
                                      encryption, idempotency_key, body_digest, created_at, replies_to, mentions)
                VALUES (?::uuid, ?, ?, ?::uuid, ?::uuid, ?, ?, ?, ?, ?, ?, ?, ?::uuid[])
                ON CONFLICT DO NOTHING
                """)) {
            for (var message : messages) {
                set(statement, message.conversation(), message.message());
                statement.setArray(
                        13, MessageRows.array(connection, message.message().mentions()));
                statement.addBatch();
            }
            statement.executeBatch();
        }
    }

    private static void set(PreparedStatement statement, ConversationId conversation, MessageSent sent)
            throws SQLException {
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
        statement.setLong(12, sent.repliesTo());
    }

    private static void edit(Connection connection, ConversationId conversation, MessageEdited edited)
            throws SQLException {
        try (var statement = connection.prepareStatement("""
                UPDATE messages
                SET content = ?, nonce = ?, encryption = ?, edited_at = ?, changed_revision = ?
                WHERE conversation_id = ?::uuid AND sequence_number = ? AND COALESCE(changed_revision, 0) < ?
                """)) {
            statement.setString(1, edited.body().sealed().content());
            statement.setString(2, edited.body().sealed().nonce());
            statement.setString(3, edited.body().encryption().name());
            statement.setTimestamp(4, Timestamp.from(edited.at()));
            statement.setLong(5, edited.revision());
            statement.setString(6, conversation.value());
            statement.setLong(7, edited.sequenceNumber());
            statement.setLong(8, edited.revision());
            statement.executeUpdate();
        }
    }

    private static void delete(Connection connection, ConversationId conversation, MessageDeleted deleted)
            throws SQLException {
        try (var statement = connection.prepareStatement("""
                UPDATE messages
                SET content = NULL, nonce = NULL, encryption = NULL, replies_to = 0, mentions = '{}',
                    edited_at = NULL, deleted_at = ?, changed_revision = ?
                WHERE conversation_id = ?::uuid AND sequence_number = ? AND COALESCE(changed_revision, 0) < ?
                """)) {
            statement.setTimestamp(1, Timestamp.from(deleted.at()));
            statement.setLong(2, deleted.revision());
            statement.setString(3, conversation.value());
            statement.setLong(4, deleted.sequenceNumber());
            statement.setLong(5, deleted.revision());
            statement.executeUpdate();
        }
        ReactionRows.deleteAll(connection, conversation, deleted.sequenceNumber());
    }

    /// The rows of a range, both ends included, and how far the tables have come: both as of one moment.
    CompletionStage<Rows> range(ConversationId conversation, long from, long to) {
        return database.query(connection -> {
            try (var statement = connection.prepareStatement("""
                    SELECT progress.revision AS projected, %s
                    FROM (SELECT %s AS revision) AS progress
                    LEFT JOIN messages m
                        ON m.conversation_id = ?::uuid AND m.sequence_number BETWEEN ? AND ?
                    ORDER BY m.sequence_number
                    """.formatted(MessageRows.COLUMNS, Progress.REVISION))) {
                statement.setString(1, conversation.value());
                statement.setString(2, conversation.value());
                statement.setString(3, conversation.value());
                statement.setLong(4, from);
                statement.setLong(5, to);
                try (var found = statement.executeQuery()) {
                    return MessageRows.read(found);
                }
            }
        });
    }

    /// Single rows, as [#range].
    CompletionStage<Rows> single(ConversationId conversation, Set<Long> sequenceNumbers) {
        return database.query(connection -> {
            try (var statement = connection.prepareStatement("""
                    SELECT progress.revision AS projected, %s
                    FROM (SELECT %s AS revision) AS progress
                    LEFT JOIN messages m ON m.conversation_id = ?::uuid AND m.sequence_number = ANY (?)
                    ORDER BY m.sequence_number
                    """.formatted(MessageRows.COLUMNS, Progress.REVISION))) {
                statement.setString(1, conversation.value());
                statement.setString(2, conversation.value());
                statement.setString(3, conversation.value());
                statement.setArray(4, connection.createArrayOf("bigint", sequenceNumbers.toArray()));
                try (var found = statement.executeQuery()) {
                    return MessageRows.read(found);
                }
            }
        });
    }

    /// The messages of a range with the reactions to them, and how far the tables have come: all as of one moment.
    CompletionStage<Rows> standings(ConversationId conversation, long from, long to) {
        return database.query(connection -> {
            try (var statement = connection.prepareStatement("""
                    SELECT progress.revision AS projected, %s,
                           ARRAY(SELECT r.user_id || ' ' || r.emoji FROM message_reactions r
                                 WHERE r.conversation_id = m.conversation_id
                                   AND r.sequence_number = m.sequence_number
                                 ORDER BY r.revision) AS reactions
                    FROM (SELECT %s AS revision) AS progress
                    LEFT JOIN messages m
                        ON m.conversation_id = ?::uuid AND m.sequence_number BETWEEN ? AND ?
                    ORDER BY m.sequence_number
                    """.formatted(MessageRows.COLUMNS, Progress.REVISION))) {
                statement.setString(1, conversation.value());
                statement.setString(2, conversation.value());
                statement.setString(3, conversation.value());
                statement.setLong(4, from);
                statement.setLong(5, to);
                try (var found = statement.executeQuery()) {
                    return MessageRows.readWithReactions(found);
                }
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
}
