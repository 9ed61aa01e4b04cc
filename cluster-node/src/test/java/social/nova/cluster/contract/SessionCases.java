package social.nova.cluster.contract;

import static social.nova.protocols.contract.Service.USER;

import java.util.List;
import java.util.Map;
import java.util.UUID;

/// What the routes of login sessions answer.
final class SessionCases {
    private static final String REFRESH = "/api/v1/auth/refresh";
    private static final String LOGOUT = "/api/v1/auth/logout";
    private static final String SESSIONS = "/api/v1/auth/sessions";
    private static final String SESSION = "/api/v1/auth/sessions/{session_id}";

    private SessionCases() {}

    static List<Case> all() {
        var guest = Person.register();
        var leaving = Person.register();
        var other = SESSIONS + "/" + guest.session();
        return List.of(
                refresh(leaving.refreshToken(), "200"),
                refresh(leaving.refreshToken(), "401 INVALID_TOKEN"),
                refresh("no token", "401 INVALID_TOKEN"),
                Case.get(USER, SESSIONS, "200").as(guest),
                nobody(Case.get(USER, SESSIONS, "404 USER_NOT_FOUND")),
                delete(SESSION, "404 NOT_FOUND")
                        .at(SESSIONS + "/" + UUID.randomUUID())
                        .as(guest),
                delete(SESSION, "400 VALIDATION_ERROR").at(SESSIONS + "/5").as(guest),
                nobody(delete(SESSION, "404 USER_NOT_FOUND").at(other)),
                delete(SESSIONS, "400 VALIDATION_ERROR")
                        .at(SESSIONS + "?keep_current=x")
                        .as(guest),
                delete(SESSIONS, "204").at(SESSIONS + "?keep_current=true").as(guest),
                delete(SESSION, "204").at(other).as(guest),
                Case.get(USER, SESSIONS, "401 INVALID_TOKEN").as(guest),
                nobody(delete(SESSIONS, "404 USER_NOT_FOUND")),
                nobody(Case.post(USER, LOGOUT, "", "404 USER_NOT_FOUND")),
                Case.post(USER, LOGOUT, "", "204")
                        .with("Authorization", "Bearer " + Token.of(guest).signed()),
                delete(SESSIONS, "204")
                        .with("Authorization", "Bearer " + Token.of(guest).signed()));
    }

    private static Case refresh(String token, String answer) {
        return Case.post(USER, REFRESH, "{\"refresh_token\": \"%s\"}".formatted(token), answer);
    }

    private static Case delete(String path, String answer) {
        return new Case(USER, "DELETE", path, path, Map.of(), "", answer);
    }

    private static Case nobody(Case one) {
        var token = Token.of(UUID.randomUUID().toString()).signed();
        return one.with("Authorization", "Bearer " + token);
    }
}
