package social.nova.protocols.conversation;

import akka.Done;
import akka.actor.typed.ActorRef;
import akka.pattern.StatusReply;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import com.fasterxml.jackson.annotation.JsonTypeName;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import social.nova.protocols.common.Answerable;
import social.nova.protocols.common.NovaSerializable;
import social.nova.protocols.common.Repeatable;
import social.nova.protocols.common.UserId;
import social.nova.protocols.conversation.Conversation.ConversationType;
import social.nova.protocols.conversation.Conversation.GroupName;
import social.nova.protocols.conversation.Conversation.Message;
import social.nova.protocols.conversation.Conversation.Overview;
import social.nova.protocols.conversation.ConversationMessages.IdempotencyKey;

/// Who is in a conversation, and how far each has read.
public interface ConversationMembers {
    int MAX_MEMBERS = 1_000;

    sealed interface Command extends Conversation.Command {}

    /// Opens the conversation, or answers what is there when it is open already. One that is there of other members, or
    /// by another key, is refused as a conflict.
    ///
    /// @param name what a group is called; nothing for a direct conversation
    /// @param members for a direct conversation the two it is between; the creator is always among them
    /// @param key of the creator's own, which the conversation's id is made of
    record Open(
            ConversationType type,
            @Nullable GroupName name,
            UserId creator,
            List<UserId> members,
            @Nullable IdempotencyKey key,
            ActorRef<StatusReply<Overview>> replyTo)
            implements Command, Answerable<Overview>, Repeatable {
        /// A direct conversation.
        public Open(UserId creator, List<UserId> pair, ActorRef<StatusReply<Overview>> replyTo) {
            this(ConversationType.DIRECT, null, creator, pair, replyTo);
        }

        /// A conversation that nobody has named by a key.
        public Open(
                ConversationType type,
                @Nullable GroupName name,
                UserId creator,
                List<UserId> members,
                ActorRef<StatusReply<Overview>> replyTo) {
            this(type, name, creator, members, null, replyTo);
        }
    }

    record GetOverview(UserId reader, ActorRef<StatusReply<Overview>> replyTo)
            implements Command, Answerable<Overview>, Repeatable {}

    /// What is shown of it in a list.
    record GetSummary(UserId reader, ActorRef<StatusReply<Summary>> replyTo)
            implements Command, Answerable<Summary>, Repeatable {}

    /// One of the pair of a direct conversation blocks the other, or does so no longer: while either does, nobody's
    /// messages are accepted. Also told to a conversation that nobody has opened yet. Answered when durable.
    ///
    /// @param change of one blocker, only the highest counts: what is told late or again changes nothing
    record SetBlock(UserId blocker, boolean blocked, long change, ActorRef<StatusReply<Done>> replyTo)
            implements Command, Answerable<Done>, Repeatable {}

    /// One of the pair of a direct conversation has been erased, for ever: it stays to be read, and nobody can say
    /// anything more to them. Refused as forbidden by groups, which are left instead. Answered when durable.
    record NoteErasure(UserId user, ActorRef<StatusReply<Done>> replyTo)
            implements Command, Answerable<Done>, Repeatable {}

    /// A member has read everything up to a message. What was read once stays read. In groups of more than 50 it
    /// may be answered up to five seconds before it is durable.
    ///
    /// @param sequenceNumber of that message; above the newest it is the newest
    record MarkRead(UserId reader, long sequenceNumber, ActorRef<StatusReply<Done>> replyTo)
            implements Command, Answerable<Done>, Repeatable {}

    // --- Groups ---

    /// A command that changes who is in a group, or what it is called.
    sealed interface GroupCommand extends Command, Answerable<Changed>, Repeatable
            permits AddMember, RemoveMember, ChangeRole, Rename {
        /// Who wants it.
        UserId by();
    }

    /// Only the owner adds admins, and nobody a second owner.
    record AddMember(UserId by, UserId user, Role role, ActorRef<StatusReply<Changed>> replyTo)
            implements GroupCommand {}

    /// Also oneself: leaving. The last owner's leaving makes the oldest admin the owner, or else the oldest member.
    record RemoveMember(UserId by, UserId user, ActorRef<StatusReply<Changed>> replyTo) implements GroupCommand {
        // Who has left is no member any more, and would be told that.
        @Override
        public boolean mayBeRepeated() {
            return !by.equals(user);
        }
    }

    /// @param role [Role#OWNER] hands ownership over
    record ChangeRole(UserId by, UserId user, Role role, ActorRef<StatusReply<Changed>> replyTo)
            implements GroupCommand {
        // Who has handed ownership over may not do so any more.
        @Override
        public boolean mayBeRepeated() {
            return role != Role.OWNER;
        }
    }

    record Rename(UserId by, GroupName name, ActorRef<StatusReply<Changed>> replyTo) implements GroupCommand {}

    record GetMembers(UserId reader, ActorRef<StatusReply<Members>> replyTo)
            implements Command, Answerable<Members>, Repeatable {}

    sealed interface Event extends Conversation.Event {}

    /// What a member may do beside reading and writing. In a direct conversation both are members.
    enum Role {
        OWNER,
        ADMIN,
        MEMBER
    }

    @JsonTypeName("conversation.opened")
    record Opened(
            long revision,
            ConversationType type,
            UserId creator,
            List<UserId> members,
            Instant at,
            @JsonInclude(Include.NON_NULL) @Nullable GroupName name,
            @JsonInclude(Include.NON_NULL) @Nullable IdempotencyKey key)
            implements Event {
        /// A conversation that nobody has named by a key.
        public Opened(
                long revision,
                ConversationType type,
                UserId creator,
                List<UserId> members,
                Instant at,
                @Nullable GroupName name) {
            this(revision, type, creator, members, at, name, null);
        }

        /// A conversation without a name.
        public Opened(long revision, ConversationType type, UserId creator, List<UserId> members, Instant at) {
            this(revision, type, creator, members, at, null);
        }
    }

    /// They see messages from here on.
    @JsonTypeName("conversation.member-added")
    record MemberAdded(long revision, UserId user, Role role, UserId by, Instant at) implements Event {}

    /// @param by oneself for who has left
    /// @param successor who is the owner from now on, if the owner has left and somebody is left
    @JsonTypeName("conversation.member-removed")
    record MemberRemoved(
            long revision, UserId user, UserId by, @Nullable UserId successor, Instant at) implements Event {}

    /// Where the new role is [Role#OWNER], the one who gave it is an admin from now on.
    @JsonTypeName("conversation.role-changed")
    record RoleChanged(long revision, UserId user, Role role, UserId by, Instant at) implements Event {}

    @JsonTypeName("conversation.renamed")
    record Renamed(long revision, GroupName name, Instant at) implements Event {}

    @JsonTypeName("conversation.blocked")
    record Blocked(long revision, UserId blocker, long change, Instant at) implements Event {}

    @JsonTypeName("conversation.unblocked")
    record Unblocked(long revision, UserId blocker, long change, Instant at) implements Event {}

    /// Of a direct conversation.
    @JsonTypeName("conversation.member-erased")
    record MemberErased(long revision, UserId user, Instant at) implements Event {}

    @JsonTypeName("conversation.read-marked")
    record ReadMarked(long revision, UserId user, long sequenceNumber, Instant at) implements Event {}

    /// @param last the newest message that the reader may see
    /// @param members some of them: those who have been there longest
    record Summary(Overview overview, @Nullable Message last, List<UserId> members) implements NovaSerializable {}

    /// @param revision from which on it is so
    record Changed(long revision) implements NovaSerializable {}

    /// In the order they came.
    record Members(List<Membership> members) implements NovaSerializable {}

    /// @param read everything up to this message has been read
    record Membership(UserId user, Role role, long read) {}
}
