package social.nova.persistence.conversation;

import java.sql.Array;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import social.nova.persistence.common.Database;
import social.nova.persistence.conversation.SearchBackfill.Indexing;
import social.nova.persistence.user.DataKeys;
import social.nova.protocols.common.Sealed;
import social.nova.protocols.common.Shards;
import social.nova.protocols.common.UserId;
import social.nova.protocols.conversation.Conversation;
import social.nova.protocols.conversation.Conversation.Body;
import social.nova.protocols.conversation.Conversation.Encryption;
import social.nova.protocols.conversation.ConversationId;

/// The `search_backfill` table, and a batch of messages brought into the index with it in one transaction.
///
/// Messages are read without a lock; a row that must be written is locked, and passed over where the projection has it
/// just now: an edit or a deletion brings its words with it. Data keys are held meanwhile, so that nothing comes back
/// of who is erased.
final class BackfillRows {
    private final Database database;
    private final DataKeys keys;
    private final Indexing indexing;
    private final int batch;

    /// @param batch messages that are read at once
    BackfillRows(Database database, DataKeys keys, Indexing indexing, int batch) {
        this.database = database;
        this.keys = keys;
        this.indexing = indexing;
        this.batch = batch;
    }

    /// What came of a step.
    sealed interface Step {}

    /// Another node is at it, or the table `messages` lacks what nodes of earlier releases have written.
    record Waits() implements Step {}

    /// @param messages how many were looked through
    /// @param written how many of them were not in the index as they should be
    record Went(int messages, int written) implements Step {}

    /// All is in the index.
    record Finished() implements Step {}

    private record Position(long journalUntil, String conversation, long sequenceNumber, boolean finished) {}

    /// @param body nothing where there is nothing that can be read here
    /// @param words as they are in the index, in their order there
    private record Row(
            ConversationId conversation,
            long sequenceNumber,
            UserId sender,
            long changed,
            @Nullable Body body,
            List<Long> words) {}

    CompletionStage<Step> step() {
        return database.transaction(connection -> {
            begin(connection);
            var position = hold(connection);
            if (position.isEmpty()) {
                return new Waits();
            }
            return position.get().finished() ? new Finished() : step(connection, position.get());
        });
    }

    private Step step(Connection connection, Position position) throws SQLException {
        if (position.sequenceNumber() == 0 && !isProjected(connection, position.journalUntil())) {
            return new Waits();
        }
        var rows = after(connection, position);
        if (rows.isEmpty()) {
            finish(connection);
            return new Finished();
        }
        var written = index(connection, rows);
        advance(connection, rows.getLast(), rows.size());
        return new Went(rows.size(), written);
    }

    private int index(Connection connection, List<Row> rows) throws SQLException {
        var held = keys.hold(connection, rows.stream().map(Row::sender).collect(Collectors.toUnmodifiableSet()));
        var written = 0;
        for (var row : rows) {
            var key = held.get(row.sender());
            if (key == null || row.body() == null) {
                continue;
            }
            var words = indexing.cut().of(key, row.conversation(), row.sender(), row.body());
            if (!words.values().boxed().toList().equals(row.words())
                    && WordRows.replace(connection, row.conversation(), row.sequenceNumber(), row.changed(), words)) {
                written++;
            }
        }
        return written;
    }

    private void begin(Connection connection) throws SQLException {
        try (var statement = connection.prepareStatement("""
                INSERT INTO search_backfill (rules, journal_until)
                SELECT ?, COALESCE(max(ordering), 0) FROM event_journal
                ON CONFLICT DO NOTHING
                """)) {
            statement.setInt(1, indexing.rules());
            statement.executeUpdate();
        }
    }

    private Optional<Position> hold(Connection connection) throws SQLException {
        try (var statement = connection.prepareStatement("""
                SELECT journal_until, conversation_id, sequence_number, finished_at IS NOT NULL
                FROM search_backfill WHERE rules = ? FOR UPDATE SKIP LOCKED
                """)) {
            statement.setInt(1, indexing.rules());
            try (var found = statement.executeQuery()) {
                return found.next()
                        ? Optional.of(new Position(
                                found.getLong(1), found.getString(2), found.getLong(3), found.getBoolean(4)))
                        : Optional.empty();
            }
        }
    }

    private static boolean isProjected(Connection connection, long until) throws SQLException {
        try (var statement = connection.prepareStatement("""
                SELECT NOT EXISTS (
                    SELECT 1 FROM unnest(?::text[]) AS slice (tag) CROSS JOIN LATERAL (
                        SELECT 1 FROM event_tag
                        WHERE event_tag.tag = slice.tag AND event_id <= ? AND event_id > coalesce((
                            SELECT current_offset::bigint FROM akka_projection_offset_store
                            WHERE projection_name = ? AND projection_key = slice.tag), 0)
                        LIMIT 1) AS waiting)
                """)) {
            statement.setArray(1, tags(connection));
            statement.setLong(2, until);
            statement.setString(3, MessageProjection.NAME);
            try (var found = statement.executeQuery()) {
                return found.next() && found.getBoolean(1);
            }
        }
    }

    private static Array tags(Connection connection) throws SQLException {
        return connection.createArrayOf(
                "text",
                IntStream.range(0, Shards.NUMBER_OF_SLICES)
                        .mapToObj(slice -> Shards.tag(Conversation.TYPE_KEY.name(), slice))
                        .toArray());
    }

    private List<Row> after(Connection connection, Position position) throws SQLException {
        try (var statement = connection.prepareStatement("""
                SELECT m.conversation_id, m.sequence_number, m.sender_id, COALESCE(m.changed_revision, 0),
                       CASE WHEN m.encryption = 'AT_REST' THEN m.content END, m.nonce, w.words
                FROM messages m LEFT JOIN message_words w USING (conversation_id, sequence_number)
                WHERE (m.conversation_id, m.sequence_number) > (?::uuid, ?)
                ORDER BY m.conversation_id, m.sequence_number LIMIT ?
                """)) {
            statement.setString(1, position.conversation());
            statement.setLong(2, position.sequenceNumber());
            statement.setInt(3, batch);
            var rows = new ArrayList<Row>();
            try (var found = statement.executeQuery()) {
                while (found.next()) {
                    rows.add(row(found));
                }
            }
            return rows;
        }
    }

    private static Row row(ResultSet found) throws SQLException {
        var content = found.getString(5);
        var words = found.getArray(7);
        return new Row(
                new ConversationId(found.getString(1)),
                found.getLong(2),
                new UserId(found.getString(3)),
                found.getLong(4),
                content == null ? null : new Body(new Sealed(content, found.getString(6)), Encryption.AT_REST),
                words == null ? List.of() : Stream.of((Long[]) words.getArray()).toList());
    }

    private void advance(Connection connection, Row last, int messages) throws SQLException {
        try (var statement = connection.prepareStatement("""
                UPDATE search_backfill
                SET conversation_id = ?::uuid, sequence_number = ?, messages = messages + ?
                WHERE rules = ?
                """)) {
            statement.setString(1, last.conversation().value());
            statement.setLong(2, last.sequenceNumber());
            statement.setInt(3, messages);
            statement.setInt(4, indexing.rules());
            statement.executeUpdate();
        }
    }

    private void finish(Connection connection) throws SQLException {
        try (var statement =
                connection.prepareStatement("UPDATE search_backfill SET finished_at = now() WHERE rules = ?")) {
            statement.setInt(1, indexing.rules());
            statement.executeUpdate();
        }
    }
}
