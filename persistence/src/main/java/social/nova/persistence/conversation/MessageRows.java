package social.nova.persistence.conversation;

import java.sql.Array;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import social.nova.persistence.conversation.Rows.Row;
import social.nova.protocols.common.Sealed;
import social.nova.protocols.common.UserId;
import social.nova.protocols.conversation.Conversation.Body;
import social.nova.protocols.conversation.Conversation.Encryption;
import social.nova.protocols.conversation.Conversation.Message;
import social.nova.protocols.conversation.ConversationReactions.Reaction;
import social.nova.protocols.conversation.MessageId;

/// How rows of `messages` and `message_reactions` are read.
final class MessageRows {
    static final String COLUMNS = """
            m.id, m.sequence_number, m.revision, m.sender_id, m.content, m.nonce, m.encryption, m.created_at,
            m.replies_to, m.mentions, m.changed_revision, m.edited_at, m.deleted_at""";

    private MessageRows() {}

    /// Of a query whose first column is how far the tables have come, and whose others may be missing.
    static Rows read(ResultSet found) throws SQLException {
        var messages = new ArrayList<Row>();
        var projected = 0L;
        while (found.next()) {
            projected = found.getLong("projected");
            if (found.getString("id") != null) {
                messages.add(new Row(message(found), List.of()));
            }
        }
        return new Rows(projected, messages);
    }

    /// The same for a query that has reactions, too, each as `user emoji`.
    static Rows readWithReactions(ResultSet found) throws SQLException {
        var messages = new ArrayList<Row>();
        var projected = 0L;
        while (found.next()) {
            projected = found.getLong("projected");
            if (found.getString("id") != null) {
                var reactions = Stream.of((String[]) found.getArray("reactions").getArray())
                        .map(reaction -> reaction.split(" ", 2))
                        .map(parts -> new Reaction(new UserId(parts[0]), parts[1]))
                        .toList();
                messages.add(new Row(message(found), reactions));
            }
        }
        return new Rows(projected, messages);
    }

    static Array array(Connection connection, List<UserId> users) throws SQLException {
        return connection.createArrayOf(
                "text", users.stream().map(UserId::value).toArray());
    }

    private static Message message(ResultSet row) throws SQLException {
        var changed = row.getLong("changed_revision");
        var content = row.getString("content");
        return new Message(
                new MessageId(row.getString("id")),
                row.getLong("sequence_number"),
                changed == 0 ? row.getLong("revision") : changed,
                new UserId(row.getString("sender_id")),
                content == null
                        ? null
                        : new Body(
                                new Sealed(content, row.getString("nonce")),
                                Encryption.valueOf(row.getString("encryption"))),
                row.getTimestamp("created_at").toInstant(),
                row.getLong("replies_to"),
                Stream.of((UUID[]) row.getArray("mentions").getArray())
                        .map(UserId::of)
                        .toList(),
                instant(row.getTimestamp("edited_at")),
                instant(row.getTimestamp("deleted_at")));
    }

    private static @Nullable Instant instant(@Nullable Timestamp timestamp) {
        return timestamp == null ? null : timestamp.toInstant();
    }
}
