package social.nova.protocols.event;

import com.fasterxml.jackson.annotation.JsonTypeName;
import social.nova.protocols.common.UserId;
import social.nova.protocols.conversation.Conversation;
import social.nova.protocols.conversation.ConversationId;
import social.nova.protocols.user.Role;
import social.nova.protocols.user.User;

/// What happened, in the language of the product: the `data` of records in `nova-events`.
public sealed interface DomainEvent {

    EventId id();

    /// Kind and id of what it happened to, as [Envelope#entity] says.
    String entity();

    /// There is a new account; its address may not be verified yet.
    @JsonTypeName("account.registered")
    record AccountRegistered(UserId userId) implements DomainEvent {
        @Override
        public EventId id() {
            return EventId.of("account.registered", userId.value());
        }

        @Override
        public String entity() {
            return User.TYPE_KEY.name() + "|" + userId;
        }
    }

    /// An account was deleted: whatever else was kept of the user is to be deleted, too.
    @JsonTypeName("account.erased")
    record AccountErased(UserId userId) implements DomainEvent {
        @Override
        public EventId id() {
            return EventId.of("account.erased", userId.value());
        }

        @Override
        public String entity() {
            return User.TYPE_KEY.name() + "|" + userId;
        }
    }

    /// Somebody may do more than before, or less.
    ///
    /// @param revision counts the changes of this user's role, from 1
    @JsonTypeName("account.role-changed")
    record RoleChanged(UserId userId, Role role, long revision) implements DomainEvent {
        @Override
        public EventId id() {
            return EventId.of("account.role-changed", userId.value(), Long.toString(revision));
        }

        @Override
        public String entity() {
            return User.TYPE_KEY.name() + "|" + userId;
        }
    }

    /// A user is in a conversation from now on. Opening a conversation tells it of each of its first members.
    ///
    /// @param revision the revision of the conversation that let the user in
    @JsonTypeName("conversation.member-joined")
    record MemberJoined(ConversationId conversationId, UserId userId, long revision) implements DomainEvent {
        @Override
        public EventId id() {
            return EventId.of(
                    "conversation.member-joined", conversationId.value(), userId.value(), Long.toString(revision));
        }

        @Override
        public String entity() {
            return Conversation.TYPE_KEY.name() + "|" + conversationId;
        }
    }

    /// A user is not in a conversation any more: has left, was removed, or has been erased.
    ///
    /// @param revision the revision of the conversation at which that was so; of one user in one conversation, the
    ///     highest revision of this and of [MemberJoined] counts
    @JsonTypeName("conversation.member-left")
    record MemberLeft(ConversationId conversationId, UserId userId, long revision) implements DomainEvent {
        @Override
        public EventId id() {
            return EventId.of(
                    "conversation.member-left", conversationId.value(), userId.value(), Long.toString(revision));
        }

        @Override
        public String entity() {
            return Conversation.TYPE_KEY.name() + "|" + conversationId;
        }
    }

    // --- Between two users ---
    //
    // `change` numbers what happens between them: of one pair, what came later has the higher number.

    /// Somebody follows a user from now on: at once, or because a request was accepted.
    @JsonTypeName("user.followed")
    record Followed(UserId followerId, UserId followeeId, long change) implements DomainEvent {
        @Override
        public EventId id() {
            return EventId.of("user.followed", followerId.value(), followeeId.value(), Long.toString(change));
        }

        @Override
        public String entity() {
            return User.TYPE_KEY.name() + "|" + followerId;
        }
    }

    /// Somebody follows a user no longer, for whatever reason: a block ends follows, too.
    @JsonTypeName("user.unfollowed")
    record Unfollowed(UserId followerId, UserId followeeId, long change) implements DomainEvent {
        @Override
        public EventId id() {
            return EventId.of("user.unfollowed", followerId.value(), followeeId.value(), Long.toString(change));
        }

        @Override
        public String entity() {
            return User.TYPE_KEY.name() + "|" + followerId;
        }
    }

    /// Somebody asks a private account to be let in.
    @JsonTypeName("user.follow-requested")
    record FollowRequested(UserId followerId, UserId followeeId, long change) implements DomainEvent {
        @Override
        public EventId id() {
            return EventId.of("user.follow-requested", followerId.value(), followeeId.value(), Long.toString(change));
        }

        @Override
        public String entity() {
            return User.TYPE_KEY.name() + "|" + followerId;
        }
    }

    /// A request was withdrawn, declined, or ended by a block. One that was accepted is `user.followed`.
    @JsonTypeName("user.follow-request-ended")
    record FollowRequestEnded(UserId followerId, UserId followeeId, long change) implements DomainEvent {
        @Override
        public EventId id() {
            return EventId.of(
                    "user.follow-request-ended", followerId.value(), followeeId.value(), Long.toString(change));
        }

        @Override
        public String entity() {
            return User.TYPE_KEY.name() + "|" + followerId;
        }
    }

    @JsonTypeName("user.blocked")
    record Blocked(UserId blockerId, UserId blockedId, long change) implements DomainEvent {
        @Override
        public EventId id() {
            return EventId.of("user.blocked", blockerId.value(), blockedId.value(), Long.toString(change));
        }

        @Override
        public String entity() {
            return User.TYPE_KEY.name() + "|" + blockerId;
        }
    }

    @JsonTypeName("user.unblocked")
    record Unblocked(UserId blockerId, UserId blockedId, long change) implements DomainEvent {
        @Override
        public EventId id() {
            return EventId.of("user.unblocked", blockerId.value(), blockedId.value(), Long.toString(change));
        }

        @Override
        public String entity() {
            return User.TYPE_KEY.name() + "|" + blockerId;
        }
    }

    /// Only the muter may ever hear of it.
    @JsonTypeName("user.muted")
    record Muted(UserId muterId, UserId mutedId, long change) implements DomainEvent {
        @Override
        public EventId id() {
            return EventId.of("user.muted", muterId.value(), mutedId.value(), Long.toString(change));
        }

        @Override
        public String entity() {
            return User.TYPE_KEY.name() + "|" + muterId;
        }
    }

    @JsonTypeName("user.unmuted")
    record Unmuted(UserId muterId, UserId mutedId, long change) implements DomainEvent {
        @Override
        public EventId id() {
            return EventId.of("user.unmuted", muterId.value(), mutedId.value(), Long.toString(change));
        }

        @Override
        public String entity() {
            return User.TYPE_KEY.name() + "|" + muterId;
        }
    }
}
