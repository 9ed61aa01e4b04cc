package social.nova.http.realtime;

import social.nova.protocols.conversation.ConversationId;

/// What one client is shown by hubs: its large conversations, and who types or is there where it looks. The same
/// bytes go to all.
///
/// Part of [Deliveries]; the conversation's [Cursor] has the last word here, too.
record HubDeliveries(
        Deliveries deliveries,
        Backlog backlog,
        Attachments attachments,
        Views views,
        Socket socket,
        SocketMeters meters) {

    /// Says what hubs may not have heard.
    void sayAgain() {
        attachments.wantAgain();
        views.viewAgain();
    }

    void on(ConversationId conversation, HubNotice notice) {
        switch (notice) {
            case HubNotice.Attached attached -> onAttached(conversation, attached);
            case HubNotice.Passed(var changes) -> {
                attachments.recipient().taken();
                changes.forEach(change -> onPassed(conversation, change));
            }
            case HubNotice.HeadMoved(var head) -> {
                attachments.recipient().taken();
                deliveries.onHead(conversation, 0, head);
            }
            case HubNotice.Shown(var frame) -> {
                attachments.recipient().taken();
                views.shown(conversation, frame);
            }
            case HubNotice.ViewRefused(var code) -> views.refused(conversation, code);
            case HubNotice.AttachFirst _ -> onAttachFirst(conversation);
            case HubNotice.Dropped(var revision) -> onDropped(conversation, revision);
            case HubNotice.Released _ -> onReleased(conversation);
            case HubNotice.Refused _ -> attachments.dropped(conversation);
            case HubNotice.Ended _ -> attachments.ended(conversation);
        }
    }

    // That this user is a member, and from which message on, is to be said by a pull that begins now.
    private void onAttached(ConversationId conversation, HubNotice.Attached attached) {
        if (attachments.attached(conversation, attached)) {
            backlog.at(conversation, 0).suspect();
            deliveries.onHead(conversation, 0, attached.position());
        }
    }

    private void onPassed(ConversationId conversation, EncodedChange change) {
        var cursor = backlog.find(conversation);
        if (cursor == null || !attachments.isAttached(conversation)) {
            return;
        }
        if (!attachments.isProven(conversation) || !deliveries.mayPush(cursor, change.follows(), change.revision())) {
            deliveries.onHead(conversation, 0, change.revision());
        } else if (attachments.isHidden(conversation, change)) {
            cursor.advance(change.revision());
        } else {
            cursor.advance(change.revision());
            if (change.isMessage()) {
                cursor.sent(change.about());
            }
            meters.changed(SocketMeters.Way.HUB);
            socket.send(change.frame());
        }
    }

    // The pull that follows the attachment says whether this user may look.
    private void onAttachFirst(ConversationId conversation) {
        if (views.has(conversation) && (backlog.isPlaced() || backlog.find(conversation) != null)) {
            attachments.want(conversation);
        }
    }

    // The conversation is not large any more, and the hub has let go of what it had not passed on.
    private void onReleased(ConversationId conversation) {
        var cursor = backlog.find(conversation);
        if (attachments.released(conversation) && cursor != null) {
            cursor.suspect();
            deliveries.onPullAgain(conversation);
        }
    }

    /// Whether an answer that its user is no member may be older than that they are one: more was asked for, or told by
    /// their session, which tells members only. What a hub passes on says nothing of them.
    ///
    /// @param known how far the conversation is by the answer
    boolean isOutdated(ConversationId conversation, Cursor cursor, long known) {
        return cursor.overtaken() || (cursor.heardBeyond(known) && !attachments.isAttached(conversation));
    }

    /// Its user is no member of it any more, or never was.
    void left(ConversationId conversation) {
        attachments.leave(conversation);
        views.left(conversation);
    }

    // Who has been shown that they were removed is not to hear it once more; who was removed and is back, is.
    private void onDropped(ConversationId conversation, long revision) {
        attachments.dropped(conversation);
        views.left(conversation);
        var cursor = backlog.find(conversation);
        if (cursor == null) {
            return;
        }
        if (cursor.delivered() == revision) {
            cursor.removed(revision);
        } else {
            attachments.want(conversation);
        }
    }
}
