package social.nova.persistence.graph;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import social.nova.protocols.common.UserId;

/// Runs statements whose arguments are users and numbers.
final class Statements {
    private Statements() {}

    /// One row of an answer.
    @FunctionalInterface
    interface Row<T> {
        T from(ResultSet row) throws SQLException;
    }

    static int update(Connection connection, String sql, @Nullable Object... arguments) throws SQLException {
        try (var statement = connection.prepareStatement(sql)) {
            bind(statement, arguments);
            return statement.executeUpdate();
        }
    }

    static <T> List<T> list(Connection connection, String sql, Row<T> as, @Nullable Object... arguments)
            throws SQLException {
        try (var statement = connection.prepareStatement(sql)) {
            bind(statement, arguments);
            try (var rows = statement.executeQuery()) {
                var found = new ArrayList<T>();
                while (rows.next()) {
                    found.add(as.from(rows));
                }
                return List.copyOf(found);
            }
        }
    }

    /// Whether there is any row.
    static boolean any(Connection connection, String sql, @Nullable Object... arguments) throws SQLException {
        return !list(connection, sql, _ -> true, arguments).isEmpty();
    }

    static UserId user(ResultSet row, String column) throws SQLException {
        return new UserId(row.getString(column));
    }

    private static void bind(PreparedStatement statement, @Nullable Object... arguments) throws SQLException {
        for (var n = 0; n < arguments.length; n++) {
            switch (arguments[n]) {
                case null -> statement.setNull(n + 1, Types.OTHER);
                case UserId user -> statement.setObject(n + 1, UUID.fromString(user.value()));
                case Collection<?> users ->
                    statement.setArray(
                            n + 1,
                            statement
                                    .getConnection()
                                    .createArrayOf(
                                            "uuid",
                                            users.stream().map(Object::toString).toArray()));
                case Object other -> statement.setObject(n + 1, other);
            }
        }
    }
}
