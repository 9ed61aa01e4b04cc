package social.nova.protocols.user;

import akka.Done;
import akka.actor.typed.ActorRef;
import akka.cluster.sharding.typed.javadsl.EntityTypeKey;
import akka.pattern.StatusReply;
import com.fasterxml.jackson.annotation.JsonTypeName;
import java.time.Instant;
import social.nova.protocols.common.Answerable;
import social.nova.protocols.common.Journaled;
import social.nova.protocols.common.NovaSerializable;
import social.nova.protocols.common.Sealed;
import social.nova.protocols.trace.Trace;
import social.nova.protocols.trace.TracedCommand;

/// The protocol of a user: what one can be told, what is remembered of them, what is answered.
///
/// One sharded, event-sourced entity exists per user id. Personal fields travel and are kept only sealed under the
/// user's data key: who destroys that key makes the journal unreadable. Whether an address or a name is free is not
/// decided here but by the `accounts` table, which is written before this entity is told.
public interface User {
    EntityTypeKey<Command> TYPE_KEY = EntityTypeKey.create(Command.class, "User");

    sealed interface Command extends NovaSerializable {}

    /// Another command, on behalf of a request.
    record Traced(Trace trace, Command command) implements Command, TracedCommand {}

    /// Makes this id a user. Refused with `CONFLICT` if it is one already, or if its reservation was voided.
    record Register(Sealed email, Sealed username, Sealed passwordHash, ActorRef<StatusReply<Done>> replyTo)
            implements Command, Answerable<Done> {}

    /// Makes sure that this id never becomes a user, so that its address and name are free for another. Refused with
    /// `CONFLICT` if it is a user already.
    record VoidReservation(ActorRef<StatusReply<Done>> replyTo) implements Command, Answerable<Done> {}

    /// Notes that the e-mail address is the user's own. Repeating it changes nothing.
    record VerifyEmail(ActorRef<StatusReply<Done>> replyTo) implements Command, Answerable<Done> {}

    record GetCredentials(ActorRef<StatusReply<Credentials>> replyTo) implements Command, Answerable<Credentials> {}

    /// Begins a login session after the password was found right. Refused with `EMAIL_NOT_VERIFIED` until it is.
    ///
    /// @param refreshTokenHash what is kept of the session's first refresh token
    record OpenSession(String session, String refreshTokenHash, Instant expiresAt, ActorRef<StatusReply<Done>> replyTo)
            implements Command, Answerable<Done> {}

    record GetProfile(ActorRef<StatusReply<Profile>> replyTo) implements Command, Answerable<Profile> {}

    sealed interface Event extends Journaled {}

    @JsonTypeName("user.registered")
    record Registered(Sealed email, Sealed username, Sealed passwordHash, Instant at) implements Event {}

    @JsonTypeName("user.reservation-voided")
    record ReservationVoided(Instant at) implements Event {}

    @JsonTypeName("user.email-verified")
    record EmailVerified(Instant at) implements Event {}

    /// @param session names the token family: every refresh token that descends from this login
    @JsonTypeName("user.session-opened")
    record SessionOpened(String session, String refreshTokenHash, Instant expiresAt, Instant at) implements Event {}

    /// What a password is checked against.
    record Credentials(Sealed passwordHash, boolean emailVerified) implements NovaSerializable {}

    /// What a user tells of themselves, as only they see it.
    record Profile(Sealed email, Sealed username, Instant createdAt) implements NovaSerializable {}
}
