package social.nova.http.account;

import akka.stream.javadsl.Source;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import social.nova.http.export.ExportPart;
import social.nova.persistence.account.RoleRepository;

/// What a user gets of their login sessions, and what they may do.
public final class AccountExport {
    private AccountExport() {}

    public static List<ExportPart> parts(Sessions sessions, RoleRepository roles) {
        return List.of(
                ExportPart.many(
                        "sessions.json",
                        user -> Source.completionStage(sessions.of(user))
                                .mapConcat(open -> open)
                                .map(OpenSession::of)),
                ExportPart.one(
                        "role.json",
                        user -> Source.completionStage(roles.of(user)).map(role -> new Held(RoleRoutes.name(role)))));
    }

    /// @param userAgent what the client called itself, if it did
    record OpenSession(
            String id, @Nullable String userAgent, Instant createdAt, Instant lastUsedAt, Instant expiresAt) {

        static OpenSession of(Sessions.Shown shown) {
            var session = shown.session();
            return new OpenSession(
                    session.id(),
                    shown.device().orElse(null),
                    session.openedAt(),
                    session.lastUsedAt(),
                    session.expiresAt());
        }
    }

    record Held(String role) {}
}
