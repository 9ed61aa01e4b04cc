package social.nova.cluster.conversation;

import akka.actor.typed.javadsl.TimerScheduler;
import java.time.Duration;
import social.nova.protocols.common.UserId;
import social.nova.protocols.conversation.Conversation;
import social.nova.protocols.conversation.Conversation.Command;
import social.nova.protocols.conversation.Conversation.Event;
import social.nova.protocols.conversation.ConversationChanges;
import social.nova.protocols.conversation.ConversationChanges.Change;
import social.nova.protocols.conversation.ConversationId;
import social.nova.protocols.conversation.ConversationMembers.Blocked;
import social.nova.protocols.conversation.ConversationMembers.MemberRemoved;
import social.nova.protocols.conversation.ConversationMembers.ReadMarked;
import social.nova.protocols.conversation.ConversationMembers.Unblocked;
import social.nova.protocols.session.Session;

/// Tells the members' sessions what is durable. Telling may be lost, so the head is repeated once things are quiet; and
/// each change names the one that was told before it, so that a loss shows, and what is not told leaves no gap.
final class Telling {
    /// How long after its last change a conversation repeats its head.
    private static final Duration HEAD_REPEATED_AFTER = Duration.ofSeconds(5);

    /// In larger groups who has read what is not told.
    private static final int READ_MARKS_TOLD_TO = 50;

    private static final long NOTHING_YET = -1;

    private final ConversationId id;
    private final Delivery delivery;
    private final TimerScheduler<Command> timers;
    private long told = NOTHING_YET;

    Telling(ConversationId id, Delivery delivery, TimerScheduler<Command> timers) {
        this.id = id;
        this.delivery = delivery;
        this.timers = timers;
    }

    /// @param state after the event
    void tell(ConversationState state, Event event) {
        if (isSilent(state, event)) {
            return;
        }
        var follows = told == NOTHING_YET ? event.revision() - 1 : told;
        told = event.revision();
        ConversationChanges.shown(event, state::message)
                .map(shown -> new Change(event.revision(), follows, shown))
                .ifPresentOrElse(change -> deliver(state, event, change), () -> announceHead(state));
        timers.startSingleTimer(new Conversation.RepeatHead(), HEAD_REPEATED_AFTER);
    }

    void announceHead(ConversationState state) {
        for (var member : state.members()) {
            delivery.tell(member, new Session.Announce(id, state.revision()));
        }
    }

    // Who came later than the message is not told of it, and goes on with the next change by asking for what is
    // between.
    private void deliver(ConversationState state, Event event, Change change) {
        for (var member : state.members()) {
            if (sees(state, member, change)) {
                delivery.tell(member, new Session.Deliver(id, change));
            }
        }
        if (event instanceof MemberRemoved removed) {
            delivery.tell(removed.user(), new Session.Deliver(id, change));
        }
    }

    private static boolean sees(ConversationState state, UserId member, Change change) {
        var sequenceNumber = change.shown().sequenceNumber();
        return sequenceNumber == 0 || state.shows(member, sequenceNumber);
    }

    private static boolean isSilent(ConversationState state, Event event) {
        return switch (event) {
            case Blocked _, Unblocked _ -> true;
            case ReadMarked _ -> state.roster().size() > READ_MARKS_TOLD_TO;
            default -> false;
        };
    }
}
