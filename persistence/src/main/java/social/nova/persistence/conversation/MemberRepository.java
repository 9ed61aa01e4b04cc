package social.nova.persistence.conversation;

import akka.persistence.typed.PersistenceId;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import social.nova.persistence.common.Database;
import social.nova.persistence.outbox.Outbox;
import social.nova.protocols.common.UserId;
import social.nova.protocols.conversation.Conversation;
import social.nova.protocols.conversation.ConversationHubs;
import social.nova.protocols.conversation.ConversationId;
import social.nova.protocols.event.DomainEvent;

/// The `conversation_members` table: which conversations a user is in, or once was.
public final class MemberRepository {
    private final Database database;

    public MemberRepository(Database database) {
        this.database = database;
    }

    /// Makes the membership visible to every read, before who asked for it is answered. Repeating it changes nothing.
    ///
    /// @param revision of the conversation that let them in
    public CompletionStage<Integer> add(ConversationId conversation, List<UserId> members, long revision) {
        return database.transaction(connection -> insert(connection, conversation, members, revision));
    }

    /// Makes the leaving visible to every read, before who asked for it is answered. Repeating it changes nothing.
    ///
    /// @param revision of the conversation at which they were no members any more
    public CompletionStage<Integer> remove(ConversationId conversation, UserId user, long revision) {
        return database.transaction(connection -> leave(connection, conversation, user, revision));
    }

    /// The user's conversations, each with its newest revision.
    ///
    /// @param limit at most so many, in no particular order
    public CompletionStage<List<Standing>> of(UserId user, int limit) {
        return database.query(connection -> select(connection, user, limit, "AND m.joined_revision > m.left_revision"));
    }

    /// The same with those that the user has left.
    public CompletionStage<List<Standing>> ever(UserId user, int limit) {
        return database.query(connection -> select(connection, user, limit, ""));
    }

    /// @param knownHead the newest revision in the journal
    /// @param large whether its changes come by [hub][ConversationHubs]
    public record Standing(ConversationId conversation, long knownHead, boolean large) {
        /// In one that is not large.
        public Standing(ConversationId conversation, long knownHead) {
            this(conversation, knownHead, false);
        }
    }

    /// What was read once stays read.
    static void markRead(Connection connection, ConversationId conversation, UserId user, long sequenceNumber)
            throws SQLException {
        try (var statement = connection.prepareStatement("""
                UPDATE conversation_members
                SET read_sequence_number = GREATEST(read_sequence_number, ?)
                WHERE user_id = ?::uuid AND conversation_id = ?::uuid
                """)) {
            statement.setLong(1, sequenceNumber);
            statement.setString(2, user.value());
            statement.setString(3, conversation.value());
            statement.executeUpdate();
        }
    }

    /// Tells of who was in it, once; says how many were. Who is in it no more does not leave again.
    static int leave(Connection connection, ConversationId conversation, UserId user, long revision)
            throws SQLException {
        try (var statement = connection.prepareStatement("""
                UPDATE conversation_members SET left_revision = ?
                WHERE user_id = ?::uuid AND conversation_id = ?::uuid AND left_revision < ?
                  AND joined_revision > left_revision
                """)) {
            statement.setLong(1, revision);
            statement.setString(2, user.value());
            statement.setString(3, conversation.value());
            statement.setLong(4, revision);
            var left = statement.executeUpdate();
            if (left > 0) {
                Outbox.write(connection, new DomainEvent.MemberLeft(conversation, user, revision));
            }
            return left;
        }
    }

    /// Tells of each member that is new, or has come back; says how many are.
    static int insert(Connection connection, ConversationId conversation, List<UserId> members, long revision)
            throws SQLException {
        var joined = insertMissing(connection, conversation, members, revision);
        for (var member : joined) {
            Outbox.write(connection, new DomainEvent.MemberJoined(conversation, member, revision));
        }
        return joined.size();
    }

    // In one order, whoever asks: two who open a conversation at once would wait for each other.
    private static List<UserId> insertMissing(
            Connection connection, ConversationId conversation, List<UserId> members, long revision)
            throws SQLException {
        try (var statement = connection.prepareStatement("""
                INSERT INTO conversation_members AS known (user_id, conversation_id, joined_revision)
                SELECT member, ?::uuid, ? FROM unnest(?::uuid[]) AS member ORDER BY member
                ON CONFLICT (user_id, conversation_id) DO UPDATE
                SET joined_revision = EXCLUDED.joined_revision
                WHERE known.joined_revision < EXCLUDED.joined_revision
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

    private static List<Standing> select(Connection connection, UserId user, int limit, String which)
            throws SQLException {
        // From the journal itself: a projection that stands still would have a new socket asked for what is old.
        try (var statement = connection.prepareStatement("""
                SELECT m.conversation_id,
                       COALESCE((SELECT MAX(sequence_number) FROM event_journal
                                 WHERE persistence_id = ? || m.conversation_id), 0),
                       (SELECT COUNT(*) FROM (SELECT 1 FROM conversation_members o
                                              WHERE o.conversation_id = m.conversation_id
                                                AND o.joined_revision > o.left_revision
                                              LIMIT ?) AS first_members) > ?
                FROM conversation_members m
                WHERE m.user_id = ?::uuid %s
                LIMIT ?
                """.formatted(which))) {
            statement.setString(
                    1, PersistenceId.of(Conversation.TYPE_KEY.name(), "").id());
            statement.setInt(2, ConversationHubs.LARGE_ABOVE + 1);
            statement.setInt(3, ConversationHubs.LARGE_ABOVE);
            statement.setString(4, user.value());
            statement.setInt(5, limit);
            var standings = new ArrayList<Standing>();
            try (var found = statement.executeQuery()) {
                while (found.next()) {
                    standings.add(new Standing(
                            new ConversationId(found.getString(1)), found.getLong(2), found.getBoolean(3)));
                }
            }
            return List.copyOf(standings);
        }
    }
}
