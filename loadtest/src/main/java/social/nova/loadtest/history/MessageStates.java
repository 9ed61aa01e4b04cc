package social.nova.loadtest.history;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import social.nova.loadtest.history.Event.Op;

/// The edits and deletions of one message that were tried: how it may stand when somebody looks.
///
/// Each try may have come about at any time between its beginning and its acknowledgement, without one at any time
/// after it began, or never; refused, it has not. Moments are positions in the history.
final class MessageStates {
    private final Map<String, Try> edits = new HashMap<>();
    private final List<Try> deletions = new ArrayList<>();
    private final Map<String, Try> underWay = new HashMap<>();

    private static final class Try {
        private final int begun;
        private int acknowledged = Integer.MAX_VALUE;
        private boolean refused;

        private Try(int begun) {
            this.begun = begun;
        }

        private boolean mayHaveHappenedBefore(int moment) {
            return !refused && begun < moment;
        }
    }

    /// @param event of an edit or a deletion
    void add(Event event, int moment) {
        switch (event.type()) {
            case INVOKE -> {
                var begun = new Try(moment);
                underWay.put(event.proc(), begun);
                if (event.op() == Op.EDIT) {
                    edits.put(event.state(), begun);
                } else {
                    deletions.add(begun);
                }
            }
            case OK -> ended(event).acknowledged = moment;
            case FAIL -> ended(event).refused = true;
            case INFO -> ended(event);
        }
    }

    private Try ended(Event event) {
        var ended = underWay.remove(event.proc());
        if (ended == null) {
            throw new IllegalArgumentException("nothing began that ends with " + event);
        }
        return ended;
    }

    /// Whether the message may be said to stand so by who was asked and has answered then.
    boolean mayStandAs(String state, int asked, int answered) {
        if (state.equals(Text.DELETED)) {
            return hasBeenSeen(state, answered);
        }
        return deletions.stream().noneMatch(deletion -> deletion.acknowledged < asked)
                && hasBeenSeen(state, answered)
                && edits.values().stream().noneMatch(later -> later.acknowledged < asked && isOver(state, later.begun));
    }

    /// Whether it may have stood so at some time before that moment: who is told late is told how it stands by then.
    boolean hasBeenSeen(String state, int moment) {
        if (state.equals(Text.DELETED)) {
            return deletions.stream().anyMatch(deletion -> deletion.mayHaveHappenedBefore(moment));
        }
        var edit = edits.get(state);
        return edit == null ? state.isEmpty() : edit.mayHaveHappenedBefore(moment);
    }

    /// Whether it was refused to let the message stand so, each time it was tried.
    boolean isRefused(String state) {
        if (state.equals(Text.DELETED)) {
            return !deletions.isEmpty() && deletions.stream().allMatch(deletion -> deletion.refused);
        }
        var edit = edits.get(state);
        return edit != null && edit.refused;
    }

    // What was sent is over with the first edit; an edit with the next that begins after its acknowledgement.
    private boolean isOver(String state, int moment) {
        var edit = edits.get(state);
        return edit == null || edit.acknowledged < moment;
    }
}
