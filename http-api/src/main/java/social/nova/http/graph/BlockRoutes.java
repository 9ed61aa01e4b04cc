package social.nova.http.graph;

import static social.nova.http.routing.Access.USER;

import akka.http.javadsl.model.HttpResponse;
import java.util.List;
import java.util.concurrent.CompletionStage;
import social.nova.http.common.Paging;
import social.nova.http.routing.Answer;
import social.nova.http.routing.Call;
import social.nova.http.routing.Endpoint;
import social.nova.persistence.graph.UserListRepository.Kind;
import social.nova.persistence.user.ProfileRepository.Card;

/// Blocking: below `/api/v1/users`.
public final class BlockRoutes {
    private final Blocking blocking;
    private final UserLists lists;

    public BlockRoutes(Blocking blocking, UserLists lists) {
        this.blocking = blocking;
        this.lists = lists;
    }

    public List<Endpoint> endpoints() {
        return List.of(
                Endpoint.post("/api/v1/users/{user_id}/block", USER, this::block),
                Endpoint.delete("/api/v1/users/{user_id}/block", USER, this::unblock),
                Endpoint.get("/api/v1/users/me/blocked", USER, this::blocked));
    }

    private CompletionStage<HttpResponse> block(Call call) {
        return blocking.block(call.caller().user(), People.other(call))
                .thenApply(_ -> Answer.ok(new Status("blocked")));
    }

    private CompletionStage<HttpResponse> unblock(Call call) {
        return blocking.unblock(call.caller().user(), People.other(call)).thenApply(_ -> Answer.noContent());
    }

    private CompletionStage<HttpResponse> blocked(Call call) {
        var paging = Paging.of(call.query());
        return lists.page(Kind.BLOCKED, call.caller().user(), call.viewer(), paging)
                .thenApply(page -> Answer.ok(new Blocked(page.users(), page.total(), paging.limit(), paging.offset())));
    }

    record Status(String status) {}

    record Blocked(List<Card> blocked, long totalCount, int limit, long offset) {}
}
