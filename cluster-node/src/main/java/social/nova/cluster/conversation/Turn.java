package social.nova.cluster.conversation;

import akka.Done;
import akka.actor.typed.ActorRef;
import akka.actor.typed.javadsl.ActorContext;
import akka.japi.function.Procedure;
import akka.pattern.StatusReply;
import akka.persistence.typed.javadsl.EffectFactories;
import akka.persistence.typed.javadsl.ReplyEffect;
import java.time.Instant;
import java.util.function.Function;
import social.nova.cluster.intake.Intake;
import social.nova.protocols.common.Answerable;
import social.nova.protocols.common.ErrorCode;
import social.nova.protocols.conversation.Conversation.Command;
import social.nova.protocols.conversation.Conversation.Event;
import social.nova.protocols.conversation.ConversationId;

/// What the parts of a conversation's entity decide with: its effects, its clock, and whom it tells.
///
/// @param keepReadMarks has what was noted of them written in some seconds
/// @param passivate has the entity stopped once nothing is on its way to it
record Turn(
        ConversationId id,
        ConversationEntity.Surroundings surroundings,
        EffectFactories<Event, ConversationState> effects,
        Intake<Command> intake,
        ActorContext<Command> context,
        Telling telling,
        Runnable keepReadMarks,
        Runnable passivate) {

    Instant now() {
        return surroundings.clock().instant();
    }

    ReplyEffect<Event, ConversationState> nothing() {
        return effects.none().thenNoReply();
    }

    <T> ReplyEffect<Event, ConversationState> answer(Answerable<T> command, T value) {
        return reply(command.replyTo(), StatusReply.success(value));
    }

    <T> ReplyEffect<Event, ConversationState> refuse(Answerable<T> command, ErrorCode code) {
        return reply(command.replyTo(), code.refusal());
    }

    /// Refuses who is not a member. Where nobody ever opened the conversation somebody guessed or kept its id: nothing
    /// is worth keeping in memory.
    <T> ReplyEffect<Event, ConversationState> turnAway(ConversationState state, Answerable<T> command) {
        if (state.isOpen()) {
            return refuse(command, ErrorCode.NOT_CONVERSATION_MEMBER);
        }
        passivate.run();
        return refuse(command, ErrorCode.CONVERSATION_NOT_FOUND);
    }

    /// Persists what was decided, if anything is to be, and answers.
    ReplyEffect<Event, ConversationState> carryOut(Answerable<Done> command, Decision decision) {
        return carryOut(command, decision, _ -> Done.getInstance(), _ -> {});
    }

    /// @param answer from what is then true
    /// @param next what is done once all that is so, if nothing fails
    <T> ReplyEffect<Event, ConversationState> carryOut(
            Answerable<T> command,
            Decision decision,
            Function<ConversationState, T> answer,
            Procedure<ConversationState> next) {
        var effect = switch (decision) {
            case Decision.Refused _, Decision.IsSo _ -> effects.none();
            case Decision.Happens(var event) -> {
                intake.writing(command);
                yield effects.persist(event).thenRun((ConversationState state) -> telling.tell(state, event));
            }
        };
        return effect.thenRun(next)
                .thenReply(
                        command.replyTo(),
                        state -> decision instanceof Decision.Refused(var code)
                                ? code.refusal()
                                : StatusReply.success(answer.apply(state)));
    }

    private <T> ReplyEffect<Event, ConversationState> reply(ActorRef<StatusReply<T>> replyTo, StatusReply<T> answer) {
        return effects.reply(replyTo, answer);
    }
}
