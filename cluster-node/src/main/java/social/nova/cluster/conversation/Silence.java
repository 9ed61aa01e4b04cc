package social.nova.cluster.conversation;

import com.fasterxml.jackson.annotation.JsonAutoDetect;
import com.fasterxml.jackson.annotation.JsonAutoDetect.Visibility;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import social.nova.protocols.common.ErrorCode;
import social.nova.protocols.common.UserId;
import social.nova.protocols.conversation.ConversationMembers.Blocked;
import social.nova.protocols.conversation.ConversationMembers.MemberErased;
import social.nova.protocols.conversation.ConversationMembers.Unblocked;

/// What keeps the two of a direct conversation from talking: a block, until it is lifted, or that one is erased.
@JsonAutoDetect(
        fieldVisibility = Visibility.ANY,
        getterVisibility = Visibility.NONE,
        isGetterVisibility = Visibility.NONE)
final class Silence {
    // At most one for each of a pair.
    private Map<UserId, Block> blocks = new LinkedHashMap<>();

    // Of a pair.
    @JsonInclude(Include.NON_EMPTY)
    private Set<UserId> erased = new HashSet<>();

    /// What one of a pair has last done to the other.
    record Block(boolean stands, long change) {}

    void begin(Blocked blocked) {
        blocks.put(blocked.blocker(), new Block(true, blocked.change()));
    }

    void end(Unblocked unblocked) {
        blocks.put(unblocked.blocker(), new Block(false, unblocked.change()));
    }

    void begin(MemberErased gone) {
        erased.add(gone.user());
    }

    /// Whether one blocks the other.
    boolean isByBlock() {
        return blocks.values().stream().anyMatch(Block::stands);
    }

    /// Whether this one has been erased.
    boolean isErased(UserId user) {
        return erased.contains(user);
    }

    /// Whether this blocker has done nothing as new yet.
    boolean isNews(UserId blocker, long change) {
        var known = blocks.get(blocker);
        return known == null || known.change() < change;
    }

    /// What is answered to who wants to say something; nothing while they may.
    Optional<ErrorCode> refusal() {
        if (!erased.isEmpty()) {
            return Optional.of(ErrorCode.USER_NOT_FOUND);
        }
        return isByBlock() ? Optional.of(ErrorCode.FORBIDDEN) : Optional.empty();
    }
}
