package social.nova.protocols.event;

import com.fasterxml.jackson.annotation.JsonTypeName;
import social.nova.protocols.common.UserId;
import social.nova.protocols.conversation.Conversation;
import social.nova.protocols.conversation.ConversationId;
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
}
