package social.nova.protocols.event;

import com.fasterxml.jackson.annotation.JsonTypeName;
import java.util.List;
import org.jspecify.annotations.Nullable;
import social.nova.protocols.common.UserId;
import social.nova.protocols.conversation.Conversation.ConversationType;
import social.nova.protocols.conversation.Conversation.Encryption;
import social.nova.protocols.conversation.ConversationMembers.Role;
import social.nova.protocols.conversation.MessageId;
import social.nova.protocols.user.IdentityProvider;

/// One event of the journal without its secrets: the `data` of records in `cdc`.
///
/// Named as in the journal. Which entity it is of, its revision and its time are in the [Envelope]. What
/// somebody wrote is not here, sealed or not: who may read it asks Nova for the message.
public sealed interface JournalChange {

    @JsonTypeName("conversation.opened")
    record ConversationOpened(ConversationType conversationType, UserId creatorId, List<UserId> memberIds)
            implements JournalChange {}

    @JsonTypeName("conversation.message-sent")
    record MessageSent(MessageId messageId, long sequenceNumber, UserId senderId, Encryption encryption)
            implements JournalChange {}

    @JsonTypeName("conversation.message-edited")
    record MessageEdited(long sequenceNumber, Encryption encryption) implements JournalChange {}

    /// @param byId its sender or, in a group, who leads it
    @JsonTypeName("conversation.message-deleted")
    record MessageDeleted(long sequenceNumber, UserId byId) implements JournalChange {}

    @JsonTypeName("conversation.reaction-added")
    record ReactionAdded(long sequenceNumber, UserId userId) implements JournalChange {}

    @JsonTypeName("conversation.reactions-removed")
    record ReactionsRemoved(long sequenceNumber, UserId userId) implements JournalChange {}

    @JsonTypeName("conversation.member-added")
    record MemberAdded(UserId userId, Role role, UserId byId) implements JournalChange {}

    /// @param byId the user themself for who has left
    /// @param successorId who is the owner from now on, if the owner has left and somebody is left
    @JsonTypeName("conversation.member-removed")
    record MemberRemoved(
            UserId userId, UserId byId, @Nullable UserId successorId) implements JournalChange {}

    /// Where the new role is `OWNER`, the one who gave it is an admin from now on.
    @JsonTypeName("conversation.role-changed")
    record RoleChanged(UserId userId, Role role, UserId byId) implements JournalChange {}

    @JsonTypeName("conversation.renamed")
    record ConversationRenamed(UserId byId) implements JournalChange {}

    /// A member has read everything up to this message.
    @JsonTypeName("conversation.read-marked")
    record ReadMarked(UserId userId, long sequenceNumber) implements JournalChange {}

    /// One of the pair of a direct conversation blocks the other: no messages are accepted.
    @JsonTypeName("conversation.blocked")
    record ConversationBlocked(UserId blockerId) implements JournalChange {}

    @JsonTypeName("conversation.unblocked")
    record ConversationUnblocked(UserId blockerId) implements JournalChange {}

    /// One of the pair of a direct conversation has been erased: no messages are accepted.
    @JsonTypeName("conversation.member-erased")
    record MemberErased(UserId userId) implements JournalChange {}

    /// The user's entity has registered; the account counts once `account.registered` is in `nova-events`.
    @JsonTypeName("user.registered")
    record UserRegistered() implements JournalChange {}

    @JsonTypeName("user.reservation-voided")
    record ReservationVoided() implements JournalChange {}

    @JsonTypeName("user.email-verified")
    record EmailVerified() implements JournalChange {}

    @JsonTypeName("user.taken-over")
    record TakenOver() implements JournalChange {}

    /// The user is gone, and with them everything that could be read of them.
    @JsonTypeName("user.erased")
    record UserErased() implements JournalChange {}

    @JsonTypeName("user.email-changed")
    record EmailChanged() implements JournalChange {}

    @JsonTypeName("user.password-changed")
    record PasswordChanged() implements JournalChange {}

    /// The same password is kept by a hash that costs more.
    @JsonTypeName("user.password-hash-renewed")
    record PasswordHashRenewed() implements JournalChange {}

    /// Somebody logged in.
    @JsonTypeName("user.session-opened")
    record SessionOpened() implements JournalChange {}

    /// A login session got its next refresh token.
    @JsonTypeName("user.session-refreshed")
    record SessionRefreshed() implements JournalChange {}

    /// So many login sessions have ended.
    @JsonTypeName("user.sessions-ended")
    record SessionsEnded(int sessions) implements JournalChange {}

    /// Somebody changed what they tell of themselves, or who may see it.
    @JsonTypeName("user.profile-changed")
    record ProfileChanged() implements JournalChange {}

    /// Others encrypt for this user with another key from now on.
    @JsonTypeName("user.public-key-changed")
    record PublicKeyChanged() implements JournalChange {}

    /// Not in force yet.
    @JsonTypeName("user.second-factor-offered")
    record SecondFactorOffered() implements JournalChange {}

    @JsonTypeName("user.second-factor-enabled")
    record SecondFactorEnabled() implements JournalChange {}

    @JsonTypeName("user.second-factor-disabled")
    record SecondFactorDisabled() implements JournalChange {}

    @JsonTypeName("user.backup-codes-renewed")
    record BackupCodesRenewed() implements JournalChange {}

    /// Somebody who needs a code has shown the right password.
    @JsonTypeName("user.challenge-begun")
    record ChallengeBegun() implements JournalChange {}

    @JsonTypeName("user.challenge-passed")
    record ChallengePassed() implements JournalChange {}

    @JsonTypeName("user.challenges-ended")
    record ChallengesEnded() implements JournalChange {}

    @JsonTypeName("user.code-refused")
    record CodeRefused() implements JournalChange {}

    @JsonTypeName("user.provider-linked")
    record ProviderLinked(IdentityProvider provider) implements JournalChange {}

    @JsonTypeName("user.provider-unlinked")
    record ProviderUnlinked(IdentityProvider provider) implements JournalChange {}
}
