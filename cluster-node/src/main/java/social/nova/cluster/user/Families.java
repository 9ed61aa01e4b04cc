package social.nova.cluster.user;

import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import social.nova.cluster.user.UserState.Session;
import social.nova.protocols.user.UserSessions;
import social.nova.protocols.user.UserSessions.SessionOpened;
import social.nova.protocols.user.UserSessions.SessionRefreshed;
import social.nova.protocols.user.UserSessions.SessionsEnded;

/// How a user's login sessions change: a list in the order in which they were opened, never longer than [#MAX].
final class Families {
    static final int MAX = 50;

    private Families() {}

    static List<Session> on(List<Session> sessions, UserSessions.Event event) {
        return switch (event) {
            case SessionOpened opened -> with(sessions, opened);
            case SessionRefreshed refreshed ->
                changed(sessions, refreshed.session(), session -> refreshed(session, refreshed));
            case SessionsEnded ended ->
                sessions.stream()
                        .filter(session -> !ended.sessions().contains(session.id()))
                        .toList();
        };
    }

    /// Those that can still be refreshed.
    static Stream<Session> alive(List<Session> sessions, Instant now) {
        return sessions.stream().filter(session -> session.expiresAt().isAfter(now));
    }

    /// Those that must end before another is opened: of those alive, the ones used longest ago.
    static List<String> inTheWay(List<Session> sessions, Instant now) {
        var alive = alive(sessions, now).toList();
        return alive.stream()
                .map(Session::shown)
                .sorted(Comparator.comparing(UserSessions.LoginSession::lastUsedAt))
                .limit(Math.max(0, alive.size() - MAX + 1))
                .map(UserSessions.LoginSession::id)
                .toList();
    }

    static List<String> idsBut(List<Session> sessions, @Nullable String except) {
        return sessions.stream()
                .map(Session::id)
                .filter(id -> !id.equals(except))
                .toList();
    }

    // Events of before sessions were ended for being too many: there, the oldest was dropped without a word.
    private static List<Session> with(List<Session> sessions, SessionOpened opened) {
        var session = new Session(
                opened.session(), opened.refreshTokenHash(), opened.at(), opened.expiresAt(), null, opened.device());
        var alive =
                Stream.concat(alive(sessions, opened.at()), Stream.of(session)).toList();
        return List.copyOf(alive.subList(Math.max(0, alive.size() - MAX), alive.size()));
    }

    private static Session refreshed(Session session, SessionRefreshed refreshed) {
        return new Session(
                session.id(),
                refreshed.refreshTokenHash(),
                session.openedAt(),
                refreshed.expiresAt(),
                refreshed.at(),
                session.device());
    }

    private static List<Session> changed(List<Session> sessions, String id, UnaryOperator<Session> change) {
        return sessions.stream()
                .map(session -> session.id().equals(id) ? change.apply(session) : session)
                .toList();
    }
}
