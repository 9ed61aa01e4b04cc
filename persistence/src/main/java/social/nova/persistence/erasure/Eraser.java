package social.nova.persistence.erasure;

import akka.Done;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import social.nova.persistence.common.Database;
import social.nova.protocols.common.UserId;

/// Deletes what one area keeps of a person. Repeating it changes nothing.
///
/// @param area for logs
/// @param work what to do with the id
public record Eraser(String area, Function<UserId, CompletionStage<Done>> work) {

    /// Deletes the rows of a table in which one of these columns names the person.
    public static Eraser ofRows(Database database, String table, String... columns) {
        var statements = List.of(columns).stream()
                .map(column -> "DELETE FROM %s WHERE %s = ?::uuid".formatted(table, column))
                .toList();
        return new Eraser(
                table,
                user -> database.transaction(connection -> {
                    for (var sql : statements) {
                        try (var statement = connection.prepareStatement(sql)) {
                            statement.setString(1, user.value());
                            statement.executeUpdate();
                        }
                    }
                    return Done.getInstance();
                }));
    }
}
