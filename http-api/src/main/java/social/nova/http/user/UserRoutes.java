package social.nova.http.user;

import static akka.http.javadsl.server.Directives.complete;
import static akka.http.javadsl.server.Directives.get;
import static akka.http.javadsl.server.Directives.onSuccess;
import static akka.http.javadsl.server.Directives.path;
import static akka.http.javadsl.server.Directives.pathPrefix;
import static akka.http.javadsl.server.PathMatchers.segment;

import akka.http.javadsl.model.StatusCodes;
import akka.http.javadsl.server.Route;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import social.nova.http.common.Authentication;
import social.nova.http.common.Caller;
import social.nova.http.common.Json;
import social.nova.persistence.user.DataKey;
import social.nova.persistence.user.DataKeys;
import social.nova.persistence.user.PersonalField;
import social.nova.protocols.common.UserId;
import social.nova.protocols.user.User;

/// `/api/v1/users` and everything below it.
public final class UserRoutes {
    private final Authentication authentication;
    private final Users users;
    private final DataKeys keys;

    public UserRoutes(Authentication authentication, Users users, DataKeys keys) {
        this.authentication = authentication;
        this.users = users;
        this.keys = keys;
    }

    public Route routes() {
        return pathPrefix(
                segment("api").slash("v1").slash("users"),
                () -> path("me", () -> get(() -> authentication.authenticated(this::me))));
    }

    // GET /api/v1/users/me
    private Route me(Caller caller) {
        var profile = users.<User.Profile>ask(caller.user(), User.GetProfile::new);
        var answer = profile.thenCombine(keys.of(caller.user()), (told, key) -> Me.of(caller.user(), told, key));
        return onSuccess(answer, me -> complete(StatusCodes.OK, me, Json.marshaller()));
    }

    record Me(
            UserId id,
            String username,
            String email,
            @Nullable String displayName,
            @Nullable String bio,
            @Nullable String avatarUrl,
            @Nullable String coverPhotoUrl,
            @Nullable String location,
            boolean privateAccount,
            Instant createdAt) {

        // Nothing sets the optional fields yet: they are null until profiles can be edited.
        static Me of(UserId id, User.Profile profile, DataKey key) {
            return new Me(
                    id,
                    PersonalField.USERNAME.open(key, id, profile.username()),
                    PersonalField.EMAIL.open(key, id, profile.email()),
                    null,
                    null,
                    null,
                    null,
                    null,
                    false,
                    profile.createdAt());
        }
    }
}
