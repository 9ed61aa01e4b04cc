package social.nova.http.graph;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;
import social.nova.persistence.graph.Relation;
import social.nova.persistence.graph.RelationRepository;
import social.nova.protocols.common.ErrorCode;
import social.nova.protocols.common.UserId;

/// The one rule of who may see what of whom. Every read of the system asks it, after any cache: what a cache holds are
/// ids, never verdicts. That a block hides each of the two from the other says the view `hidden_users`, of which the
/// relation comes, and which lists ask that leave out who is hidden.
///
/// | | profile | lists | content |
/// |---|---|---|---|
/// | oneself | visible | visible | visible |
/// | blocked, in whichever direction | unknown | unknown | unknown |
/// | public account | visible | visible | visible |
/// | private account, accepted follower | visible | visible | visible |
/// | private account, anybody else | visible | forbidden | unknown |
///
/// Moderators and admins see no more than others here.
public final class Visibility {
    private final RelationRepository relations;

    public Visibility(RelationRepository relations) {
        this.relations = relations;
    }

    /// What of an account.
    public enum Thing {
        /// That there is one, what it says of itself, its keys; also whether one may speak to it.
        PROFILE,
        /// Its followers, whom it follows, its list of stories.
        LISTS,
        /// Its posts, videos, stories and likes, one by one.
        CONTENT
    }

    public enum Verdict {
        VISIBLE,
        /// There is something, but not for this viewer: 403.
        FORBIDDEN,
        /// As if there were nothing: 404.
        UNKNOWN
    }

    /// The rule.
    ///
    /// @param viewer who looks, or nobody in particular
    /// @param relation of the viewer to the owner
    public static Verdict verdict(Optional<UserId> viewer, UserId owner, Relation relation, Thing thing) {
        if (viewer.isPresent() && viewer.get().equals(owner)) {
            return Verdict.VISIBLE;
        }
        if (relation.hidden()) {
            return Verdict.UNKNOWN;
        }
        if (!relation.privateAccount() || relation.following()) {
            return Verdict.VISIBLE;
        }
        return switch (thing) {
            case PROFILE -> Verdict.VISIBLE;
            case LISTS -> Verdict.FORBIDDEN;
            case CONTENT -> Verdict.UNKNOWN;
        };
    }

    /// The viewer's relation to an account of which they may see this; else the stage fails, with
    /// [ErrorCode#FORBIDDEN] or [ErrorCode#USER_NOT_FOUND].
    public CompletionStage<Relation> require(Optional<UserId> viewer, UserId owner, Thing thing) {
        return relations.of(viewer, List.of(owner)).thenCompose(found -> {
            var relation = found.get(owner);
            var verdict = relation == null ? Verdict.UNKNOWN : verdict(viewer, owner, relation, thing);
            return switch (verdict) {
                case VISIBLE -> CompletableFuture.completedStage(relation);
                case FORBIDDEN -> CompletableFuture.failedStage(ErrorCode.FORBIDDEN.failure());
                case UNKNOWN -> CompletableFuture.failedStage(ErrorCode.USER_NOT_FOUND.failure());
            };
        });
    }

    /// Of many, those of which the viewer may see this, with the relation to each.
    public CompletionStage<Map<UserId, Relation>> visible(
            Optional<UserId> viewer, Collection<UserId> owners, Thing thing) {
        return relations
                .of(viewer, owners)
                .thenApply(found -> found.entrySet().stream()
                        .filter(one -> verdict(viewer, one.getKey(), one.getValue(), thing) == Verdict.VISIBLE)
                        .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, Map.Entry::getValue)));
    }

    /// Of many, those who may see the profile of a user, and be seen by them: a block holds both ways.
    public CompletionStage<Set<UserId>> whoSeeEachOther(UserId user, Collection<UserId> others) {
        return visible(Optional.of(user), others, Thing.PROFILE).thenApply(Map::keySet);
    }
}
