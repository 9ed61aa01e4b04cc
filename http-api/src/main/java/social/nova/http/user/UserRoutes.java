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
import social.nova.http.user.Profiles.Own;
import social.nova.protocols.common.UserId;

/// `/api/v1/users` and everything below it.
public final class UserRoutes {
    private final Profiles profiles;

    public UserRoutes(Profiles profiles) {
        this.profiles = profiles;
    }

    public List<Endpoint> endpoints() {
        return List.of(Endpoint.get("/api/v1/users/me", USER, this::me).tagged());
    }

    private CompletionStage<HttpResponse> me(Call call) {
        return profiles.own(call.caller().user()).thenApply(own -> Answer.ok(Me.of(own)));
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

        static Me of(Own own) {
            var profile = own.profile();
            var about = profile.about();
            return new Me(
                    profile.id(),
                    profile.username(),
                    own.email(),
                    about.displayName(),
                    about.bio(),
                    about.avatarUrl(),
                    about.coverPhotoUrl(),
                    about.location(),
                    about.privateAccount(),
                    profile.createdAt());
        }
    }
}
