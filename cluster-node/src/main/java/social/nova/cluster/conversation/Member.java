package social.nova.cluster.conversation;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import social.nova.protocols.conversation.ConversationMembers.Role;

/// What a conversation remembers of a member.
///
/// @param joined the revision by which they came
/// @param since they see only messages above this number
/// @param read they have read everything up to this number, or written it themselves
record Member(
        Role role,
        long joined,
        @JsonInclude(Include.NON_DEFAULT) long since,
        @JsonInclude(Include.NON_DEFAULT) long read) {
    /// Was there at the opening, and is nobody.
    static final Member WHO_SEES_ALL = new Member(Role.MEMBER, 1, 0, 0);

    Member with(Role other) {
        return new Member(other, joined, since, read);
    }

    Member hasRead(long sequenceNumber) {
        return sequenceNumber > read ? new Member(role, joined, since, sequenceNumber) : this;
    }
}
