package social.nova.http.realtime;

import java.util.ArrayDeque;
import java.util.List;
import social.nova.protocols.conversation.ConversationChanges.Change;

/// How far a hub has come in what it passes on.
///
///     passed ─────── reached ─────── heard of
///       │  nothing shown │  to be pulled
///
/// While a pull is under way later changes are kept, so many; the rest is pulled after it.
final class HubPosition {
    private static final long UNKNOWN = -1;

    private final int mostKept;
    private final ArrayDeque<Change> kept = new ArrayDeque<>();
    private long passed = UNKNOWN;
    private long reached = UNKNOWN;
    private long heard = UNKNOWN;
    private boolean pulling;

    HubPosition(int mostKept) {
        this.mostKept = mostKept;
    }

    boolean isKnown() {
        return reached != UNKNOWN;
    }

    /// What is passed on begins behind this revision.
    void beginAt(long revision) {
        passed = revision;
        reached = revision;
        heard = revision;
    }

    void forget() {
        beginAt(UNKNOWN);
        kept.clear();
    }

    /// The revision of the last change that was passed on.
    long passed() {
        return passed;
    }

    void passed(long revision) {
        passed = revision;
        reached(revision);
    }

    /// Everything that is shown up to this revision has been passed on.
    long reached() {
        return reached;
    }

    void reached(long revision) {
        reached = Math.max(reached, revision);
        heard(revision);
    }

    /// The conversation is known to be this far.
    void heard(long revision) {
        heard = Math.max(heard, revision);
    }

    boolean isBehind() {
        return reached < heard;
    }

    boolean isPulling() {
        return pulling;
    }

    void pullStarted() {
        pulling = true;
    }

    void pullEnded() {
        pulling = false;
    }

    /// For after the pull; false once enough is kept.
    boolean keep(Change change) {
        return kept.size() < mostKept && kept.add(change);
    }

    List<Change> takeKept() {
        var taken = List.copyOf(kept);
        kept.clear();
        return taken;
    }
}
