package social.nova.cluster.user;

import akka.pattern.StatusReply;
import akka.persistence.typed.javadsl.ReplyEffect;
import social.nova.protocols.common.ErrorCode;
import social.nova.protocols.user.User.Event;
import social.nova.protocols.user.UserSessions;

/// Decides on login sessions.
record SessionDecisions(Turn turn) {

    ReplyEffect<Event, UserState> on(UserState state, UserSessions.Command command) {
        return switch (command) {
            case UserSessions.OpenSession open -> onOpenSession(state, open);
        };
    }

    private ReplyEffect<Event, UserState> onOpenSession(UserState state, UserSessions.OpenSession open) {
        return turn.ifRegistered(
                state,
                open,
                account -> account.emailVerified()
                        ? turn.persist(
                                open,
                                new UserSessions.SessionOpened(
                                        open.session(), open.refreshTokenHash(), open.expiresAt(), turn.now()),
                                _ -> StatusReply.ack())
                        : turn.refuse(open, ErrorCode.EMAIL_NOT_VERIFIED));
    }
}
