package social.nova.http.conversation;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import social.nova.persistence.user.DataKey;
import social.nova.protocols.common.UserId;
import social.nova.protocols.conversation.ConversationChanges;
import social.nova.protocols.conversation.ConversationChanges.Change;
import social.nova.protocols.conversation.ConversationId;
import social.nova.protocols.conversation.ConversationIds;
import social.nova.protocols.conversation.ConversationMembers.Role;

/// One change of a conversation as its members' sockets are shown it, told apart by `type`.
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
    @JsonSubTypes.Type(value = ChangeFrame.Posted.class, name = "message"),
    @JsonSubTypes.Type(value = ChangeFrame.Edited.class, name = "message_edited"),
    @JsonSubTypes.Type(value = ChangeFrame.Deleted.class, name = "message_deleted"),
    @JsonSubTypes.Type(value = ChangeFrame.ReactionAdded.class, name = "reaction_added"),
    @JsonSubTypes.Type(value = ChangeFrame.ReactionRemoved.class, name = "reaction_removed"),
    @JsonSubTypes.Type(value = ChangeFrame.ReadReceipt.class, name = "read_receipt"),
    @JsonSubTypes.Type(value = ChangeFrame.Created.class, name = "conversation_created"),
    @JsonSubTypes.Type(value = ChangeFrame.Renamed.class, name = "conversation_renamed"),
    @JsonSubTypes.Type(value = ChangeFrame.MemberAdded.class, name = "member_added"),
    @JsonSubTypes.Type(value = ChangeFrame.MemberRemoved.class, name = "member_removed"),
    @JsonSubTypes.Type(value = ChangeFrame.RoleChanged.class, name = "member_role_changed")
})
public sealed interface ChangeFrame {
    long revision();

    /// A message: new, or a tombstone where it has been deleted since.
    record Posted(String conversationId, long revision, MessageView message) implements ChangeFrame {}

    record Edited(String conversationId, long revision, MessageView message) implements ChangeFrame {}

    /// @param userId who deleted it
    record Deleted(
            String conversationId,
            long revision,
            String messageId,
            long sequenceNumber,
            String userId,
            Instant timestamp)
            implements ChangeFrame {}

    record ReactionAdded(
            String conversationId, long revision, String messageId, String userId, String emoji, Instant timestamp)
            implements ChangeFrame {}

    record ReactionRemoved(
            String conversationId,
            long revision,
            String messageId,
            String userId,
            List<String> emojis,
            Instant timestamp)
            implements ChangeFrame {}

    /// @param sequenceNumber everything up to there has been read
    record ReadReceipt(String conversationId, long revision, String userId, long sequenceNumber, Instant timestamp)
            implements ChangeFrame {}

    record Created(String conversationId, long revision, String userId, Instant timestamp) implements ChangeFrame {}

    record Renamed(
            String conversationId, long revision, @Nullable String name, String userId, Instant timestamp)
            implements ChangeFrame {}

    record MemberAdded(String conversationId, long revision, String userId, String role, String byId, Instant timestamp)
            implements ChangeFrame {}

    /// @param successorId the new owner, where the owner has left
    record MemberRemoved(
            String conversationId,
            long revision,
            String userId,
            String byId,
            @JsonInclude(Include.NON_NULL) @Nullable String successorId,
            Instant timestamp)
            implements ChangeFrame {}

    record RoleChanged(String conversationId, long revision, String userId, String role, String byId, Instant timestamp)
            implements ChangeFrame {}

    /// @param keys the data keys of those who sealed something in it, as far as they still exist
    static ChangeFrame of(Map<UserId, DataKey> keys, ConversationIds ids, ConversationId conversation, Change change) {
        var id = conversation.value();
        var revision = change.revision();
        return switch (change.shown()) {
            case ConversationChanges.Posted(var message) ->
                new Posted(id, revision, MessageView.of(keys, ids, conversation, message));
            case ConversationChanges.Edited(var message) ->
                new Edited(id, revision, MessageView.of(keys, ids, conversation, message));
            case ConversationChanges.Deleted(var number, var by, var at) ->
                new Deleted(id, revision, message(ids, conversation, number), number, by.value(), at);
            case ConversationChanges.Reacted(var number, var user, var emoji, var at) ->
                new ReactionAdded(id, revision, message(ids, conversation, number), user.value(), emoji, at);
            case ConversationChanges.Withdrawn(var number, var user, var emojis, var at) ->
                new ReactionRemoved(id, revision, message(ids, conversation, number), user.value(), emojis, at);
            case ConversationChanges.Read(var user, var upTo, var at) ->
                new ReadReceipt(id, revision, user.value(), upTo, at);
            case ConversationChanges.Named(var name, var at) ->
                new Renamed(
                        id,
                        revision,
                        Optional.ofNullable(keys.get(name.by()))
                                .map(key -> MessageSealing.openName(key, conversation, name))
                                .orElse(null),
                        name.by().value(),
                        at);
            case ConversationChanges.OfMembers members -> of(id, revision, members);
        };
    }

    private static ChangeFrame of(String id, long revision, ConversationChanges.OfMembers members) {
        return switch (members) {
            case ConversationChanges.Opened(var by, var at) -> new Created(id, revision, by.value(), at);
            case ConversationChanges.Joined(var user, var role, var by, var at) ->
                new MemberAdded(id, revision, user.value(), nameOf(role), by.value(), at);
            case ConversationChanges.Left(var user, var by, var successor, var at) ->
                new MemberRemoved(
                        id, revision, user.value(), by.value(), successor == null ? null : successor.value(), at);
            case ConversationChanges.RoleGiven(var user, var role, var by, var at) ->
                new RoleChanged(id, revision, user.value(), nameOf(role), by.value(), at);
        };
    }

    private static String message(ConversationIds ids, ConversationId conversation, long sequenceNumber) {
        return ids.message(conversation, sequenceNumber).value();
    }

    private static String nameOf(Role role) {
        return role.name().toLowerCase(Locale.ROOT);
    }
}
