package social.nova.http.discovery;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import social.nova.http.discovery.Suggestions.Suggestion;
import social.nova.http.graph.Visibility;
import social.nova.persistence.account.AccountRepository;
import social.nova.persistence.common.Database;
import social.nova.persistence.common.TestDatabase;
import social.nova.persistence.graph.BlockRepository;
import social.nova.persistence.graph.FollowRepository;
import social.nova.persistence.graph.MuteRepository;
import social.nova.persistence.graph.RelationRepository;
import social.nova.persistence.graph.SuggestionRepository;
import social.nova.persistence.user.DataKeys;
import social.nova.persistence.user.ProfileRepository;
import social.nova.persistence.user.ProfileRepository.About;
import social.nova.persistence.user.ProfileRepository.Profile;
import social.nova.protocols.common.UserId;

class SuggestionsTest {
    private static final Instant NOW = Instant.parse("2025-10-25T10:30:45Z");

    private final Database database = TestDatabase.get();
    private final FollowRepository follows = new FollowRepository(database);
    private final Suggestions suggestions = new Suggestions(
            new SuggestionRepository(database),
            new ProfileRepository(database),
            new Visibility(new RelationRepository(database)),
            InstantSource.fixed(NOW));
    private UserId alice;
    private UserId bob;
    private UserId carol;
    private UserId dave;

    @BeforeEach
    void register() throws Exception {
        alice = someone(null);
        bob = someone("Bob");
        carol = someone(null);
        dave = someone("Dave");
        follow(alice, bob);
        follow(alice, carol);
    }

    @Test
    void whomMoreFriendsFollowComesFirst() throws Exception {
        var erin = someone(null);
        follow(bob, erin);
        follow(bob, dave);
        follow(carol, dave);

        var found = of(alice, 2);

        assertThat(found)
                .containsExactly(
                        new Suggestion(
                                dave, nameOf(dave), "Dave", null, 2, "Followed by " + nameOf(carol) + " and 1 other"),
                        new Suggestion(erin, nameOf(erin), null, null, 1, "Followed by Bob"));
    }

    @Test
    void countsTheOthers() throws Exception {
        for (var friend : List.of(someone("Frank"), someone("Grace"))) {
            follow(alice, friend);
            follow(friend, dave);
        }
        follow(bob, dave);

        assertThat(of(alice, 1)).extracting(Suggestion::reason).containsExactly("Followed by Grace and 2 others");
    }

    @Test
    void nobodyIsSuggestedWhomTheViewerKnowsOrWhomABlockHides() throws Exception {
        var asked = someone(null);
        show(asked, null, true);
        var muted = someone(null);
        var blocked = someone(null);
        var blocker = someone(null);
        for (var other : List.of(alice, carol, asked, muted, blocked, blocker, dave)) {
            follow(bob, other);
        }
        get(follows.accept(asked, bob));
        follow(alice, asked);
        get(new MuteRepository(database).mute(alice, muted));
        get(new BlockRepository(database).block(alice, blocked));
        get(new BlockRepository(database).block(blocker, alice));

        assertThat(of(alice, 100))
                .extracting(Suggestion::id)
                .contains(dave)
                .doesNotContain(alice, bob, carol, asked, muted, blocked, blocker);
    }

    @Test
    void fillsUpWithWhomManyFollow() throws Exception {
        var star = someone("Star");
        for (var n = 0; n < 30; n++) {
            follow(someone(null), star);
        }
        follow(bob, dave);

        var found = of(alice, 100);

        assertThat(found.getFirst().id()).isEqualTo(dave);
        assertThat(found).contains(new Suggestion(star, nameOf(star), "Star", null, 0, "Popular on Nova"));
        assertThat(found).extracting(Suggestion::id).doesNotContain(alice, bob, carol);
    }

    @Test
    void aBlockIsSeenAtOnceAlthoughTheIdsAreKept() throws Exception {
        var star = someone("Star");
        for (var n = 0; n < 30; n++) {
            follow(someone(null), star);
        }
        assertThat(of(alice, 100)).extracting(Suggestion::id).contains(star);

        get(new BlockRepository(database).block(star, alice));

        assertThat(of(alice, 100)).extracting(Suggestion::id).doesNotContain(star);
    }

    private List<Suggestion> of(UserId viewer, int limit) throws Exception {
        return get(suggestions.of(viewer, limit));
    }

    private void follow(UserId follower, UserId followee) throws Exception {
        get(follows.follow(follower, followee));
    }

    private UserId someone(@Nullable String displayName) throws Exception {
        var accounts = new AccountRepository(database);
        var user = UserId.of(UUID.randomUUID());
        get(accounts.reserve(user, user + "@example.com", nameOf(user)));
        get(accounts.makeFirm(user));
        get(new DataKeys(database, TestDatabase.MASTER_KEYSET).create(user));
        show(user, displayName, false);
        return user;
    }

    private void show(UserId user, @Nullable String displayName, boolean isPrivate) throws Exception {
        var about = new About(displayName, null, null, null, null, isPrivate);
        get(new ProfileRepository(database).show(new Profile(user, isPrivate ? 2 : 1, nameOf(user), about, NOW)));
    }

    private static String nameOf(UserId user) {
        return "n" + user.value().substring(0, 13);
    }

    private static <T> T get(CompletionStage<T> stage) throws Exception {
        return stage.toCompletableFuture().get(30, TimeUnit.SECONDS);
    }
}
