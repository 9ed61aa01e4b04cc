package social.nova.persistence.common;

import java.net.SocketTimeoutException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/// The one connection that [DatabaseWatch] looks through, outside of every pool: a pool without a free connection is
/// busy, not away. For one thread at a time.
final class ProbeConnection implements DatabaseWatch.Look, AutoCloseable {
    /// Longer than a busy server takes to say "off", and short enough for requests to hear of it in time.
    private static final String PATIENCE_SECONDS = "2";

    private static final String READ_ONLY = "25006";

    private final DatabaseUrl url;
    private volatile @Nullable Connection connection;

    ProbeConnection(DatabaseUrl url) {
        this.url = url;
    }

    @Override
    public void take() throws SQLException {
        var kept = connection;
        if (kept != null && answers(kept)) {
            return;
        }
        var fresh = connect();
        connection = fresh;
        try {
            check(fresh);
        } catch (SQLException failure) {
            close();
            throw failure;
        }
    }

    @Override
    public void close() {
        var kept = connection;
        connection = null;
        if (kept == null) {
            return;
        }
        try {
            kept.close();
        } catch (SQLException _) {
            // It was of no use any more.
        }
    }

    // A connection that was cut since the last look says nothing of the server now. One that is silent does.
    private boolean answers(Connection kept) throws SQLException {
        try {
            check(kept);
            return true;
        } catch (SQLException failure) {
            close();
            if (failure.getCause() instanceof SocketTimeoutException || READ_ONLY.equals(failure.getSQLState())) {
                throw failure;
            }
            return false;
        }
    }

    private static void check(Connection connection) throws SQLException {
        try (var statement = connection.createStatement();
                var row = statement.executeQuery("SELECT current_setting('transaction_read_only')")) {
            row.next();
            if (row.getString(1).equals("on")) {
                throw new SQLException("The server takes no writes", READ_ONLY);
            }
        }
    }

    private Connection connect() throws SQLException {
        var properties = new Properties();
        properties.setProperty("user", url.user());
        properties.setProperty("password", url.password().value());
        properties.setProperty("connectTimeout", PATIENCE_SECONDS);
        properties.setProperty("socketTimeout", PATIENCE_SECONDS);
        properties.setProperty("ApplicationName", "nova-probe");
        return DriverManager.getConnection(url.jdbc(), properties);
    }
}
