package social.nova.persistence.erasure;

import java.util.List;
import java.util.Set;
import social.nova.persistence.common.BatchedDeletion;
import social.nova.persistence.common.Database;
import social.nova.persistence.conversation.WordRows;
import social.nova.persistence.graph.GraphErasure;

/// What PostgreSQL keeps of a person, table by table. A new table with a user's id in it belongs into one of these
/// lists; a test finds those that are in none.
public final class Erasers {
    /// Tables that know ids of people and are left alone, because what they hold is not the person's, is unreadable
    /// without their data key, or is deleted in a step of its own.
    static final Set<String> LEFT_ALONE = Set.of(
            // Deleted in steps of their own.
            "accounts",
            "user_keys",
            "erasures",
            // Deleted together with their objects.
            "exports",
            // Ids, for a day.
            "destroyed_keys",
            // Deleted by GraphErasure, all together.
            "follows",
            "follow_requests",
            "blocks",
            "untold_blocks",
            "mutes",
            // A view of blocks.
            "hidden_users",
            // Others' conversations go on; texts in them are sealed, and shown as nothing without the key.
            "conversation_members",
            "messages");

    private Erasers() {}

    /// In the order in which they run.
    public static List<Eraser> ofTables(Database database) {
        var deletion = new BatchedDeletion(database);
        return List.of(
                Eraser.ofRows(deletion, "profiles", "user_id"),
                Eraser.ofRows(deletion, "public_keys", "user_id"),
                Eraser.ofRows(deletion, "roles", "user_id"),
                Eraser.ofRows(deletion, "identities", "user_id"),
                Eraser.ofRows(deletion, "mails", "user_id"),
                Eraser.ofRows(deletion, "mail_tokens", "user_id"),
                Eraser.ofRows(deletion, "message_reactions", "user_id"),
                new Eraser("message_words", user -> WordRows.erase(deletion, user)),
                new Eraser("graph", new GraphErasure(deletion)::erase));
    }
}
