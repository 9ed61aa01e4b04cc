package social.nova.http.user;

import static social.nova.http.routing.Access.USER;
import static social.nova.http.routing.Access.VIEWER;

import akka.http.javadsl.model.HttpResponse;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import social.nova.http.common.Parameters;
import social.nova.http.routing.Answer;
import social.nova.http.routing.Call;
import social.nova.http.routing.Endpoint;
import social.nova.http.user.Profiles.Change;
import social.nova.http.user.Profiles.Own;
import social.nova.persistence.graph.FollowRepository;
import social.nova.persistence.user.ProfileRepository.Profile;
import social.nova.protocols.common.UserId;

/// `/api/v1/users`: who somebody is.
public final class UserRoutes {
    private static final int MAX_IDS = 100;

    private final Profiles profiles;
    private final FollowRepository follows;

    public UserRoutes(Profiles profiles, FollowRepository follows) {
        this.profiles = profiles;
        this.follows = follows;
    }

    public List<Endpoint> endpoints() {
        return List.of(
                Endpoint.get("/api/v1/users/me", USER, this::me).tagged(),
                Endpoint.patch("/api/v1/users/me", USER, ChangeRequest.class, this::change),
                Endpoint.get("/api/v1/users", VIEWER, this::many),
                Endpoint.get("/api/v1/users/{user_id}", VIEWER, this::one).tagged(),
                Endpoint.get("/api/v1/users/by-username/{username}", VIEWER, this::named)
                        .tagged());
    }

    private CompletionStage<HttpResponse> me(Call call) {
        return profiles.own(call.caller().user()).thenApply(own -> Answer.ok(Me.of(own)));
    }

    private CompletionStage<HttpResponse> change(Call call, ChangeRequest body) {
        var me = call.caller().user();
        return profiles.change(me, body.checked())
                .thenCompose(own -> Boolean.FALSE.equals(body.privateAccount())
                        ? follows.acceptAll(me).thenApply(_ -> own)
                        : CompletableFuture.completedStage(own))
                .thenApply(own -> Answer.ok(Me.of(own)));
    }

    private CompletionStage<HttpResponse> one(Call call) {
        var user = Parameters.user("user_id", call.path("user_id"));
        return profiles.seenBy(call.viewer(), user).thenApply(profile -> Answer.ok(PublicProfile.of(profile)));
    }

    private CompletionStage<HttpResponse> named(Call call) {
        return profiles.seenBy(call.viewer(), call.path("username"))
                .thenApply(profile -> Answer.ok(PublicProfile.of(profile)));
    }

    private CompletionStage<HttpResponse> many(Call call) {
        var ids = Parameters.users("ids", call.query(), MAX_IDS);
        return profiles.seenBy(call.viewer(), ids)
                .thenApply(found -> Answer.ok(
                        new Listing(found.stream().map(PublicProfile::of).toList())));
    }

    /// What of a profile can be changed; whatever else a client sends is ignored.
    record ChangeRequest(
            @Nullable String displayName,
            @Nullable String bio,
            @Nullable String avatarUrl,
            @Nullable String coverPhotoUrl,
            @Nullable String location,
            @Nullable Boolean privateAccount) {

        Change checked() {
            new ProfileRules()
                    .name("display_name", displayName)
                    .bio("bio", bio)
                    .url("avatar_url", avatarUrl)
                    .url("cover_photo_url", coverPhotoUrl)
                    .name("location", location)
                    .orRefuse();
            return new Change(displayName, bio, avatarUrl, coverPhotoUrl, location, privateAccount);
        }

        @Override
        public String toString() {
            return "ChangeRequest[***]";
        }
    }

    /// As everybody sees a user who sees them at all.
    record PublicProfile(
            UserId id,
            String username,
            @Nullable String displayName,
            @Nullable String bio,
            @Nullable String avatarUrl,
            @Nullable String coverPhotoUrl,
            @Nullable String location,
            boolean privateAccount,
            Instant createdAt) {

        static PublicProfile of(Profile profile) {
            var about = profile.about();
            return new PublicProfile(
                    profile.id(),
                    profile.username(),
                    about.displayName(),
                    about.bio(),
                    about.avatarUrl(),
                    about.coverPhotoUrl(),
                    about.location(),
                    about.privateAccount(),
                    profile.createdAt());
        }
    }

    /// In the order in which they were asked for; who is unknown is left out.
    record Listing(List<PublicProfile> users) {}

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
            boolean totpEnabled,
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
                    own.secondFactor(),
                    profile.createdAt());
        }
    }
}
