package social.nova.http.realtime;

import social.nova.protocols.conversation.ConversationChanges.Position;

/// How far one socket has come in one conversation: what makes delivery exactly once and in order.
///
///     base ────────── delivered ────────── head
///          sent here            not yet
///
/// All of it counts revisions. Everything that is shown above `base` up to `delivered` has been sent on this socket, in
/// order. A push that does not follow what was delivered raises `head` only; what lies between is pulled from the
/// conversation.
final class Cursor {
    private static final long NONE = -1;

    private long base;
    private long delivered;
    private long head;
    private long sequenceNumber;
    private long namedMessage = NONE;
    private boolean pulling;
    private boolean syncing;
    private boolean suspect;
    private boolean overtaken;
    private long heardMeanwhile = NONE;
    private long removed = NONE;
    private boolean onlyNamed;

    /// @param delivered the revision up to which the client is taken to have everything
    Cursor(long delivered) {
        this.base = delivered;
        this.delivered = delivered;
        this.head = delivered;
    }

    long delivered() {
        return delivered;
    }

    /// The newest message that was sent or named, as far as is known.
    long sequenceNumber() {
        return sequenceNumber;
    }

    /// Behind what the conversation is to be asked for changes.
    Position position() {
        return namedMessage == NONE ? Position.of(delivered) : new Position(namedMessage, NONE);
    }

    /// The conversation is known to be this far.
    void heard(long revision) {
        head = Math.max(head, revision);
        if (pulling) {
            heardMeanwhile = Math.max(heardMeanwhile, revision);
        }
    }

    /// Whether the conversation was heard to be further while it was asked: the answer may be older than that.
    boolean heardBeyond(long revision) {
        return heardMeanwhile > revision;
    }

    /// Whether this change is the next to send.
    ///
    /// @param follows the revision of the change that was told before it
    boolean isNext(long follows, long revision) {
        return namedMessage == NONE && follows <= delivered && revision > delivered;
    }

    /// All that is shown up to this revision has been sent.
    void advance(long revision) {
        delivered = Math.max(delivered, revision);
        head = Math.max(head, revision);
    }

    /// A message has been sent.
    void sent(long number) {
        sequenceNumber = Math.max(sequenceNumber, number);
    }

    /// The client says up to which revision it has the conversation, and asks for the rest.
    ///
    /// What this socket has sent above that position is on its way and is not sent again; only a position below
    /// everything sent here means a gap, and sending starts again behind it.
    void resume(long position) {
        syncing = true;
        overtaken = pulling;
        namedMessage = NONE;
        place(position);
    }

    /// The same, by the message up to which the client has it: which revision that is, the conversation knows.
    void resumeBehindMessage(long number) {
        syncing = true;
        overtaken = pulling;
        namedMessage = number;
        sequenceNumber = number;
    }

    /// The conversation has been asked, and its answer begins behind this revision: for who named a message, or joined
    /// later.
    void startsBehind(long revision) {
        if (namedMessage != NONE) {
            namedMessage = NONE;
            place(revision);
        } else if (revision > delivered) {
            base = revision;
            delivered = revision;
            head = Math.max(head, revision);
        }
    }

    private void place(long position) {
        if (position < base || delivered == base) {
            base = position;
            delivered = position;
        } else {
            delivered = Math.max(delivered, position);
        }
        head = Math.max(head, position);
    }

    /// Something may have been lost: the conversation is to be asked, whatever is known of its head.
    void suspect() {
        suspect = true;
        overtaken = pulling;
    }

    /// Whether a pull that began after the suspicion has still to answer it.
    boolean suspected() {
        return suspect;
    }

    /// Whether there is something to ask the conversation for.
    boolean behind() {
        return delivered < head || syncing || suspect;
    }

    boolean pulling() {
        return pulling;
    }

    boolean syncing() {
        return syncing;
    }

    /// Whether more was asked for since the pull under way began: its answer may be too old to answer that.
    boolean overtaken() {
        return overtaken;
    }

    void pullStarted() {
        pulling = true;
        overtaken = false;
        heardMeanwhile = NONE;
    }

    void pullFailed() {
        pulling = false;
    }

    /// A pull has been answered and what it brought been sent.
    ///
    /// @param conversationHead how far the conversation is; below `delivered` only if the client made its position
    ///     up
    void pullEnded(long conversationHead) {
        pulling = false;
        confirmed();
        if (overtaken) {
            heard(conversationHead);
            return;
        }
        suspect = false;
        if (conversationHead < delivered) {
            base = conversationHead;
            delivered = conversationHead;
            head = Math.max(conversationHead, heardMeanwhile);
        } else {
            heard(conversationHead);
        }
    }

    /// Everything has been sent that was asked for.
    void syncEnded() {
        syncing = false;
    }

    /// The user's own removal has been sent.
    void removed(long revision) {
        removed = revision;
    }

    /// Whether what was sent ends with the user's own removal.
    boolean endsWithRemoval() {
        return removed == delivered;
    }

    /// The conversation refuses its user: there is nothing to ask it for.
    void refused() {
        head = delivered;
        suspect = false;
        syncing = false;
    }

    /// That there is such a conversation for this user only the client says.
    void onlyNamed() {
        onlyNamed = true;
    }

    boolean isOnlyNamed() {
        return onlyNamed;
    }

    /// There is.
    void confirmed() {
        onlyNamed = false;
    }
}
