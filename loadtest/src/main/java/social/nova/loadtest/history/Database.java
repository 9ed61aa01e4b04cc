package social.nova.loadtest.history;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.cbor.databind.CBORMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import org.jspecify.annotations.Nullable;
import social.nova.loadtest.history.Event.Op;
import social.nova.loadtest.history.Event.Phase;

/// The database of a run, read behind Nova's back: what is stored is what counts in the end.
///
/// @param url as nodes are given it, `postgresql://user:password@host:port/name`
public record Database(String url) {
    private static final CBORMapper CBOR = new CBORMapper();
    private static final String TIMEOUT_SECONDS = "2";

    /// As which frames sockets are shown the events of a conversation of two.
    private static final Map<String, String> SHOWN_AS = Map.of(
            "conversation.opened", "conversation_created",
            "conversation.message-sent", "",
            "conversation.message-edited", "message_edited",
            "conversation.message-deleted", "message_deleted",
            "conversation.reaction-added", "reaction_added",
            "conversation.reactions-removed", "reaction_removed",
            "conversation.read-marked", "read_receipt");

    /// @throws SQLException also when it cannot be reached within seconds
    public Connection connect() throws SQLException {
        var address = URI.create(url);
        var login = address.getUserInfo().split(":", 2);
        var properties = new Properties();
        properties.setProperty("user", login[0]);
        properties.setProperty("password", login[1]);
        properties.setProperty("connectTimeout", TIMEOUT_SECONDS);
        properties.setProperty("loginTimeout", TIMEOUT_SECONDS);
        properties.setProperty("ApplicationName", "nova-loadtest");
        return DriverManager.getConnection(
                "jdbc:postgresql://%s:%d%s".formatted(address.getHost(), address.getPort(), address.getPath()),
                properties);
    }

    /// Whether it takes connections and answers, now.
    public boolean answers() {
        try (var connection = connect()) {
            return connection.isValid(1);
        } catch (SQLException away) {
            return false;
        }
    }

    /// The revision that a conversation has come to, by its journal.
    public long revision(String conversation) {
        return number("""
                SELECT COALESCE(max(sequence_number), 0) FROM event_journal WHERE persistence_id = 'Conversation|' || ?
                """, conversation);
    }

    /// The revision up to which the tables have a conversation.
    public long projected(String conversation) {
        return number("""
                SELECT GREATEST(
                    COALESCE((SELECT max(messages.revision) FROM messages WHERE conversation_id = c), 0),
                    COALESCE((SELECT revision FROM conversation_progress WHERE conversation_id = c), 0))
                FROM (SELECT ?::uuid AS c) AS one
                """, conversation);
    }

    private long number(String sql, String conversation) {
        try (var connection = connect();
                var select = connection.prepareStatement(sql)) {
            select.setString(1, conversation);
            var row = select.executeQuery();
            row.next();
            return row.getLong(1);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /// Adds every row of a conversation's journal and of its messages, in their order.
    public void readInto(History history, String conversation) {
        try (var connection = connect()) {
            readJournal(connection, history, conversation);
            readTable(connection, history, conversation);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void readJournal(Connection connection, History history, String conversation) throws SQLException {
        history.add(Event.of("journal", Phase.INVOKE, Op.JOURNAL, conversation, ""));
        try (var select = connection.prepareStatement("""
                SELECT sequence_number, writer, event_ser_manifest, event_payload
                FROM event_journal
                WHERE persistence_id = ? AND NOT deleted
                ORDER BY sequence_number
                """)) {
            select.setString(1, "Conversation|" + conversation);
            var rows = select.executeQuery();
            while (rows.next()) {
                history.add(row(conversation, rows));
            }
        }
    }

    private static Event row(String conversation, ResultSet row) throws SQLException {
        var event = read(row.getBytes("event_payload"));
        var sealed = event.path("body").path("sealed");
        var kind = row.getString("event_ser_manifest");
        var digest =
                digest(sealed.path("content").asText(), sealed.path("nonce").asText());
        return Event.of("journal", Phase.OK, Op.JOURNAL, conversation, digest)
                .message(event.path("sequenceNumber").asLong(), event.path("id").asText())
                .at(row.getString("writer"))
                .standing(event.path("emoji").asText(event.at("/emojis/0").asText()))
                .revision(SHOWN_AS.getOrDefault(kind, kind), row.getLong("sequence_number"));
    }

    private static void readTable(Connection connection, History history, String conversation) throws SQLException {
        history.add(Event.of("table", Phase.INVOKE, Op.TABLE, conversation, ""));
        try (var select = connection.prepareStatement("""
                SELECT sequence_number, id, content, nonce
                FROM messages
                WHERE conversation_id = ?::uuid
                ORDER BY sequence_number
                """)) {
            select.setString(1, conversation);
            var rows = select.executeQuery();
            while (rows.next()) {
                history.add(Event.of(
                                "table",
                                Phase.OK,
                                Op.TABLE,
                                conversation,
                                digest(rows.getString("content"), rows.getString("nonce")))
                        .message(rows.getLong("sequence_number"), rows.getString("id")));
            }
        }
    }

    private static JsonNode read(byte[] payload) {
        try {
            return CBOR.readTree(payload);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    // Of what has been deleted there is neither.
    private static String digest(@Nullable String content, @Nullable String nonce) {
        return content == null || content.isEmpty() ? "" : Integer.toHexString(Objects.hash(content, nonce));
    }

    @Override
    public String toString() {
        return "Database[%s]".formatted(URI.create(url).getHost());
    }
}
