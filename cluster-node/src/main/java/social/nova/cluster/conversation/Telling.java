package social.nova.cluster.conversation;

import akka.actor.typed.ActorRef;
import akka.actor.typed.javadsl.TimerScheduler;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import social.nova.protocols.common.UserId;
import social.nova.protocols.conversation.Conversation;
import social.nova.protocols.conversation.Conversation.Command;
import social.nova.protocols.conversation.Conversation.Event;
import social.nova.protocols.conversation.ConversationChanges;
import social.nova.protocols.conversation.ConversationChanges.Change;
import social.nova.protocols.conversation.ConversationHubs;
import social.nova.protocols.conversation.ConversationId;
import social.nova.protocols.conversation.ConversationMembers.Blocked;
import social.nova.protocols.conversation.ConversationMembers.MemberAdded;
import social.nova.protocols.conversation.ConversationMembers.MemberErased;
import social.nova.protocols.conversation.ConversationMembers.MemberRemoved;
import social.nova.protocols.conversation.ConversationMembers.Opened;
import social.nova.protocols.conversation.ConversationMembers.ReadMarked;
import social.nova.protocols.conversation.ConversationMembers.Unblocked;
import social.nova.protocols.session.Session;

/// Tells what is durable: to the members' sessions, or in a large conversation to its hubs.
///
/// Telling may be lost, so the head is repeated once things are quiet; and each change names the one that was told
/// before it, so that a loss shows, and what is not told leaves no gap. Sessions and hubs are told of one and the
/// same order: when a conversation becomes large, or is large no more, the change that makes it so is told both
/// ways, and whoever gets it twice passes it on once.
///
/// A socket that no hub knows, on a node that has not heard yet that the conversation is large, is reached by
/// heads: its session gets one when the conversation becomes large, after a recovery, and every half minute in
/// which something happens.
final class Telling {
    /// How long after its last change a conversation repeats its head.
    private static final Duration HEAD_REPEATED_AFTER = Duration.ofSeconds(5);

    /// How long after a change a large conversation tells its head to all members' sessions.
    private static final Duration MEMBERS_REMINDED_AFTER = Duration.ofSeconds(30);

    private static final long NOTHING_YET = -1;

    private final ConversationId id;
    private final Delivery delivery;
    private final TimerScheduler<Command> timers;
    private final Subscribers hubs;
    private long told = NOTHING_YET;
    private boolean headTold;

    Telling(ConversationId id, Delivery delivery, TimerScheduler<Command> timers, InstantSource clock) {
        this.id = id;
        this.delivery = delivery;
        this.timers = timers;
        this.hubs = new Subscribers(clock);
    }

    /// What was told before a failed write is not what came last, if the write succeeded all the same.
    void recovered() {
        told = NOTHING_YET;
        headTold = false;
    }

    void subscribe(ActorRef<ConversationHubs.Notice> hub, boolean viewed) {
        hubs.heard(hub, viewed);
    }

    void unsubscribe(ActorRef<ConversationHubs.Notice> hub) {
        hubs.remove(hub);
    }

    void showTyping(ConversationState state, UserId user) {
        hubs.tellViewed(new ConversationHubs.Typing(user, told == NOTHING_YET ? state.revision() : told));
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
                .ifPresentOrElse(change -> deliver(state, event, change), () -> repeatHead(state));
        timers.startSingleTimer(new Conversation.RepeatHead(), HEAD_REPEATED_AFTER);
        if (state.isLarge() && !timers.isTimerActive(new Conversation.RemindMembers())) {
            timers.startSingleTimer(new Conversation.RemindMembers(), MEMBERS_REMINDED_AFTER);
        }
    }

    /// To those who are told changes.
    void repeatHead(ConversationState state) {
        if (state.isLarge()) {
            hubs.tell(new ConversationHubs.HeadMoved(state.revision()));
        } else {
            announceHead(state);
        }
    }

    /// To all members' sessions.
    void announceHead(ConversationState state) {
        headTold = true;
        announceHead(state, state.members());
    }

    /// The same, if that has not been since the last recovery.
    void announceHeadOnce(ConversationState state) {
        if (!headTold) {
            announceHead(state);
        }
    }

    /// The conversation is about to stop, to move for example: what it would tell in some seconds it tells now.
    void stopping(ConversationState state) {
        if (timers.isTimerActive(new Conversation.RepeatHead())) {
            repeatHead(state);
        }
        if (timers.isTimerActive(new Conversation.RemindMembers())) {
            announceHead(state);
        }
    }

    private void announceHead(ConversationState state, List<UserId> members) {
        members.forEach(member -> delivery.tell(member, new Session.Announce(id, state.revision(), state.isLarge())));
    }

    private void deliver(ConversationState state, Event event, Change change) {
        if (state.isLarge() || hasShrunk(state, event)) {
            hubs.tell(new ConversationHubs.Told(change));
        } else if (event instanceof MemberRemoved) {
            hubs.tellViewed(new ConversationHubs.Told(change));
        }
        if (!state.isLarge() || hasGrown(state, event)) {
            deliverToAll(state, change);
        }
        switch (event) {
            case MemberAdded added when state.isLarge() && !hasGrown(state, event) -> deliver(added.user(), change);
            case MemberRemoved removed -> deliver(removed.user(), change);
            default -> {}
        }
        // Last, so that a session that knows no socket keeps that hubs are told.
        if (state.isLarge()) {
            announceHead(state, newcomers(state, event));
        }
    }

    // Who came later than the message is not told of it, and goes on with the next change by asking for what is
    // between.
    private void deliverToAll(ConversationState state, Change change) {
        for (var member : state.members()) {
            if (sees(state, member, change)) {
                deliver(member, change);
            }
        }
    }

    private void deliver(UserId member, Change change) {
        delivery.tell(member, new Session.Deliver(id, change));
    }

    // Those who have not heard yet that hubs are told.
    private static List<UserId> newcomers(ConversationState state, Event event) {
        return switch (event) {
            case MemberAdded added -> hasGrown(state, event) ? state.members() : List.of(added.user());
            case Opened _ -> state.members();
            default -> List.of();
        };
    }

    // Whether this event has made it large.
    private static boolean hasGrown(ConversationState state, Event event) {
        return event instanceof Opened
                || (event instanceof MemberAdded && state.roster().size() == ConversationHubs.LARGE_ABOVE + 1);
    }

    // Whether it is large no more by this event.
    private static boolean hasShrunk(ConversationState state, Event event) {
        return event instanceof MemberRemoved && state.roster().size() == ConversationHubs.LARGE_ABOVE;
    }

    private static boolean sees(ConversationState state, UserId member, Change change) {
        var sequenceNumber = change.shown().sequenceNumber();
        return sequenceNumber == 0 || state.shows(member, sequenceNumber);
    }

    private static boolean isSilent(ConversationState state, Event event) {
        return switch (event) {
            case Blocked _, Unblocked _, MemberErased _ -> true;
            case ReadMarked _ -> state.hidesReadMarks();
            default -> false;
        };
    }
}
