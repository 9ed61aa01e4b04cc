package social.nova.cluster.proof;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import social.nova.loadtest.client.Web;
import social.nova.loadtest.run.NovaRun;

/// The PostgreSQL of a run, reached behind Nova's back.
final class RunDatabase implements AutoCloseable {
    private final NovaRun nova;
    private final Connection connection;

    private RunDatabase(NovaRun nova, Connection connection) {
        this.nova = nova;
        this.connection = connection;
    }

    /// @throws SQLException if it takes no connections, now
    static RunDatabase of(NovaRun nova) throws SQLException, IOException {
        return new RunDatabase(nova, connect(nova));
    }

    /// Lets nobody write to a table until it is closed: what wants to waits, and is cut off. Reading goes on.
    Connection holdBack(String table) throws SQLException, IOException {
        var holder = connect(nova);
        holder.setAutoCommit(false);
        try (var lock = holder.createStatement()) {
            lock.execute("LOCK TABLE " + table + " IN SHARE MODE");
        }
        return holder;
    }

    /// The rows of a conversation.
    long count(String table, String conversation) {
        try (var select =
                connection.prepareStatement("SELECT count(*) FROM " + table + " WHERE conversation_id = ?::uuid")) {
            select.setString(1, conversation);
            var row = select.executeQuery();
            row.next();
            return row.getLong(1);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }

    private static Connection connect(NovaRun nova) throws SQLException, IOException {
        var report = Web.read(Files.readString(nova.data().resolve("run/stack.json")));
        var url = URI.create(report.path("environment").path("DATABASE_URL").asText());
        var login = url.getUserInfo().split(":", 2);
        return DriverManager.getConnection(
                "jdbc:postgresql://%s:%d%s?connectTimeout=2".formatted(url.getHost(), url.getPort(), url.getPath()),
                login[0],
                login[1]);
    }
}
