package social.nova.persistence.conversation;

import akka.Done;
import java.sql.Array;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.NavigableSet;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import social.nova.persistence.common.BatchedDeletion;
import social.nova.persistence.common.Database;
import social.nova.protocols.common.UserId;
import social.nova.protocols.conversation.ConversationId;
import social.nova.protocols.conversation.ConversationMessages;
import social.nova.protocols.conversation.ConversationMessages.MessageDeleted;
import social.nova.protocols.conversation.ConversationMessages.MessageEdited;
import social.nova.protocols.conversation.ConversationMessages.MessageSent;
import social.nova.protocols.conversation.WordDigests;

/// The `message_words` table, the blind index: written by the projection together with `messages`.
public final class WordRows {
    /// Of a conversation, who are searched. More have never been in one at a time; of a conversation in which more have
    /// written over the years, the rest is not found.
    static final int MAX_WRITERS = 10_000;

    private final Database database;

    WordRows(Database database) {
        this.database = database;
    }

    /// Whose words a conversation has.
    ///
    /// @param projected everything up to this revision is in the tables
    record Writers(long projected, Set<UserId> users) {}

    /// Deletes all words of a person. A projection that is at an older message of theirs in the same instant may
    /// leave a row: without the data key it means nothing.
    public static CompletionStage<Done> erase(BatchedDeletion deletion, UserId user) {
        return deletion.chosen("message_words", """
                SELECT w.ctid FROM conversation_members m
                JOIN message_words w ON w.conversation_id = m.conversation_id AND w.sender_id = m.user_id
                WHERE m.user_id = ?::uuid LIMIT ?
                """, user);
    }

    /// To be called once the row in `messages` has the change; repeating it changes nothing more.
    static void apply(Connection connection, ConversationId conversation, ConversationMessages.Event event)
            throws SQLException {
        switch (event) {
            case MessageSent sent -> insert(connection, List.of(new Sent(conversation, sent)));
            case MessageEdited edited -> {
                if (edited.words().isEmpty()) {
                    delete(connection, conversation, edited.sequenceNumber());
                } else {
                    put(
                            connection,
                            new Entry(conversation, edited.sequenceNumber(), edited.revision(), edited.words()));
                }
            }
            case MessageDeleted deleted -> delete(connection, conversation, deleted.sequenceNumber());
        }
    }

    /// Puts other words in the place of a message's, if it still stands as it did: false if it does not. Whatever has
    /// changed it since, or is at it in a transaction just now, brings its own.
    ///
    /// @param changed the revision of its newest change, 0 for none
    static boolean replace(
            Connection connection, ConversationId conversation, long sequenceNumber, long changed, WordDigests words)
            throws SQLException {
        if (!stands(connection, conversation, sequenceNumber, changed)) {
            return false;
        }
        if (words.isEmpty()) {
            delete(connection, conversation, sequenceNumber);
        } else {
            put(connection, new Entry(conversation, sequenceNumber, changed, words));
        }
        return true;
    }

    // And does so until the transaction ends.
    private static boolean stands(Connection connection, ConversationId conversation, long sequenceNumber, long changed)
            throws SQLException {
        try (var statement = connection.prepareStatement("""
                SELECT 1 FROM messages
                WHERE conversation_id = ?::uuid AND sequence_number = ? AND COALESCE(changed_revision, 0) = ?
                FOR NO KEY UPDATE SKIP LOCKED
                """)) {
            statement.setString(1, conversation.value());
            statement.setLong(2, sequenceNumber);
            statement.setLong(3, changed);
            try (var found = statement.executeQuery()) {
                return found.next();
            }
        }
    }

    /// For all of these in one round trip.
    static void insert(Connection connection, List<Sent> messages) throws SQLException {
        var entries = messages.stream()
                .filter(sent -> !sent.message().words().isEmpty())
                .map(sent -> new Entry(
                        sent.conversation(),
                        sent.message().sequenceNumber(),
                        0,
                        sent.message().words()))
                .toArray(Entry[]::new);
        if (entries.length > 0) {
            put(connection, entries);
        }
    }

    /// The words of one message.
    ///
    /// @param changed the revision of its newest change, 0 for none
    private record Entry(ConversationId conversation, long sequenceNumber, long changed, WordDigests words) {}

    // Only if that is the newest change, and its sender has not been erased. One statement, however many they are.
    private static void put(Connection connection, Entry... entries) throws SQLException {
        try (var statement = connection.prepareStatement("""
                INSERT INTO message_words AS known (conversation_id, sequence_number, sender_id, words)
                SELECT entry.conversation_id, entry.sequence_number, message.sender_id, entry.words::bigint[]
                FROM unnest(?::uuid[], ?::bigint[], ?::bigint[], ?::text[])
                        AS entry (conversation_id, sequence_number, changed, words)
                    CROSS JOIN LATERAL (
                        SELECT m.sender_id FROM messages m
                        WHERE m.conversation_id = entry.conversation_id AND m.sequence_number = entry.sequence_number
                          AND COALESCE(m.changed_revision, 0) = entry.changed
                          AND EXISTS (SELECT 1 FROM user_keys k WHERE k.user_id = m.sender_id)
                        LIMIT 1) AS message
                ON CONFLICT (conversation_id, sequence_number) DO UPDATE SET words = EXCLUDED.words
                """)) {
            statement.setArray(
                    1,
                    array(
                            connection,
                            "text",
                            entries,
                            entry -> entry.conversation().value()));
            statement.setArray(2, array(connection, "bigint", entries, Entry::sequenceNumber));
            statement.setArray(3, array(connection, "bigint", entries, Entry::changed));
            statement.setArray(4, array(connection, "text", entries, entry -> written(entry.words())));
            statement.executeUpdate();
        }
    }

    private static void delete(Connection connection, ConversationId conversation, long sequenceNumber)
            throws SQLException {
        try (var statement = connection.prepareStatement(
                "DELETE FROM message_words WHERE conversation_id = ?::uuid AND sequence_number = ?")) {
            statement.setString(1, conversation.value());
            statement.setLong(2, sequenceNumber);
            statement.executeUpdate();
        }
    }

    /// Who has written what can be found, and how far the tables have come: both as of one moment.
    CompletionStage<Writers> writers(ConversationId conversation) {
        return database.query(connection -> {
            try (var statement = connection.prepareStatement("""
                    WITH RECURSIVE found AS (
                        (SELECT sender_id FROM message_words WHERE conversation_id = ?::uuid
                         ORDER BY sender_id LIMIT 1)
                        UNION ALL
                        SELECT (SELECT w.sender_id FROM message_words w
                                WHERE w.conversation_id = ?::uuid AND w.sender_id > found.sender_id
                                ORDER BY w.sender_id LIMIT 1)
                        FROM found WHERE found.sender_id IS NOT NULL
                    ), writers AS (SELECT sender_id FROM found WHERE sender_id IS NOT NULL LIMIT ?)
                    SELECT progress.revision, writers.sender_id
                    FROM (SELECT %s AS revision) AS progress LEFT JOIN writers ON TRUE
                    """.formatted(Progress.REVISION))) {
                statement.setString(1, conversation.value());
                statement.setString(2, conversation.value());
                statement.setInt(3, MAX_WRITERS);
                statement.setString(4, conversation.value());
                statement.setString(5, conversation.value());
                var users = new HashSet<UserId>();
                var projected = 0L;
                try (var rows = statement.executeQuery()) {
                    while (rows.next()) {
                        projected = rows.getLong(1);
                        if (rows.getString(2) != null) {
                            users.add(new UserId(rows.getString(2)));
                        }
                    }
                }
                return new Writers(projected, Set.copyOf(users));
            }
        });
    }

    /// The newest messages of a stretch that have all the words of one of these; one more than its limit, if there are.
    ///
    /// @param wanted the same words under the keys of different writers
    CompletionStage<NavigableSet<Long>> find(
            ConversationId conversation, Collection<WordDigests> wanted, MessageSearch.Stretch stretch) {
        return database.<NavigableSet<Long>>query(connection -> {
            // The words alone are looked up, or a conversation would be read from its end for words that it may not
            // have.
            try (var statement = connection.prepareStatement("""
                    WITH wanted AS (SELECT unnest(?)::bigint[] AS words),
                    hits AS MATERIALIZED (
                        SELECT w.conversation_id, w.sequence_number
                        FROM wanted JOIN message_words w ON w.words @> wanted.words
                    )
                    SELECT sequence_number FROM hits
                    WHERE conversation_id = ?::uuid AND sequence_number > ? AND sequence_number < ?
                    ORDER BY sequence_number DESC LIMIT ?
                    """)) {
                statement.setArray(
                        1,
                        connection.createArrayOf(
                                "text", wanted.stream().map(WordRows::written).toArray()));
                statement.setString(2, conversation.value());
                statement.setLong(3, stretch.after());
                statement.setLong(4, stretch.before());
                statement.setInt(5, stretch.limit() + 1);
                var found = new TreeSet<Long>();
                try (var rows = statement.executeQuery()) {
                    while (rows.next()) {
                        found.add(rows.getLong(1));
                    }
                }
                return found;
            }
        });
    }

    private static Array array(Connection connection, String type, Entry[] entries, Function<Entry, Object> column)
            throws SQLException {
        return connection.createArrayOf(type, Stream.of(entries).map(column).toArray());
    }

    private static String written(WordDigests words) {
        return words.values().mapToObj(Long::toString).collect(Collectors.joining(",", "{", "}"));
    }
}
