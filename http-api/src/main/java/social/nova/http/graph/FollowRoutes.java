package social.nova.http.graph;

import static social.nova.http.routing.Access.USER;
import static social.nova.http.routing.Access.VIEWER;

import akka.http.javadsl.model.HttpResponse;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletionStage;
import social.nova.http.common.Paging;
import social.nova.http.graph.Visibility.Thing;
import social.nova.http.routing.Answer;
import social.nova.http.routing.Call;
import social.nova.http.routing.Endpoint;
import social.nova.persistence.graph.FollowRepository;
import social.nova.persistence.graph.UserListRepository.Kind;
import social.nova.persistence.user.ProfileRepository.Card;
import social.nova.protocols.common.ErrorCode;

/// Following, and asking to: below `/api/v1/users`.
public final class FollowRoutes {
    private final FollowRepository follows;
    private final Visibility visibility;
    private final UserLists lists;

    public FollowRoutes(FollowRepository follows, Visibility visibility, UserLists lists) {
        this.follows = follows;
        this.visibility = visibility;
        this.lists = lists;
    }

    public List<Endpoint> endpoints() {
        return List.of(
                Endpoint.post("/api/v1/users/{user_id}/follow", USER, this::follow),
                Endpoint.delete("/api/v1/users/{user_id}/follow", USER, this::unfollow),
                Endpoint.get("/api/v1/users/{user_id}/followers", VIEWER, this::followers),
                Endpoint.get("/api/v1/users/{user_id}/following", VIEWER, this::following),
                Endpoint.delete("/api/v1/users/me/followers/{user_id}", USER, this::removeFollower),
                Endpoint.get("/api/v1/users/me/follow-requests", USER, this::requests),
                Endpoint.post("/api/v1/users/me/follow-requests/{user_id}", USER, this::accept),
                Endpoint.delete("/api/v1/users/me/follow-requests/{user_id}", USER, this::decline));
    }

    private CompletionStage<HttpResponse> follow(Call call) {
        return follows.follow(call.caller().user(), People.other(call))
                .thenApply(standing -> Answer.ok(new Status(standing.name().toLowerCase(Locale.ROOT))));
    }

    private CompletionStage<HttpResponse> unfollow(Call call) {
        return follows.unfollow(call.caller().user(), People.other(call)).thenApply(_ -> Answer.noContent());
    }

    private CompletionStage<HttpResponse> removeFollower(Call call) {
        return follows.unfollow(People.other(call), call.caller().user()).thenApply(_ -> Answer.noContent());
    }

    private CompletionStage<HttpResponse> followers(Call call) {
        var owner = People.named(call);
        var paging = Paging.of(call.query());
        return visibility
                .require(call.viewer(), owner, Thing.LISTS)
                .thenCompose(_ -> lists.page(Kind.FOLLOWERS, owner, call.viewer(), paging))
                .thenApply(
                        page -> Answer.ok(new Followers(page.users(), page.total(), paging.limit(), paging.offset())));
    }

    private CompletionStage<HttpResponse> following(Call call) {
        var owner = People.named(call);
        var paging = Paging.of(call.query());
        return visibility
                .require(call.viewer(), owner, Thing.LISTS)
                .thenCompose(_ -> lists.page(Kind.FOLLOWING, owner, call.viewer(), paging))
                .thenApply(
                        page -> Answer.ok(new Following(page.users(), page.total(), paging.limit(), paging.offset())));
    }

    private CompletionStage<HttpResponse> requests(Call call) {
        var paging = Paging.of(call.query());
        return lists.page(Kind.FOLLOW_REQUESTS, call.caller().user(), call.viewer(), paging)
                .thenApply(
                        page -> Answer.ok(new Requests(page.users(), page.total(), paging.limit(), paging.offset())));
    }

    private CompletionStage<HttpResponse> accept(Call call) {
        return follows.accept(call.caller().user(), People.other(call)).thenApply(follows -> {
            if (!follows) {
                throw ErrorCode.NOT_FOUND.failure();
            }
            return Answer.ok(new Status("accepted"));
        });
    }

    private CompletionStage<HttpResponse> decline(Call call) {
        return follows.decline(call.caller().user(), People.other(call)).thenApply(_ -> Answer.noContent());
    }

    record Status(String status) {}

    record Followers(List<Card> followers, long totalCount, int limit, long offset) {}

    record Following(List<Card> following, long totalCount, int limit, long offset) {}

    record Requests(List<Card> requests, long totalCount, int limit, long offset) {}
}
