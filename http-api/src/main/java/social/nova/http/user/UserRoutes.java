package social.nova.http.user;

import static social.nova.http.routing.Access.USER;

import akka.http.javadsl.model.HttpResponse;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import social.nova.http.routing.Answer;
import social.nova.http.routing.Call;
import social.nova.http.routing.Endpoint;
import social.nova.persistence.user.DataKey;
import social.nova.persistence.user.DataKeys;
import social.nova.persistence.user.PersonalField;
import social.nova.protocols.common.UserId;
import social.nova.protocols.user.UserProfile;

/// `/api/v1/users` and everything below it.
public final class UserRoutes {
    private final Users users;
    private final DataKeys keys;

    public UserRoutes(Users users, DataKeys keys) {
        this.users = users;
        this.keys = keys;
    }

    public List<Endpoint> endpoints() {
        return List.of(Endpoint.get("/api/v1/users/me", USER, this::me).tagged());
    }

    private CompletionStage<HttpResponse> me(Call call) {
        var me = call.caller().user();
        return users.<UserProfile.Profile>ask(me, UserProfile.GetProfile::new)
                .thenCombine(keys.of(me), (profile, key) -> Answer.ok(Me.of(me, profile, key)));
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
        static Me of(UserId id, UserProfile.Profile profile, DataKey key) {
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
