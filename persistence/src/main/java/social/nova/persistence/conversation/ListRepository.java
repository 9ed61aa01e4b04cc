package social.nova.persistence.conversation;

import akka.persistence.typed.PersistenceId;
import com.fasterxml.jackson.annotation.JsonTypeName;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;
import social.nova.persistence.common.Database;
import social.nova.protocols.common.UserId;
import social.nova.protocols.conversation.Conversation;
import social.nova.protocols.conversation.ConversationId;
import social.nova.protocols.conversation.ConversationMembers;
import social.nova.protocols.conversation.ConversationMessages;

/// Users' lists of conversations, and what each wants of theirs.
///
/// When something last happened in a conversation is read from the journal itself, so that the order is right also
/// while projections stand still.
public final class ListRepository {
    /// What counts as something happening: no read marks, edits or reactions.
    private static final String[] ACTIVITY = Stream.of(
                    ConversationMembers.Opened.class,
                    ConversationMessages.MessageSent.class,
                    ConversationMembers.MemberAdded.class,
                    ConversationMembers.MemberRemoved.class,
                    ConversationMembers.RoleChanged.class,
                    ConversationMembers.Renamed.class)
            .map(type -> type.getAnnotation(JsonTypeName.class).value())
            .toArray(String[]::new);

    private final Database database;

    public ListRepository(Database database) {
        this.database = database;
    }

    /// A place in a list: behind this conversation, which was last active then.
    ///
    /// @param activeAt in milliseconds since 1970
    public record Place(long activeAt, ConversationId conversation) {
        /// Before everything.
        public static final Place START =
                new Place(Long.MAX_VALUE, new ConversationId("ffffffff-ffff-ffff-ffff-ffffffffffff"));
    }

    public record Row(Place place, boolean muted, boolean archived) {}

    /// What a member may want of a conversation.
    public enum Wish {
        MUTED("muted"),
        ARCHIVED("archived");

        private final String column;

        Wish(String column) {
            this.column = column;
        }
    }

    /// The user's conversations behind a place, the one that was active last first.
    public CompletionStage<List<Row>> page(UserId user, boolean archived, Place behind, int limit) {
        return database.query(connection -> {
            try (var statement = connection.prepareStatement("""
                    SELECT m.conversation_id, activity.write_timestamp, m.muted, m.archived
                    FROM conversation_members m
                    CROSS JOIN LATERAL (
                        SELECT write_timestamp FROM event_journal
                        WHERE persistence_id = ? || m.conversation_id AND event_ser_manifest = ANY (?)
                        ORDER BY sequence_number DESC
                        LIMIT 1
                    ) activity
                    WHERE m.user_id = ?::uuid AND m.joined_revision > m.left_revision AND m.archived = ?
                      AND (activity.write_timestamp, m.conversation_id) < (?, ?::uuid)
                    ORDER BY activity.write_timestamp DESC, m.conversation_id DESC
                    LIMIT ?
                    """)) {
                statement.setString(
                        1, PersistenceId.of(Conversation.TYPE_KEY.name(), "").id());
                statement.setArray(2, connection.createArrayOf("text", ACTIVITY));
                statement.setString(3, user.value());
                statement.setBoolean(4, archived);
                statement.setLong(5, behind.activeAt());
                statement.setString(6, behind.conversation().value());
                statement.setInt(7, limit);
                var page = new ArrayList<Row>();
                try (var found = statement.executeQuery()) {
                    while (found.next()) {
                        var place = new Place(found.getLong(2), new ConversationId(found.getString(1)));
                        page.add(new Row(place, found.getBoolean(3), found.getBoolean(4)));
                    }
                }
                return List.copyOf(page);
            }
        });
    }

    /// Repeating it changes nothing more. Gives 0 where the table does not know the user as a member yet.
    public CompletionStage<Integer> set(UserId user, ConversationId conversation, Wish wish, boolean wanted) {
        return database.query(connection -> {
            try (var statement = connection.prepareStatement(
                    "UPDATE conversation_members SET %s = ? WHERE user_id = ?::uuid AND conversation_id = ?::uuid"
                            .formatted(wish.column))) {
                statement.setBoolean(1, wanted);
                statement.setString(2, user.value());
                statement.setString(3, conversation.value());
                return statement.executeUpdate();
            }
        });
    }
}
