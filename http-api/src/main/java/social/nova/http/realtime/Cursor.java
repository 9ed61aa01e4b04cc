package social.nova.http.realtime;

/// How far one socket has come in one conversation: what makes delivery exactly once and in order.
///
///     base ────────── delivered ────────── head
///          sent here            not yet
///
/// Everything above `base` up to `delivered` has been sent on this socket, adjacent and ascending. A push that does not
/// follow `delivered` directly raises `head` only; what lies between is pulled from the conversation.
final class Cursor {
    private long base;
    private long delivered;
    private long head;
    private boolean pulling;
    private boolean syncing;
    private boolean suspect;
    private boolean overtaken;

    /// @param delivered the sequence number up to which the client is taken to have everything
    Cursor(long delivered) {
        this.base = delivered;
        this.delivered = delivered;
        this.head = delivered;
    }

    long delivered() {
        return delivered;
    }

    /// The conversation is known to be this far.
    void heard(long sequenceNumber) {
        head = Math.max(head, sequenceNumber);
    }

    /// Whether the message with this sequence number is the next to send; true counts it as sent.
    boolean advance(long sequenceNumber) {
        if (sequenceNumber != delivered + 1) {
            return false;
        }
        delivered = sequenceNumber;
        heard(sequenceNumber);
        return true;
    }

    /// What precedes this sequence number is not for this user, who joined later.
    void startsAt(long sequenceNumber) {
        if (sequenceNumber - 1 > delivered) {
            base = sequenceNumber - 1;
            delivered = base;
            heard(base);
        }
    }

    /// The client says how far it has the conversation, and asks for the rest.
    ///
    /// What this socket has sent above that position is on its way and is not sent again; only a position below
    /// everything sent here means a gap, and sending starts again behind it.
    void resume(long position) {
        syncing = true;
        overtaken = pulling;
        if (position < base || delivered == base) {
            base = position;
            delivered = position;
        } else {
            delivered = Math.max(delivered, position);
        }
        heard(position);
    }

    /// Something may have been lost: the conversation is to be asked, whatever is known of its head.
    void suspect() {
        suspect = true;
        overtaken = pulling;
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
        if (overtaken) {
            heard(conversationHead);
            return;
        }
        suspect = false;
        if (conversationHead < delivered) {
            base = conversationHead;
            delivered = conversationHead;
            head = conversationHead;
        } else {
            heard(conversationHead);
        }
    }

    /// Everything has been sent that was asked for.
    void syncEnded() {
        syncing = false;
    }
}
