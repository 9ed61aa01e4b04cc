package social.nova.cluster.user;

import akka.actor.typed.ActorRef;
import akka.pattern.StatusReply;
import akka.persistence.typed.javadsl.EffectFactories;
import akka.persistence.typed.javadsl.ReplyEffect;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Function;
import java.util.function.LongSupplier;
import social.nova.cluster.intake.Intake;
import social.nova.protocols.common.Answerable;
import social.nova.protocols.common.ErrorCode;
import social.nova.protocols.user.User.Command;
import social.nova.protocols.user.User.Event;

/// What the parts of a user's entity decide with: its effects and its clock.
///
/// @param lastRevision the sequence number of the user's last event in the journal
/// @param passivate has the entity stopped once nothing is on its way to it
record Turn(
        EffectFactories<Event, UserState> effects,
        Intake<Command> intake,
        InstantSource clock,
        LongSupplier lastRevision,
        Runnable passivate) {

    Instant now() {
        return clock.instant();
    }

    /// How far the user has come. In the answer to what was persisted this counts already.
    long revision() {
        return lastRevision.getAsLong();
    }

    /// Persists, and answers from what is then true.
    <T> ReplyEffect<Event, UserState> persist(
            Answerable<T> command, Event event, Function<UserState, StatusReply<T>> answer) {
        return persist(command, List.of(event), answer);
    }

    /// The same with several events, all or none of them; with none there is nothing to persist.
    <T> ReplyEffect<Event, UserState> persist(
            Answerable<T> command, List<Event> events, Function<UserState, StatusReply<T>> answer) {
        if (events.isEmpty()) {
            return effects.none().thenReply(command.replyTo(), answer::apply);
        }
        intake.writing(command);
        return effects.persist(events).thenReply(command.replyTo(), answer::apply);
    }

    <T> ReplyEffect<Event, UserState> answer(Answerable<T> command, T value) {
        return reply(command.replyTo(), StatusReply.success(value));
    }

    <T> ReplyEffect<Event, UserState> refuse(Answerable<T> command, ErrorCode code) {
        return reply(command.replyTo(), code.refusal());
    }

    /// Decides for an account; an id without one is refused, and its entity passivated, as somebody made it up. It does
    /// not stop by itself: a registration may be on its way to it.
    <T> ReplyEffect<Event, UserState> ifRegistered(
            UserState state, Answerable<T> command, Function<UserState.Account, ReplyEffect<Event, UserState>> decide) {
        return state.registered()
                .map(decide)
                .orElseGet(() -> effects.none()
                        .thenRun(passivate::run)
                        .thenReply(command.replyTo(), _ -> ErrorCode.USER_NOT_FOUND.refusal()));
    }

    private <T> ReplyEffect<Event, UserState> reply(ActorRef<StatusReply<T>> replyTo, StatusReply<T> answer) {
        return effects.reply(replyTo, answer);
    }
}
