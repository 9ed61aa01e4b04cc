package social.nova.cluster.conversation;

import java.time.Instant;
import social.nova.protocols.common.ErrorCode;
import social.nova.protocols.common.UserId;
import social.nova.protocols.conversation.Conversation.Event;
import social.nova.protocols.conversation.ConversationMembers;
import social.nova.protocols.conversation.ConversationMembers.AddMember;
import social.nova.protocols.conversation.ConversationMembers.ChangeRole;
import social.nova.protocols.conversation.ConversationMembers.GroupCommand;
import social.nova.protocols.conversation.ConversationMembers.MemberAdded;
import social.nova.protocols.conversation.ConversationMembers.MemberRemoved;
import social.nova.protocols.conversation.ConversationMembers.RemoveMember;
import social.nova.protocols.conversation.ConversationMembers.Rename;
import social.nova.protocols.conversation.ConversationMembers.Renamed;
import social.nova.protocols.conversation.ConversationMembers.Role;
import social.nova.protocols.conversation.ConversationMembers.RoleChanged;

/// Who may do what in a group. Whoever asks is a member; in a direct conversation nobody may do any of this.
///
/// | | owner | admin | member |
/// |---|---|---|---|
/// | rename, add members | yes | yes | no |
/// | add admins | yes | no | no |
/// | remove | everybody | members | no |
/// | make admins, and members of admins | yes | oneself a member | no |
/// | hand ownership over | yes | no | no |
/// | leave | yes | yes | yes |
final class GroupRules {
    private GroupRules() {}

    static Decision decide(ConversationState state, GroupCommand change, Instant now) {
        if (!state.isGroup()) {
            return refused(ErrorCode.FORBIDDEN);
        }
        return switch (change) {
            case AddMember add -> add(state, add, now);
            case RemoveMember remove -> remove(state, remove, now);
            case ChangeRole role -> changeRole(state, role, now);
            case Rename rename -> rename(state, rename, now);
        };
    }

    private static Decision add(ConversationState state, AddMember add, Instant now) {
        if (!isAbove(role(state, add.by()), add.role())) {
            return refused(ErrorCode.FORBIDDEN);
        }
        if (state.hasMember(add.user())) {
            return role(state, add.user()) == add.role() ? new Decision.IsSo() : refused(ErrorCode.CONFLICT);
        }
        return state.roster().size() >= ConversationMembers.MAX_MEMBERS
                ? refused(ErrorCode.CONFLICT)
                : happens(new MemberAdded(state.nextRevision(), add.user(), add.role(), add.by(), now));
    }

    private static Decision remove(ConversationState state, RemoveMember remove, Instant now) {
        var leaves = remove.user().equals(remove.by());
        if (!leaves && !state.isLedBy(remove.by())) {
            return refused(ErrorCode.FORBIDDEN);
        }
        if (!state.hasMember(remove.user())) {
            return new Decision.IsSo();
        }
        if (!leaves && !isAbove(role(state, remove.by()), role(state, remove.user()))) {
            return refused(ErrorCode.FORBIDDEN);
        }
        var successor = state.roster().successorOf(remove.user()).orElse(null);
        return happens(new MemberRemoved(state.nextRevision(), remove.user(), remove.by(), successor, now));
    }

    private static Decision changeRole(ConversationState state, ChangeRole change, Instant now) {
        if (!state.isLedBy(change.by())) {
            return refused(ErrorCode.FORBIDDEN);
        }
        if (!state.hasMember(change.user())) {
            return refused(ErrorCode.USER_NOT_FOUND);
        }
        var current = role(state, change.user());
        if (current == change.role()) {
            return new Decision.IsSo();
        }
        var oneself = change.user().equals(change.by());
        var may = oneself
                ? current == Role.ADMIN && change.role() == Role.MEMBER
                : role(state, change.by()) == Role.OWNER;
        return may
                ? happens(new RoleChanged(state.nextRevision(), change.user(), change.role(), change.by(), now))
                : refused(ErrorCode.FORBIDDEN);
    }

    private static Decision rename(ConversationState state, Rename rename, Instant now) {
        if (!state.isLedBy(rename.by())) {
            return refused(ErrorCode.FORBIDDEN);
        }
        // Sealing never gives the same twice: this is the same command, told again.
        return rename.name().equals(state.name())
                ? new Decision.IsSo()
                : happens(new Renamed(state.nextRevision(), rename.name(), now));
    }

    private static Role role(ConversationState state, UserId user) {
        return state.member(user).map(Member::role).orElse(Role.MEMBER);
    }

    // The roles are declared from the highest to the lowest.
    private static boolean isAbove(Role role, Role other) {
        return role.compareTo(other) < 0;
    }

    private static Decision happens(Event event) {
        return new Decision.Happens(event);
    }

    private static Decision refused(ErrorCode code) {
        return new Decision.Refused(code);
    }
}
