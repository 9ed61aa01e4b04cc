package social.nova.protocols.user;

import akka.actor.typed.ActorRef;
import akka.pattern.StatusReply;
import java.time.Instant;
import social.nova.protocols.common.Answerable;
import social.nova.protocols.common.NovaSerializable;
import social.nova.protocols.common.Repeatable;
import social.nova.protocols.common.Sealed;

/// What a user tells of themselves.
public interface UserProfile {
    sealed interface Command extends User.Command {}

    record GetProfile(ActorRef<StatusReply<Profile>> replyTo) implements Command, Answerable<Profile>, Repeatable {}

    /// As only the user sees it.
    record Profile(Sealed email, Sealed username, Instant createdAt) implements NovaSerializable {}
}
