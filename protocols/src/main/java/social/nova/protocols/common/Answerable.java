package social.nova.protocols.common;

import akka.actor.typed.ActorRef;
import akka.pattern.StatusReply;

/// A command whose sender waits for an answer.
///
/// @param <T> what it is answered when it is not refused
public interface Answerable<T> {
    ActorRef<StatusReply<T>> replyTo();

    /// Answers that it is refused, or cannot be done just now.
    default void refuse(ErrorCode code) {
        replyTo().tell(code.refusal());
    }
}
