package social.nova.protocols.user;

import akka.Done;
import akka.actor.typed.ActorRef;
import akka.pattern.StatusReply;
import com.fasterxml.jackson.annotation.JsonTypeName;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import social.nova.protocols.common.Answerable;
import social.nova.protocols.common.NovaSerializable;
import social.nova.protocols.common.Repeatable;
import social.nova.protocols.common.Sealed;

/// A user's account: whether there is one, its address and name, what proves that somebody is them.
public interface UserAccount {
    sealed interface Command extends User.Command {}

    /// Makes this id a user. Refused with `CONFLICT` if it is one already, or if its reservation was voided.
    record Register(Sealed email, Sealed username, Sealed passwordHash, ActorRef<StatusReply<Done>> replyTo)
            implements Command, Answerable<Done> {}

    /// The same for who comes by another service, which vouches for the address: verified, and without a password.
    record RegisterVerified(Sealed email, Sealed username, ActorRef<StatusReply<Done>> replyTo)
            implements Command, Answerable<Done> {}

    /// Makes sure that this id never becomes a user, so that its address and name are free for another. Refused with
    /// `CONFLICT` if it is a user already.
    record VoidReservation(ActorRef<StatusReply<Done>> replyTo) implements Command, Answerable<Done>, Repeatable {}

    /// Notes that the e-mail address is the user's own. Repeating it changes nothing.
    record VerifyEmail(ActorRef<StatusReply<Done>> replyTo) implements Command, Answerable<Done>, Repeatable {}

    /// Gives an account whose address was never verified to who has shown elsewhere that the address is theirs, as
    /// somebody else may have registered it: it is verified, and has no password, session or second factor. Changes
    /// nothing of an account that is verified.
    record TakeOver(ActorRef<StatusReply<Done>> replyTo) implements Command, Answerable<Done>, Repeatable {}

    /// Makes this user nobody, for good: ends all sessions, and everything after it is answered `USER_NOT_FOUND`.
    /// Repeating it changes nothing, and ends none.
    ///
    /// @param tokensUntil as for [UserSessions.EndSessions]
    record Erase(Instant tokensUntil, ActorRef<StatusReply<UserSessions.Ended>> replyTo)
            implements Command, Answerable<UserSessions.Ended> {}

    /// Makes this address the user's, which they have shown to be theirs.
    record ChangeEmail(Sealed email, ActorRef<StatusReply<Done>> replyTo) implements Command, Answerable<Done> {}

    /// Gives the account another password, and ends its sessions and the logins that wait for a code. Refused with
    /// `INVALID_CREDENTIALS` if it was changed since it was looked at, whatever proved who is asking.
    ///
    /// @param current which one it was then, as [GetCredentials] gave it; nothing if there was none
    /// @param except a session that goes on, or nothing
    /// @param tokensUntil as for [UserSessions.EndSessions]
    record ChangePassword(
            Sealed passwordHash,
            @Nullable Sealed current,
            @Nullable String except,
            Instant tokensUntil,
            ActorRef<StatusReply<UserSessions.Ended>> replyTo)
            implements Command, Answerable<UserSessions.Ended> {}

    /// Keeps the same password by another hash, which costs more to guess against. Changes nothing if it is no longer
    /// the one that was known.
    ///
    /// @param known as [GetCredentials] gave it; what was checked against it is still right afterwards
    record RenewPasswordHash(Sealed known, Sealed renewed, ActorRef<StatusReply<Done>> replyTo)
            implements Command, Answerable<Done>, Repeatable {}

    record GetCredentials(ActorRef<StatusReply<Credentials>> replyTo)
            implements Command, Answerable<Credentials>, Repeatable {}

    sealed interface Event extends User.Event {}

    /// @param passwordHash nothing for who has no password
    @JsonTypeName("user.registered")
    record Registered(
            Sealed email, Sealed username, @Nullable Sealed passwordHash, Instant at) implements Event {}

    @JsonTypeName("user.reservation-voided")
    record ReservationVoided(Instant at) implements Event {}

    @JsonTypeName("user.email-verified")
    record EmailVerified(Instant at) implements Event {}

    /// The address is verified, and what was a way in before is none any more.
    @JsonTypeName("user.taken-over")
    record TakenOver(Instant at) implements Event {}

    @JsonTypeName("user.erased")
    record Erased(Instant at) implements Event {}

    /// The new address is verified.
    @JsonTypeName("user.email-changed")
    record EmailChanged(Sealed email, Instant at) implements Event {}

    @JsonTypeName("user.password-changed")
    record PasswordChanged(Sealed passwordHash, Instant at) implements Event {}

    /// The password is the same.
    @JsonTypeName("user.password-hash-renewed")
    record PasswordHashRenewed(Sealed passwordHash, Instant at) implements Event {}

    /// What a password is checked against.
    ///
    /// @param passwordHash nothing if the user has no password
    record Credentials(@Nullable Sealed passwordHash, boolean emailVerified) implements NovaSerializable {}
}
