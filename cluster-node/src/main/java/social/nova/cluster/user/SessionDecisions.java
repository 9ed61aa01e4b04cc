package social.nova.cluster.user;

import akka.pattern.StatusReply;
import akka.persistence.typed.javadsl.ReplyEffect;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import social.nova.protocols.common.ErrorCode;
import social.nova.protocols.user.User.Event;
import social.nova.protocols.user.UserSecondFactor;
import social.nova.protocols.user.UserSessions;
import social.nova.protocols.user.UserSessions.Ended;

/// Decides on login sessions.
record SessionDecisions(Turn turn) {

    ReplyEffect<Event, UserState> on(UserState state, UserSessions.Command command) {
        return switch (command) {
            case UserSessions.OpenSession open -> onOpenSession(state, open);
            case UserSessions.RefreshSession refresh -> onRefreshSession(state, refresh);
            case UserSessions.EndSession end -> onEndSession(state, end);
            case UserSessions.EndSessions end -> onEndSessions(state, end);
            case UserSessions.GetSessions get -> onGetSessions(state, get);
        };
    }

    private ReplyEffect<Event, UserState> onOpenSession(UserState state, UserSessions.OpenSession open) {
        return turn.ifRegistered(state, open, account -> {
            if (!account.emailVerified()) {
                return turn.refuse(open, ErrorCode.EMAIL_NOT_VERIFIED);
            }
            if (!account.stillHas(open.password())) {
                return turn.refuse(open, ErrorCode.INVALID_CREDENTIALS);
            }
            var now = turn.now();
            var displaced = Families.inTheWay(state.sessions(), now);
            var events = new ArrayList<Event>(ending(displaced, open.tokensUntil(), now));
            events.add(new UserSessions.SessionOpened(
                    open.session(), open.refreshTokenHash(), open.expiresAt(), open.device(), now));
            return turn.persist(open, events, _ -> StatusReply.success(new Ended(displaced)));
        });
    }

    private ReplyEffect<Event, UserState> onRefreshSession(UserState state, UserSessions.RefreshSession refresh) {
        return turn.ifRegistered(state, refresh, _ -> {
            var now = turn.now();
            var family = Families.alive(state.sessions(), now)
                    .filter(session -> session.id().equals(refresh.session()))
                    .findAny();
            if (family.isEmpty()) {
                return turn.refuse(refresh, ErrorCode.INVALID_TOKEN);
            }
            var reused = !same(family.get().refreshTokenHash(), refresh.presentedHash());
            if (reused && !refresh.issued()) {
                return turn.refuse(refresh, ErrorCode.INVALID_TOKEN);
            }
            var event = reused
                    ? new UserSessions.SessionsEnded(List.of(refresh.session()), refresh.tokensUntil(), now)
                    : new UserSessions.SessionRefreshed(
                            refresh.session(), refresh.nextHash(), refresh.expiresAt(), now);
            return turn.persist(refresh, event, _ -> StatusReply.success(new UserSessions.Refreshed(reused)));
        });
    }

    private ReplyEffect<Event, UserState> onEndSession(UserState state, UserSessions.EndSession end) {
        return turn.ifRegistered(
                state,
                end,
                _ -> state.sessions().stream().anyMatch(session -> session.id().equals(end.session()))
                        ? end(end, List.of(end.session()))
                        : turn.refuse(end, ErrorCode.NOT_FOUND));
    }

    private ReplyEffect<Event, UserState> onEndSessions(UserState state, UserSessions.EndSessions end) {
        return turn.ifRegistered(state, end, _ -> {
            var now = turn.now();
            var ended = Families.idsBut(state.sessions(), end.except());
            var events = new ArrayList<Event>(ending(ended, end.tokensUntil(), now));
            if (!state.secondFactor().challenges().isEmpty()) {
                events.add(new UserSecondFactor.ChallengesEnded(now));
            }
            return turn.persist(end, events, _ -> StatusReply.success(new Ended(ended)));
        });
    }

    private ReplyEffect<Event, UserState> onGetSessions(UserState state, UserSessions.GetSessions get) {
        return turn.ifRegistered(
                state,
                get,
                _ -> turn.answer(
                        get,
                        new UserSessions.Open(Families.alive(state.sessions(), turn.now())
                                .map(UserState.Session::shown)
                                .sorted(Comparator.comparing(UserSessions.LoginSession::lastUsedAt)
                                        .reversed())
                                .toList())));
    }

    private ReplyEffect<Event, UserState> end(UserSessions.EndSession end, List<String> sessions) {
        return turn.persist(
                end, ending(sessions, end.tokensUntil(), turn.now()), _ -> StatusReply.success(new Ended(sessions)));
    }

    /// The events that end these sessions: one, or none where there is none to end.
    static List<Event> ending(List<String> sessions, Instant tokensUntil, Instant now) {
        return sessions.isEmpty() ? List.of() : List.of(new UserSessions.SessionsEnded(sessions, tokensUntil, now));
    }

    private static boolean same(String kept, String presented) {
        return MessageDigest.isEqual(
                kept.getBytes(StandardCharsets.US_ASCII), presented.getBytes(StandardCharsets.US_ASCII));
    }
}
