package social.nova.http.account;

import static java.util.Objects.requireNonNull;
import static social.nova.http.routing.Access.ANYONE;
import static social.nova.http.routing.Access.USER;

import akka.http.javadsl.model.HttpResponse;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import social.nova.http.common.Parameters;
import social.nova.http.common.Validation;
import social.nova.http.routing.Answer;
import social.nova.http.routing.Call;
import social.nova.http.routing.Endpoint;

/// `/api/v1/auth/refresh`, `/logout` and `/sessions`: what becomes of a login.
public final class SessionRoutes {
    private final Sessions sessions;

    public SessionRoutes(Sessions sessions) {
        this.sessions = sessions;
    }

    public List<Endpoint> endpoints() {
        return List.of(
                Endpoint.post("/api/v1/auth/refresh", ANYONE, RefreshRequest.class, this::refresh),
                Endpoint.post("/api/v1/auth/logout", USER, this::logout),
                Endpoint.get("/api/v1/auth/sessions", USER, this::list),
                Endpoint.delete("/api/v1/auth/sessions", USER, this::endAll),
                Endpoint.delete("/api/v1/auth/sessions/{session_id}", USER, this::end));
    }

    private CompletionStage<HttpResponse> refresh(Call call, RefreshRequest body) {
        new Validation()
                .check(body.refreshToken() != null, "refresh_token", "is required")
                .orRefuse();
        return sessions.refresh(requireNonNull(body.refreshToken())).thenApply(Answer::ok);
    }

    private CompletionStage<HttpResponse> logout(Call call) {
        var caller = call.caller();
        return sessions.logout(caller.user(), caller.session()).thenApply(_ -> Answer.noContent());
    }

    private CompletionStage<HttpResponse> list(Call call) {
        var caller = call.caller();
        return sessions.of(caller.user())
                .thenApply(open -> Answer.ok(new SessionsResponse(open.stream()
                        .map(shown -> SessionView.of(shown, caller.session()))
                        .toList())));
    }

    private CompletionStage<HttpResponse> end(Call call) {
        var session = Parameters.uuid("session_id", call.path("session_id"));
        return sessions.end(call.caller().user(), session).thenApply(_ -> Answer.noContent());
    }

    private CompletionStage<HttpResponse> endAll(Call call) {
        var caller = call.caller();
        var keepsThis = Parameters.flag(call.query(), "keep_current");
        return sessions.endAll(caller.user(), keepsThis ? caller.session() : null)
                .thenApply(_ -> Answer.noContent());
    }

    record RefreshRequest(@Nullable String refreshToken) {
        @Override
        public String toString() {
            return "RefreshRequest[***]";
        }
    }

    record SessionsResponse(List<SessionView> sessions) {}

    record SessionView(
            String id,
            boolean current,
            @Nullable String userAgent,
            Instant createdAt,
            Instant lastUsedAt,
            Instant expiresAt) {

        static SessionView of(Sessions.Shown shown, String current) {
            var session = shown.session();
            return new SessionView(
                    session.id(),
                    session.id().equals(current),
                    shown.device().orElse(null),
                    session.openedAt(),
                    session.lastUsedAt(),
                    session.expiresAt());
        }
    }
}
