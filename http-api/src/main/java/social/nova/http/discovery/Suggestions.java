package social.nova.http.discovery;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import social.nova.http.graph.Visibility;
import social.nova.http.graph.Visibility.Thing;
import social.nova.persistence.graph.Relation;
import social.nova.persistence.graph.SuggestionRepository;
import social.nova.persistence.graph.SuggestionRepository.FriendOfFriends;
import social.nova.persistence.user.ProfileRepository;
import social.nova.persistence.user.ProfileRepository.Card;
import social.nova.protocols.common.UserId;

/// Suggests users: friends of friends, by how many of one's friends follow them, filled up with popular accounts.
public final class Suggestions {
    private static final int POPULAR = 300;
    private static final String POPULAR_REASON = "Popular on Nova";

    private final SuggestionRepository table;
    private final ProfileRepository profiles;
    private final Visibility visibility;
    private final PopularAccounts popular;

    public Suggestions(
            SuggestionRepository table, ProfileRepository profiles, Visibility visibility, InstantSource clock) {
        this.table = table;
        this.profiles = profiles;
        this.visibility = visibility;
        this.popular = new PopularAccounts(() -> table.popular(POPULAR), clock);
    }

    /// @param mutualFollowers how many of those whom the viewer follows follow this user
    /// @param reason for people
    record Suggestion(
            UserId id,
            String username,
            @Nullable String displayName,
            @Nullable String avatarUrl,
            long mutualFollowers,
            String reason) {}

    /// At most `limit`, the best first.
    CompletionStage<List<Suggestion>> of(UserId viewer, int limit) {
        return table.friendsOfFriends(viewer, limit)
                .thenCompose(friends -> filledUp(viewer, friends, limit))
                .thenCompose(candidates -> shown(viewer, candidates));
    }

    private record Candidate(
            UserId user, long mutual, @Nullable UserId via) {}

    private CompletionStage<List<Candidate>> filledUp(UserId viewer, List<FriendOfFriends> friends, int limit) {
        var candidates = friends.stream()
                .map(friend -> new Candidate(friend.user(), friend.mutual(), friend.via()))
                .toList();
        return candidates.size() >= limit
                ? CompletableFuture.completedStage(candidates)
                : popular.ids()
                        .thenCompose(ids -> strangers(viewer, ids))
                        .thenApply(ids -> Stream.concat(
                                        candidates.stream(),
                                        ids.stream()
                                                .filter(id -> candidates.stream()
                                                        .noneMatch(known ->
                                                                known.user().equals(id)))
                                                .map(id -> new Candidate(id, 0, null)))
                                .limit(limit)
                                .toList());
    }

    // Those of them with whom the viewer has nothing to do yet.
    private CompletionStage<List<UserId>> strangers(UserId viewer, List<UserId> ids) {
        return visibility
                .visible(Optional.of(viewer), ids, Thing.PROFILE)
                .thenApply(seen -> ids.stream()
                        .filter(id -> !id.equals(viewer) && isNew(seen.get(id)))
                        .toList());
    }

    private static boolean isNew(@Nullable Relation relation) {
        return relation != null && !relation.following() && !relation.requested() && !relation.muting();
    }

    private CompletionStage<List<Suggestion>> shown(UserId viewer, List<Candidate> candidates) {
        var users = candidates.stream().map(Candidate::user).toList();
        var named = candidates.stream()
                .flatMap(candidate -> Stream.of(Optional.of(candidate.user()), Optional.ofNullable(candidate.via())))
                .flatMap(Optional::stream)
                .collect(Collectors.toUnmodifiableSet());
        return visibility
                .visible(Optional.of(viewer), users, Thing.PROFILE)
                .thenCombine(profiles.cards(named), (seen, cards) -> {
                    var suggestions = new ArrayList<Suggestion>();
                    for (var candidate : candidates) {
                        var card = cards.get(candidate.user());
                        if (card != null && seen.containsKey(candidate.user())) {
                            suggestions.add(suggestion(card, candidate, cards));
                        }
                    }
                    return List.copyOf(suggestions);
                });
    }

    private static Suggestion suggestion(Card card, Candidate candidate, Map<UserId, Card> cards) {
        var via = candidate.via() == null ? null : cards.get(candidate.via());
        return new Suggestion(
                card.id(),
                card.username(),
                card.displayName(),
                card.avatarUrl(),
                candidate.mutual(),
                via == null ? POPULAR_REASON : reason(via, candidate.mutual() - 1));
    }

    private static String reason(Card via, long others) {
        var name = via.displayName() == null ? via.username() : via.displayName();
        return switch ((int) Math.min(others, 2)) {
            case 0 -> "Followed by " + name;
            case 1 -> "Followed by " + name + " and 1 other";
            default -> "Followed by " + name + " and " + others + " others";
        };
    }
}
