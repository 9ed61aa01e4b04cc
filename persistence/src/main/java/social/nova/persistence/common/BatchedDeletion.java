package social.nova.persistence.common;

import akka.Done;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import social.nova.protocols.common.UserId;

/// Deletes however many rows, so many in each transaction: one alone could take longer than any may. It may be broken
/// off and begun again.
///
/// @param atOnce rows in one transaction
public record BatchedDeletion(Database database, int atOnce) {
    private static final int AT_ONCE = 5_000;

    public BatchedDeletion(Database database) {
        this(database, AT_ONCE);
    }

    /// Deletes the rows of a table in which this column names the person.
    public CompletionStage<Done> rows(String table, String column, UserId user) {
        return chosen(table, "SELECT ctid FROM %s WHERE %s = ?::uuid LIMIT ?".formatted(table, column), user);
    }

    /// Deletes the rows of a table that a query chooses.
    ///
    /// @param query of the `ctid` of rows; its parameters are the person and a limit
    public CompletionStage<Done> chosen(String table, String query, UserId user) {
        return database.query(connection -> {
                    try (var statement = connection.prepareStatement(
                            "DELETE FROM %s WHERE ctid = ANY (ARRAY(%s))".formatted(table, query))) {
                        statement.setString(1, user.value());
                        statement.setInt(2, atOnce);
                        return statement.executeUpdate();
                    }
                })
                .thenCompose(deleted -> deleted < atOnce
                        ? CompletableFuture.completedStage(Done.getInstance())
                        : chosen(table, query, user));
    }
}
