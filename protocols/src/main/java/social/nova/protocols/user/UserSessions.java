package social.nova.protocols.user;

import akka.actor.typed.ActorRef;
import akka.pattern.StatusReply;
import com.fasterxml.jackson.annotation.JsonTypeName;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import social.nova.protocols.common.Answerable;
import social.nova.protocols.common.NovaSerializable;
import social.nova.protocols.common.Sealed;

/// A user's login sessions. Each is a token family: every refresh token that descends from one login.
///
/// A session that ends takes its access tokens with it: whoever ends one is answered which have ended, and makes them
/// known to all nodes. `tokensUntil` says how long that must be remembered: until no access token issued before can be
/// valid any more.
public interface UserSessions {
    sealed interface Command extends User.Command {}

    /// Begins a login session after somebody has proved to be the user. Refused with `EMAIL_NOT_VERIFIED` until
    /// it is, and with `INVALID_CREDENTIALS` if the password was changed since it was checked. One session too
    /// many ends the one that was used longest ago.
    ///
    /// @param password which one was found right, as [UserAccount.GetCredentials] gave it; nothing if it was
    ///     something else that proved it
    /// @param refreshTokenHash what is kept of the session's first refresh token
    /// @param device what the client called itself, sealed; nothing if it did not
    record OpenSession(
            String session,
            String refreshTokenHash,
            Instant expiresAt,
            Instant tokensUntil,
            @Nullable Sealed device,
            @Nullable Sealed password,
            ActorRef<StatusReply<Ended>> replyTo)
            implements Command, Answerable<Ended> {}

    /// Exchanges the session's refresh token for the next. A token that was issued for this session and is not its
    /// newest was used before: it is in two hands, and the session ends. Refused with `INVALID_TOKEN` if there is
    /// no such session, or the token was never issued.
    ///
    /// @param presentedHash of the token that the client has
    /// @param issued whether that token is proved to have been issued; not known of the newest one of a session
    ///     that was last refreshed by an earlier release, and not needed then
    /// @param nextHash of the one that it is to get
    record RefreshSession(
            String session,
            String presentedHash,
            boolean issued,
            String nextHash,
            Instant expiresAt,
            Instant tokensUntil,
            ActorRef<StatusReply<Refreshed>> replyTo)
            implements Command, Answerable<Refreshed> {}

    /// Ends one session; refused with `NOT_FOUND` if there is no such session.
    record EndSession(String session, Instant tokensUntil, ActorRef<StatusReply<Ended>> replyTo)
            implements Command, Answerable<Ended> {}

    /// Ends all sessions, and the logins that wait for a code.
    ///
    /// @param except one that goes on, or nothing
    record EndSessions(@Nullable String except, Instant tokensUntil, ActorRef<StatusReply<Ended>> replyTo)
            implements Command, Answerable<Ended> {}

    record GetSessions(ActorRef<StatusReply<Open>> replyTo) implements Command, Answerable<Open> {}

    sealed interface Event extends User.Event {}

    /// @param session names the token family
    @JsonTypeName("user.session-opened")
    record SessionOpened(
            String session,
            String refreshTokenHash,
            Instant expiresAt,
            @Nullable Sealed device,
            Instant at) implements Event {}

    @JsonTypeName("user.session-refreshed")
    record SessionRefreshed(String session, String refreshTokenHash, Instant expiresAt, Instant at) implements Event {}

    /// Their refresh tokens are dead, and their access tokens are not to be taken any more.
    @JsonTypeName("user.sessions-ended")
    record SessionsEnded(List<String> sessions, Instant tokensUntil, Instant at) implements Event {}

    /// @param sessions that have ended by it, maybe none
    record Ended(List<String> sessions) implements NovaSerializable {}

    /// @param reused the presented token was a dead one, there is no next, and the session has ended
    record Refreshed(boolean reused) implements NovaSerializable {}

    /// @param sessions that can be refreshed, the one used last first
    record Open(List<LoginSession> sessions) implements NovaSerializable {}

    record LoginSession(
            String id,
            Instant openedAt,
            Instant lastUsedAt,
            Instant expiresAt,
            @Nullable Sealed device) {}
}
