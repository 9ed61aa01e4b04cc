package social.nova.cluster.conversation;

import com.fasterxml.jackson.annotation.JsonAutoDetect;
import com.fasterxml.jackson.annotation.JsonAutoDetect.Visibility;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import social.nova.protocols.common.UserId;
import social.nova.protocols.conversation.Conversation.ConversationType;
import social.nova.protocols.conversation.ConversationMembers.MemberAdded;
import social.nova.protocols.conversation.ConversationMembers.MemberRemoved;
import social.nova.protocols.conversation.ConversationMembers.Membership;
import social.nova.protocols.conversation.ConversationMembers.Opened;
import social.nova.protocols.conversation.ConversationMembers.Role;
import social.nova.protocols.conversation.ConversationMembers.RoleChanged;

/// The members of a conversation, in the order they came.
@JsonAutoDetect(
        fieldVisibility = Visibility.ANY,
        getterVisibility = Visibility.NONE,
        isGetterVisibility = Visibility.NONE)
final class Roster {
    /// Of those who went, so many are remembered: the last. Whoever is not is refused what they may have missed.
    static final int MOST_DEPARTED = 100;

    // Not there in snapshots of earlier releases, in which whoever was there at the opening still is.
    private @Nullable LinkedHashMap<UserId, Member> members;

    @JsonInclude(Include.NON_EMPTY)
    private LinkedHashMap<UserId, Departed> departed = new LinkedHashMap<>();

    void open(Opened opened) {
        var first = new LinkedHashMap<UserId, Member>();
        for (var user : opened.members()) {
            var owns = opened.type() == ConversationType.GROUP && user.equals(opened.creator());
            first.put(user, new Member(owns ? Role.OWNER : Role.MEMBER, opened.revision(), 0, 0));
        }
        members = first;
    }

    boolean isKnown() {
        return members != null;
    }

    List<UserId> users() {
        return members == null ? List.of() : List.copyOf(members.sequencedKeySet());
    }

    boolean has(UserId user) {
        return members != null && members.containsKey(user);
    }

    Optional<Member> find(UserId user) {
        return members == null ? Optional.empty() : Optional.ofNullable(members.get(user));
    }

    /// Who went, if that is remembered.
    Optional<Departed> departed(UserId user) {
        return Optional.ofNullable(departed.get(user));
    }

    int size() {
        return members == null ? 0 : members.size();
    }

    /// In the order they came.
    List<Membership> all() {
        return members == null
                ? List.of()
                : members.entrySet().stream()
                        .map(entry -> new Membership(
                                entry.getKey(),
                                entry.getValue().role(),
                                entry.getValue().read()))
                        .toList();
    }

    /// Who becomes the owner when this one leaves: the oldest admin, or else the oldest member; nobody if it is not the
    /// owner, or nobody is left.
    Optional<UserId> successorOf(UserId leaving) {
        return find(leaving)
                .filter(member -> member.role() == Role.OWNER)
                .flatMap(_ -> oldest(Role.ADMIN).or(() -> oldest(Role.MEMBER)));
    }

    private Optional<UserId> oldest(Role role) {
        return all().stream()
                .filter(member -> member.role() == role)
                .map(Membership::user)
                .findFirst();
    }

    void add(MemberAdded added, long since) {
        if (members != null) {
            members.putLast(added.user(), new Member(added.role(), added.revision(), since, since));
            departed.remove(added.user());
        }
    }

    void remove(MemberRemoved removed) {
        if (members != null) {
            var member = members.remove(removed.user());
            if (member != null) {
                depart(removed.user(), new Departed(member, removed.revision()));
            }
            if (removed.successor() != null) {
                changeRole(removed.successor(), Role.OWNER);
            }
        }
    }

    private void depart(UserId user, Departed gone) {
        departed.putLast(user, gone);
        if (departed.size() > MOST_DEPARTED) {
            departed.pollFirstEntry();
        }
    }

    void changeRole(RoleChanged changed) {
        if (changed.role() == Role.OWNER) {
            changeRole(changed.by(), Role.ADMIN);
        }
        changeRole(changed.user(), changed.role());
    }

    private void changeRole(UserId user, Role role) {
        if (members != null) {
            members.computeIfPresent(user, (_, member) -> member.with(role));
        }
    }

    void markRead(UserId user, long sequenceNumber) {
        if (members != null) {
            members.computeIfPresent(user, (_, member) -> member.hasRead(sequenceNumber));
        }
    }
}
