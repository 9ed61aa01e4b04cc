package social.nova.protocols.user;

import akka.Done;
import akka.actor.typed.ActorRef;
import akka.pattern.StatusReply;
import com.fasterxml.jackson.annotation.JsonTypeName;
import java.time.Instant;
import social.nova.protocols.common.Answerable;

/// A user's login sessions. Each is a token family: every refresh token that descends from one login.
public interface UserSessions {
    sealed interface Command extends User.Command {}

    /// Begins a login session after the password was found right. Refused with `EMAIL_NOT_VERIFIED` until it is.
    ///
    /// @param refreshTokenHash what is kept of the session's first refresh token
    record OpenSession(String session, String refreshTokenHash, Instant expiresAt, ActorRef<StatusReply<Done>> replyTo)
            implements Command, Answerable<Done> {}

    sealed interface Event extends User.Event {}

    /// @param session names the token family
    @JsonTypeName("user.session-opened")
    record SessionOpened(String session, String refreshTokenHash, Instant expiresAt, Instant at) implements Event {}
}
