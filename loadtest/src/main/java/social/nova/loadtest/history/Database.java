package social.nova.loadtest.history;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.cbor.databind.CBORMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Objects;
import java.util.Properties;
import social.nova.loadtest.history.Event.Op;
import social.nova.loadtest.history.Event.Phase;

/// The database of a run, read behind Nova's back: what is stored is what counts in the end.
///
/// @param url as nodes are given it, `postgresql://user:password@host:port/name`
public record Database(String url) {
    private static final CBORMapper CBOR = new CBORMapper();
    private static final String TIMEOUT_SECONDS = "2";

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

    /// How many of a conversation's messages the table has.
    public long messages(String conversation) {
        try (var connection = connect();
                var select =
                        connection.prepareStatement("SELECT count(*) FROM messages WHERE conversation_id = ?::uuid")) {
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
                var message = rows.getString("event_ser_manifest").equals("conversation.message-sent")
                        ? read(rows.getBytes("event_payload"))
                        : CBOR.createObjectNode();
                var sealed = message.path("body").path("sealed");
                history.add(Event.of(
                                "journal",
                                Phase.OK,
                                Op.JOURNAL,
                                conversation,
                                digest(
                                        sealed.path("content").asText(),
                                        sealed.path("nonce").asText()))
                        .message(
                                rows.getLong("sequence_number"),
                                message.path("id").asText())
                        .at(rows.getString("writer")));
            }
        }
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

    private static String digest(String content, String nonce) {
        return content.isEmpty() ? "" : Integer.toHexString(Objects.hash(content, nonce));
    }

    @Override
    public String toString() {
        return "Database[%s]".formatted(URI.create(url).getHost());
    }
}
