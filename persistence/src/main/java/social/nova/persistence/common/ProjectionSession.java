package social.nova.persistence.common;

import akka.japi.function.Function;
import akka.projection.jdbc.JdbcSession;
import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;

/// The transaction a projection shares with its offset.
public final class ProjectionSession implements JdbcSession {
    private final Connection connection;

    /// Takes a connection and begins; fails when there is none in time, and the projection restarts with back-off.
    ///
    /// The pool commits by itself: connections that rest in it must not rest in a transaction, which PostgreSQL
    /// would cut off.
    public ProjectionSession(DataSource dataSource) {
        try {
            connection = begun(dataSource.getConnection());
        } catch (SQLException e) {
            throw new IllegalStateException("No connection for a projection", e);
        }
    }

    private static Connection begun(Connection connection) throws SQLException {
        try {
            connection.setAutoCommit(false);
            return connection;
        } catch (SQLException e) {
            connection.close();
            throw e;
        }
    }

    @Override
    public <T> T withConnection(Function<Connection, T> work) throws Exception {
        return work.apply(connection);
    }

    @Override
    public void commit() throws SQLException {
        connection.commit();
    }

    @Override
    public void rollback() throws SQLException {
        connection.rollback();
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
