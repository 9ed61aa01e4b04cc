package social.nova.cluster.proof;

import java.io.IOException;
import java.net.URI;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Set;
import social.nova.cluster.Traces;
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
        return count(table, "conversation_id", conversation);
    }

    /// The rows of a user.
    long countOfUser(String table, String user) {
        return count(table, "user_id", user);
    }

    /// What is left of words in any table, as [Traces#inTables] says it.
    Set<String> find(Traces traces) {
        try {
            return traces.inTables(connection);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private long count(String table, String column, String id) {
        try (var select =
                connection.prepareStatement("SELECT count(*) FROM %s WHERE %s = ?::uuid".formatted(table, column))) {
            select.setString(1, id);
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
        var url = URI.create(RunStores.address(nova, "DATABASE_URL"));
        var login = url.getUserInfo().split(":", 2);
        return DriverManager.getConnection(
                "jdbc:postgresql://%s:%d%s?connectTimeout=2".formatted(url.getHost(), url.getPort(), url.getPath()),
                login[0],
                login[1]);
    }
}
