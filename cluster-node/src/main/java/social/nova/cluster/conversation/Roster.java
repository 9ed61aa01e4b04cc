package social.nova.cluster.conversation;

import com.fasterxml.jackson.annotation.JsonAutoDetect;
import com.fasterxml.jackson.annotation.JsonAutoDetect.Visibility;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import social.nova.protocols.common.UserId;
import social.nova.protocols.conversation.Conversation.ConversationType;
import social.nova.protocols.conversation.ConversationMembers.Opened;
import social.nova.protocols.conversation.ConversationMembers.Role;

/// The members of a conversation, in the order they came.
@JsonAutoDetect(
        fieldVisibility = Visibility.ANY,
        getterVisibility = Visibility.NONE,
        isGetterVisibility = Visibility.NONE)
final class Roster {
    // Not there in snapshots of earlier releases, in which whoever was there at the opening still is.
    private @Nullable LinkedHashMap<UserId, Member> members;

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

    void markRead(UserId user, long sequenceNumber) {
        if (members != null) {
            members.computeIfPresent(user, (_, member) -> member.hasRead(sequenceNumber));
        }
    }
}
