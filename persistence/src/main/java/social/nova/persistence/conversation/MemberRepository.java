package social.nova.persistence.conversation;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import social.nova.persistence.common.Database;
import social.nova.persistence.outbox.Outbox;
import social.nova.protocols.common.UserId;
import social.nova.protocols.conversation.ConversationId;
import social.nova.protocols.event.DomainEvent;

/// The `conversation_members` table: which conversations a user is in.
public final class MemberRepository {
    private final Database database;

    public MemberRepository(Database database) {
        this.database = database;
    }

    /// Makes the membership visible to every read, before the conversation is answered. Repeating it changes nothing.
    public CompletionStage<Integer> add(ConversationId conversation, List<UserId> members, long revision) {
        return database.transaction(connection -> insert(connection, conversation, members, revision));
    }

    /// The user's conversations, each with the newest sequence number that the `messages` table knows.
    ///
    /// That number may lag behind the truth, never run ahead of it; 0 stands for none.
    ///
    /// @param limit at most so many, in no particular order
    public CompletionStage<List<Standing>> of(UserId user, int limit) {
        return database.query(connection -> select(connection, user, limit));
    }

    /// @param knownHead the newest sequence number in the `messages` table, 0 for none
    public record Standing(ConversationId conversation, long knownHead) {}

    /// Tells of each member that is new; says how many are.
    static int insert(Connection connection, ConversationId conversation, List<UserId> members, long revision)
            throws SQLException {
        var joined = insertMissing(connection, conversation, members, revision);
        for (var member : joined) {
            Outbox.write(connection, new DomainEvent.MemberJoined(conversation, member, revision));
        }
        return joined.size();
    }

    private static List<UserId> insertMissing(
            Connection connection, ConversationId conversation, List<UserId> members, long revision)
            throws SQLException {
        try (var statement = connection.prepareStatement("""
                INSERT INTO conversation_members (user_id, conversation_id, joined_revision)
                SELECT member, ?::uuid, ? FROM unnest(?::uuid[]) AS member
                ON CONFLICT DO NOTHING
                RETURNING user_id
                """)) {
            statement.setString(1, conversation.value());
            statement.setLong(2, revision);
            statement.setArray(
                    3,
                    connection.createArrayOf(
                            "text", members.stream().map(UserId::value).toArray()));
            var joined = new ArrayList<UserId>();
            try (var rows = statement.executeQuery()) {
                while (rows.next()) {
                    joined.add(new UserId(rows.getString(1)));
                }
            }
            return joined;
        }
    }

    private static List<Standing> select(Connection connection, UserId user, int limit) throws SQLException {
        try (var statement = connection.prepareStatement("""
                SELECT m.conversation_id,
                       (SELECT COALESCE(MAX(sequence_number), 0) FROM messages
                        WHERE conversation_id = m.conversation_id)
                FROM conversation_members m
                WHERE m.user_id = ?::uuid
                LIMIT ?
                """)) {
            statement.setString(1, user.value());
            statement.setInt(2, limit);
            var standings = new ArrayList<Standing>();
            try (var found = statement.executeQuery()) {
                while (found.next()) {
                    standings.add(new Standing(new ConversationId(found.getString(1)), found.getLong(2)));
                }
            }
            return List.copyOf(standings);
        }
    }
}
