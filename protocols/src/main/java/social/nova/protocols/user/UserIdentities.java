package social.nova.protocols.user;

import akka.Done;
import akka.actor.typed.ActorRef;
import akka.pattern.StatusReply;
import com.fasterxml.jackson.annotation.JsonTypeName;
import java.time.Instant;
import social.nova.protocols.common.Answerable;

/// Which services a user may sign in with. Who they are there is in the table `identities`, which is written before
/// this entity is told; what is decided here is that somebody keeps a way in.
public interface UserIdentities {
    sealed interface Command extends User.Command {}

    /// Notes that this service may be used. Repeating it changes nothing.
    record LinkProvider(IdentityProvider provider, ActorRef<StatusReply<Done>> replyTo)
            implements Command, Answerable<Done> {}

    /// Notes that it may not any more. Refused with `LAST_WAY_IN` to who has no password and no other service;
    /// repeating it changes nothing.
    record UnlinkProvider(IdentityProvider provider, ActorRef<StatusReply<Done>> replyTo)
            implements Command, Answerable<Done> {}

    sealed interface Event extends User.Event {}

    @JsonTypeName("user.provider-linked")
    record ProviderLinked(IdentityProvider provider, Instant at) implements Event {}

    @JsonTypeName("user.provider-unlinked")
    record ProviderUnlinked(IdentityProvider provider, Instant at) implements Event {}
}
