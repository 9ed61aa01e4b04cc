package social.nova.cluster.conversation;

import akka.actor.typed.javadsl.TimerScheduler;
import java.time.Duration;
import social.nova.protocols.conversation.Conversation;
import social.nova.protocols.conversation.Conversation.Command;
import social.nova.protocols.conversation.Conversation.Message;
import social.nova.protocols.conversation.ConversationId;
import social.nova.protocols.session.Session;

/// Tells the members' sessions what is durable. Telling may be lost, so the head is repeated once things are quiet.
record Telling(ConversationId id, Delivery delivery, TimerScheduler<Command> timers) {
    /// How long after its last message a conversation repeats its head.
    private static final Duration HEAD_REPEATED_AFTER = Duration.ofSeconds(5);

    void tell(ConversationState state, Message message) {
        for (var member : state.members()) {
            delivery.tell(member, new Session.Deliver(id, message));
        }
        timers.startSingleTimer(new Conversation.RepeatHead(), HEAD_REPEATED_AFTER);
    }

    void announceHead(ConversationState state) {
        for (var member : state.members()) {
            delivery.tell(member, new Session.Announce(id, state.lastSequenceNumber()));
        }
    }
}
