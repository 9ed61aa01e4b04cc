package social.nova.persistence.erasure;

import akka.Done;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import social.nova.persistence.common.BatchedDeletion;
import social.nova.protocols.common.UserId;

/// Deletes what one area keeps of a person. Repeating it changes nothing.
///
/// @param area for logs
/// @param work what to do with the id
public record Eraser(String area, Function<UserId, CompletionStage<Done>> work) {

    /// Deletes the rows of a table in which this column names the person.
    public static Eraser ofRows(BatchedDeletion deletion, String table, String column) {
        return new Eraser(table, user -> deletion.rows(table, column, user));
    }
}
