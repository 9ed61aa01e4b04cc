package social.nova.protocols.conversation;

import akka.actor.typed.ActorRef;
import akka.pattern.StatusReply;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;
import social.nova.protocols.common.Answerable;
import social.nova.protocols.common.NovaSerializable;
import social.nova.protocols.common.Repeatable;
import social.nova.protocols.common.UserId;
import social.nova.protocols.conversation.Conversation.GroupName;
import social.nova.protocols.conversation.Conversation.Message;
import social.nova.protocols.conversation.ConversationMembers.Blocked;
import social.nova.protocols.conversation.ConversationMembers.MemberAdded;
import social.nova.protocols.conversation.ConversationMembers.MemberErased;
import social.nova.protocols.conversation.ConversationMembers.MemberRemoved;
import social.nova.protocols.conversation.ConversationMembers.ReadMarked;
import social.nova.protocols.conversation.ConversationMembers.Renamed;
import social.nova.protocols.conversation.ConversationMembers.Role;
import social.nova.protocols.conversation.ConversationMembers.RoleChanged;
import social.nova.protocols.conversation.ConversationMembers.Unblocked;
import social.nova.protocols.conversation.ConversationMessages.MessageDeleted;
import social.nova.protocols.conversation.ConversationMessages.MessageEdited;
import social.nova.protocols.conversation.ConversationMessages.MessageSent;
import social.nova.protocols.conversation.ConversationReactions.ReactionAdded;
import social.nova.protocols.conversation.ConversationReactions.ReactionsRemoved;

/// What happened in a conversation, by revision, as its members are shown it.
///
/// A change is told with the message as it stands: what has been deleted since is a tombstone from the beginning.
public interface ConversationChanges {
    sealed interface Command extends Conversation.Command {}

    /// What happened after a position, as far as the entity remembers it. The rest is in the journal.
    ///
    /// @param evenIfRemoved whether a reader who has been removed is given what came up to then, for a socket that
    ///     was open meanwhile and lacks some of it; else, and where that is all there already, they are refused
    record GetChanges(
            UserId reader, Position after, int limit, boolean evenIfRemoved, ActorRef<StatusReply<Changes>> replyTo)
            implements Command, Answerable<Changes>, Repeatable {}

    /// How far somebody has a conversation.
    ///
    /// @param sequenceNumber of the newest message they have, 0 for none
    /// @param revision up to which they have everything; below 0 it is that of the message
    record Position(long sequenceNumber, long revision) {
        public static Position of(long revision) {
            return new Position(0, revision);
        }

        public boolean isByMessage() {
            return revision < 0;
        }
    }

    /// @param after the revision of the position; below 0 where it names a message that only the table knows
    /// @param from everything that is shown above this revision is here; what lies between `after` and it is not
    /// @param upTo the revision up to which everything is here; the same as `head` if the limit left nothing out
    /// @param head the newest revision; where the reader has been removed the one by which they were
    /// @param lastSequenceNumber of the newest message; 0 where the reader has been removed
    /// @param since the reader sees nothing of messages up to this one
    /// @param hidesReads whether nobody is told how far others have read; nodes of earlier releases do not say
    /// @param removed whether the reader is no member any more; nodes of earlier releases do not say
    /// @param changes ascending
    record Changes(
            long after,
            long from,
            long upTo,
            long head,
            long lastSequenceNumber,
            long since,
            boolean hidesReads,
            boolean removed,
            List<Change> changes)
            implements NovaSerializable {
        /// For a member, where everybody is told how far others have read.
        public Changes(
                long after,
                long from,
                long upTo,
                long head,
                long lastSequenceNumber,
                long since,
                List<Change> changes) {
            this(after, from, upTo, head, lastSequenceNumber, since, false, false, changes);
        }
    }

    /// @param follows the revision of the change that was told before it: who has that has everything before this one
    record Change(long revision, long follows, Shown shown) {}

    @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "shown")
    @JsonSubTypes({
        @JsonSubTypes.Type(value = Opened.class, name = "opened"),
        @JsonSubTypes.Type(value = Posted.class, name = "posted"),
        @JsonSubTypes.Type(value = Edited.class, name = "edited"),
        @JsonSubTypes.Type(value = Deleted.class, name = "deleted"),
        @JsonSubTypes.Type(value = Reacted.class, name = "reacted"),
        @JsonSubTypes.Type(value = Withdrawn.class, name = "withdrawn"),
        @JsonSubTypes.Type(value = Read.class, name = "read"),
        @JsonSubTypes.Type(value = Joined.class, name = "joined"),
        @JsonSubTypes.Type(value = Left.class, name = "left"),
        @JsonSubTypes.Type(value = RoleGiven.class, name = "role"),
        @JsonSubTypes.Type(value = Named.class, name = "named")
    })
    sealed interface Shown {
        /// The message that it is about; 0 if it is about none.
        default long sequenceNumber() {
            return 0;
        }
    }

    /// What of an event is shown: nothing of a block, and nothing where the message it is about is not known.
    ///
    /// @param messages as they stand, by their sequence numbers
    static Optional<Shown> shown(Conversation.Event event, LongFunction<Optional<Message>> messages) {
        return switch (event) {
            case MessageSent sent -> messages.apply(sent.sequenceNumber()).map(Posted::new);
            case MessageEdited edited -> messages.apply(edited.sequenceNumber()).map(Edited::new);
            case MessageDeleted deleted ->
                Optional.of(new Deleted(deleted.sequenceNumber(), deleted.by(), deleted.at()));
            case ReactionAdded added ->
                Optional.of(new Reacted(added.sequenceNumber(), added.user(), added.emoji(), added.at()));
            case ReactionsRemoved removed ->
                Optional.of(new Withdrawn(removed.sequenceNumber(), removed.user(), removed.emojis(), removed.at()));
            case ConversationMembers.Opened opened -> Optional.of(new Opened(opened.creator(), opened.at()));
            case MemberAdded added -> Optional.of(new Joined(added.user(), added.role(), added.by(), added.at()));
            case MemberRemoved removed ->
                Optional.of(new Left(removed.user(), removed.by(), removed.successor(), removed.at()));
            case RoleChanged changed ->
                Optional.of(new RoleGiven(changed.user(), changed.role(), changed.by(), changed.at()));
            case Renamed renamed -> Optional.of(new Named(renamed.name(), renamed.at()));
            case ReadMarked marked -> Optional.of(new Read(marked.user(), marked.sequenceNumber(), marked.at()));
            case Blocked _, Unblocked _, MemberErased _ -> Optional.empty();
        };
    }

    /// Who is in it, and who may do what.
    sealed interface OfMembers extends Shown {}

    /// The conversation is there.
    record Opened(UserId by, Instant at) implements OfMembers {}

    record Posted(Message message) implements Shown {
        @Override
        public long sequenceNumber() {
            return message.sequenceNumber();
        }
    }

    record Edited(Message message) implements Shown {
        @Override
        public long sequenceNumber() {
            return message.sequenceNumber();
        }
    }

    record Deleted(long sequenceNumber, UserId by, Instant at) implements Shown {}

    record Reacted(long sequenceNumber, UserId user, String emoji, Instant at) implements Shown {}

    record Withdrawn(long sequenceNumber, UserId user, List<String> emojis, Instant at) implements Shown {}

    /// Not about a message: it may be one that the reader does not see.
    record Read(UserId user, long upTo, Instant at) implements Shown {}

    record Joined(UserId user, Role role, UserId by, Instant at) implements OfMembers {}

    record Left(UserId user, UserId by, @Nullable UserId successor, Instant at) implements OfMembers {}

    record RoleGiven(UserId user, Role role, UserId by, Instant at) implements OfMembers {}

    record Named(GroupName name, Instant at) implements Shown {}
}
