package social.nova.cluster.conversation;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import social.nova.protocols.common.UserId;
import social.nova.protocols.conversation.Conversation.Overview;
import social.nova.protocols.conversation.ConversationMembers.Membership;
import social.nova.protocols.conversation.ConversationMembers.ReadMarked;

/// How far members of a large group have read, of which the journal gets at most one event per member and so long:
/// the newest. In between it is known here, so that every answer is right, and lost with the node.
///
/// At most one entry per member.
final class ReadMarks {
    static final Duration KEPT_EVERY = Duration.ofSeconds(5);

    /// In groups larger than this; there who has read what is not told either.
    static final int SPARSE_ABOVE = 50;

    private final Map<UserId, Instant> keptAt = new LinkedHashMap<>();
    private final Map<UserId, Long> noted = new LinkedHashMap<>();

    /// Whether this member's mark is to be noted for now.
    boolean mustWait(ConversationState state, UserId reader, Instant now) {
        keptAt.values().removeIf(kept -> !kept.plus(KEPT_EVERY).isAfter(now));
        return state.hidesReadMarks() && keptAt.containsKey(reader);
    }

    void note(UserId reader, long upTo) {
        noted.merge(reader, upTo, Math::max);
    }

    /// A mark has been written: until then what was noted stays, for a write may fail.
    void kept(ReadMarked mark) {
        noted.computeIfPresent(mark.user(), (_, upTo) -> upTo > mark.sequenceNumber() ? upTo : null);
        keptAt.put(mark.user(), mark.at());
    }

    boolean isEmpty() {
        return noted.isEmpty();
    }

    /// How far somebody has read.
    long read(UserId reader, Member member) {
        return Math.max(member.read(), noted.getOrDefault(reader, 0L));
    }

    Overview laidOver(UserId reader, Overview overview) {
        var read = noted.getOrDefault(reader, 0L);
        return overview.withUnread(Math.min(overview.unread(), overview.lastSequenceNumber() - read));
    }

    Membership laidOver(Membership member) {
        return new Membership(
                member.user(), member.role(), Math.max(member.read(), noted.getOrDefault(member.user(), 0L)));
    }

    /// What is to be written of what was noted: what is due, or all of it. What is no news is forgotten.
    List<ReadMarked> due(ConversationState state, Instant now, boolean all) {
        noted.entrySet()
                .removeIf(entry -> state.member(entry.getKey())
                        .filter(member -> member.read() < entry.getValue())
                        .isEmpty());
        var marks = new ArrayList<ReadMarked>();
        noted.forEach((reader, upTo) -> {
            if (all || !mustWait(state, reader, now)) {
                marks.add(new ReadMarked(state.nextRevision() + marks.size(), reader, upTo, now));
            }
        });
        return marks;
    }
}
