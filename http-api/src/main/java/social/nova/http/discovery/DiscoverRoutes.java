package social.nova.http.discovery;

import static social.nova.http.routing.Access.USER;

import akka.http.javadsl.model.HttpResponse;
import java.util.List;
import java.util.concurrent.CompletionStage;
import social.nova.http.common.Paging;
import social.nova.http.discovery.Suggestions.Suggestion;
import social.nova.http.routing.Answer;
import social.nova.http.routing.Call;
import social.nova.http.routing.Endpoint;

/// `/api/v1/discover`.
public final class DiscoverRoutes {
    private final Suggestions suggestions;

    public DiscoverRoutes(Suggestions suggestions) {
        this.suggestions = suggestions;
    }

    public List<Endpoint> endpoints() {
        return List.of(Endpoint.get("/api/v1/discover/suggested-users", USER, this::suggestedUsers));
    }

    private CompletionStage<HttpResponse> suggestedUsers(Call call) {
        var limit = Paging.of(call.query()).limit();
        return suggestions
                .of(call.caller().user(), limit)
                .thenApply(found -> Answer.ok(new SuggestedUsers(found, limit)));
    }

    record SuggestedUsers(List<Suggestion> suggestions, int limit) {}
}
