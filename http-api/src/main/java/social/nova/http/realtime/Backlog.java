package social.nova.http.realtime;

import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import social.nova.persistence.conversation.MemberRepository.Standing;
import social.nova.protocols.conversation.ConversationId;

/// Where one socket stands in all its user's conversations, and which of them it has to ask for what it lacks.
///
/// Holds no messages: what cannot be sent now is pulled when there is room. So its size is that of the user's list of
/// conversations, whatever the traffic, and of what the client's syncs name beside them: of these no more are taken
/// than the socket's window lets through while so many conversations wait.
final class Backlog {
    /// Conversations asked at once by one socket.
    private static final int MAX_PULLS = 4;

    /// Conversations that may wait when another sync is taken: as many as a user's list has at most.
    static final int WAITING_FOR_SYNC = 10_000;

    private final Map<ConversationId, Cursor> cursors = new HashMap<>();
    private final LinkedHashSet<ConversationId> waiting = new LinkedHashSet<>();
    private int pulls;
    private int syncs;
    private boolean placed;

    @Nullable
    Cursor find(ConversationId conversation) {
        return cursors.get(conversation);
    }

    /// The conversation's cursor; a new one starts behind `delivered`.
    Cursor at(ConversationId conversation, long delivered) {
        return cursors.computeIfAbsent(conversation, _ -> new Cursor(delivered));
    }

    /// Whether the user's list has said where this socket began: what is not in it has begun since.
    boolean isPlaced() {
        return placed;
    }

    /// Conversations not in the first list have begun since, and their first change with them.
    void place(List<Standing> standings) {
        for (var standing : standings) {
            at(standing.conversation(), placed ? 0 : standing.knownHead()).confirmed();
        }
        placed = true;
    }

    /// The client says how far it has the conversation.
    void resume(ConversationId conversation, ChatFrame.Position position) {
        var cursor = cursors.get(conversation);
        if (cursor == null) {
            cursor = at(conversation, Math.max(position.revision(), 0));
            cursor.onlyNamed();
        }
        if (position.revision() >= 0) {
            cursor.resume(position.revision());
            cursor.sent(position.sequenceNumber());
        } else {
            cursor.resumeBehindMessage(position.sequenceNumber());
        }
        ask(conversation);
    }

    /// The conversation has nothing for this user. Where it stands is kept, so that what is told late begins nothing
    /// anew; of what only the client named nothing is.
    void refused(ConversationId conversation) {
        waiting.remove(conversation);
        var cursor = cursors.get(conversation);
        if (cursor != null && cursor.isOnlyNamed()) {
            cursors.remove(conversation);
        } else if (cursor != null) {
            cursor.refused();
        }
    }

    /// Pushes may have been lost. The list, read since, says how far each conversation is; one that is not in it
    /// any more is asked whatever it was.
    void recheck(List<Standing> standings) {
        var heads = standings.stream().collect(Collectors.toMap(Standing::conversation, Standing::knownHead));
        cursors.forEach((conversation, cursor) -> {
            var head = heads.get(conversation);
            if (head == null) {
                cursor.suspect();
            } else {
                cursor.heard(head);
            }
            waiting.add(conversation);
        });
    }

    /// All that a sync of the client names waits from now on.
    void syncBegun() {
        syncs++;
    }

    /// Whether another sync may be taken for one that has begun; to be asked until it is false.
    boolean syncEnded() {
        if (syncs == 0 || waiting.size() > WAITING_FOR_SYNC) {
            return false;
        }
        syncs--;
        return true;
    }

    /// The conversation is to be asked as soon as it is its turn.
    void ask(ConversationId conversation) {
        waiting.add(conversation);
    }

    /// The next conversation to ask, counted as being asked from now on; nothing while enough are.
    Optional<ConversationId> next() {
        while (pulls < MAX_PULLS && !waiting.isEmpty()) {
            var conversation = waiting.removeFirst();
            var cursor = cursors.get(conversation);
            if (cursor != null && cursor.behind() && !cursor.pulling()) {
                cursor.pullStarted();
                pulls++;
                return Optional.of(conversation);
            }
        }
        return Optional.empty();
    }

    /// An asked conversation has answered, or failed to.
    void answered() {
        pulls--;
    }
}
