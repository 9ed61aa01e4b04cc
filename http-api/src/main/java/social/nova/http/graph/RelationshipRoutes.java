package social.nova.http.graph;

import static social.nova.http.routing.Access.USER;

import akka.http.javadsl.model.HttpResponse;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import social.nova.http.common.Paging;
import social.nova.http.common.Parameters;
import social.nova.http.routing.Answer;
import social.nova.http.routing.Call;
import social.nova.http.routing.Endpoint;
import social.nova.persistence.graph.MuteRepository;
import social.nova.persistence.graph.Relation;
import social.nova.persistence.graph.RelationRepository;
import social.nova.persistence.graph.UserListRepository.Kind;
import social.nova.persistence.user.ProfileRepository.Card;
import social.nova.protocols.common.UserId;

/// What is between the caller and others, and muting: below `/api/v1/users`.
public final class RelationshipRoutes {
    private static final int MAX_IDS = 100;

    private final RelationRepository relations;
    private final MuteRepository mutes;
    private final UserLists lists;

    public RelationshipRoutes(RelationRepository relations, MuteRepository mutes, UserLists lists) {
        this.relations = relations;
        this.mutes = mutes;
        this.lists = lists;
    }

    public List<Endpoint> endpoints() {
        return List.of(
                Endpoint.get("/api/v1/users/relationships", USER, this::relationships),
                Endpoint.post("/api/v1/users/{user_id}/mute", USER, this::mute),
                Endpoint.delete("/api/v1/users/{user_id}/mute", USER, this::unmute),
                Endpoint.get("/api/v1/users/me/muted", USER, this::muted));
    }

    private CompletionStage<HttpResponse> relationships(Call call) {
        var ids = Parameters.users("ids", call.query(), MAX_IDS);
        return relations
                .of(call.viewer(), ids)
                .thenApply(found -> Answer.ok(new Relationships(ids.stream()
                        .map(id -> Relationship.of(id, found.get(id)))
                        .flatMap(Stream::ofNullable)
                        .toList())));
    }

    private CompletionStage<HttpResponse> mute(Call call) {
        return mutes.mute(call.caller().user(), People.other(call)).thenApply(_ -> Answer.ok(new Status("muted")));
    }

    private CompletionStage<HttpResponse> unmute(Call call) {
        return mutes.unmute(call.caller().user(), People.other(call)).thenApply(_ -> Answer.noContent());
    }

    private CompletionStage<HttpResponse> muted(Call call) {
        var paging = Paging.of(call.query());
        return lists.page(Kind.MUTED, call.caller().user(), call.viewer(), paging)
                .thenApply(page -> Answer.ok(new Muted(page.users(), page.total(), paging.limit(), paging.offset())));
    }

    record Status(String status) {}

    record Muted(List<Card> muted, long totalCount, int limit, long offset) {}

    record Relationships(List<Relationship> relationships) {}

    record Relationship(
            UserId id, boolean following, boolean followedBy, boolean requested, boolean blocking, boolean muting) {

        /// Nothing where there is no user, or one who blocks the caller: that must not be told from the first. Whom the
        /// caller blocks themself, they know of.
        static @Nullable Relationship of(UserId id, @Nullable Relation relation) {
            return relation == null || (relation.hidden() && !relation.blocking())
                    ? null
                    : new Relationship(
                            id,
                            relation.following(),
                            relation.followedBy(),
                            relation.requested(),
                            relation.blocking(),
                            relation.muting());
        }
    }
}
