package social.nova.http.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import social.nova.http.graph.Visibility.Thing;
import social.nova.http.graph.Visibility.Verdict;
import social.nova.persistence.account.AccountRepository;
import social.nova.persistence.common.TestDatabase;
import social.nova.persistence.graph.BlockRepository;
import social.nova.persistence.graph.Relation;
import social.nova.persistence.graph.RelationRepository;
import social.nova.protocols.common.ErrorCode;
import social.nova.protocols.common.UserId;

class VisibilityTest {
    private static final UserId OWNER = UserId.of(UUID.randomUUID());
    private static final UserId OTHER = UserId.of(UUID.randomUUID());

    /// What somebody who looks has to do with the owner.
    enum Viewer {
        ANONYMOUS(false, false, false, false, false),
        STRANGER(false, false, false, false, false),
        FOLLOWER(true, false, false, false, false),
        FOLLOWED(false, true, false, false, false),
        REQUESTED(false, false, true, false, false),
        BLOCKER(false, false, false, true, false),
        BLOCKED(false, false, false, false, true),
        MUTER(false, false, false, false, false),
        OWNER(false, false, false, false, false);

        private final boolean following;
        private final boolean followedBy;
        private final boolean requested;
        private final boolean blocking;
        private final boolean blockedBy;

        Viewer(boolean following, boolean followedBy, boolean requested, boolean blocking, boolean blockedBy) {
            this.following = following;
            this.followedBy = followedBy;
            this.requested = requested;
            this.blocking = blocking;
            this.blockedBy = blockedBy;
        }

        Relation to(boolean privateAccount) {
            var hidden = blocking || blockedBy;
            return new Relation(privateAccount, following, followedBy, requested, blocking, hidden, this == MUTER);
        }

        Optional<UserId> id() {
            return switch (this) {
                case ANONYMOUS -> Optional.empty();
                case OWNER -> Optional.of(VisibilityTest.OWNER);
                default -> Optional.of(OTHER);
            };
        }
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
            # viewer,  public account:             private account:
            #           profile, lists,   content,  profile, lists,     content
            ANONYMOUS,  VISIBLE, VISIBLE, VISIBLE,  VISIBLE, FORBIDDEN, UNKNOWN
            STRANGER,   VISIBLE, VISIBLE, VISIBLE,  VISIBLE, FORBIDDEN, UNKNOWN
            FOLLOWED,   VISIBLE, VISIBLE, VISIBLE,  VISIBLE, FORBIDDEN, UNKNOWN
            REQUESTED,  VISIBLE, VISIBLE, VISIBLE,  VISIBLE, FORBIDDEN, UNKNOWN
            MUTER,      VISIBLE, VISIBLE, VISIBLE,  VISIBLE, FORBIDDEN, UNKNOWN
            FOLLOWER,   VISIBLE, VISIBLE, VISIBLE,  VISIBLE, VISIBLE,   VISIBLE
            OWNER,      VISIBLE, VISIBLE, VISIBLE,  VISIBLE, VISIBLE,   VISIBLE
            BLOCKER,    UNKNOWN, UNKNOWN, UNKNOWN,  UNKNOWN, UNKNOWN,   UNKNOWN
            BLOCKED,    UNKNOWN, UNKNOWN, UNKNOWN,  UNKNOWN, UNKNOWN,   UNKNOWN
            """)
    void everyViewerSeesOfEveryAccountWhatTheTableSays(
            Viewer viewer,
            Verdict publicProfile,
            Verdict publicLists,
            Verdict publicContent,
            Verdict privateProfile,
            Verdict privateLists,
            Verdict privateContent) {
        var expected = Map.of(
                false,
                Map.of(Thing.PROFILE, publicProfile, Thing.LISTS, publicLists, Thing.CONTENT, publicContent),
                true,
                Map.of(Thing.PROFILE, privateProfile, Thing.LISTS, privateLists, Thing.CONTENT, privateContent));

        expected.forEach((isPrivate, verdicts) -> verdicts.forEach(
                (thing, verdict) -> assertThat(Visibility.verdict(viewer.id(), OWNER, viewer.to(isPrivate), thing))
                        .as("%s of a %s account", thing, isPrivate ? "private" : "public")
                        .isEqualTo(verdict)));
    }

    @Test
    void whatIsUnknownAndWhatIsHiddenAreNotToldApart() throws Exception {
        var database = TestDatabase.get();
        var accounts = new AccountRepository(database);
        var visibility = new Visibility(new RelationRepository(database));
        var nobody = UserId.of(UUID.randomUUID());
        for (var user : List.of(OWNER, OTHER)) {
            get(accounts.reserve(user, user + "@example.com", user.value().substring(0, 20)));
            get(accounts.makeFirm(user));
        }
        var viewer = Optional.of(OTHER);

        assertThat(get(visibility.require(viewer, OWNER, Thing.LISTS))).isEqualTo(Relation.STRANGER);
        assertThat(get(visibility.visible(viewer, List.of(OWNER, nobody), Thing.CONTENT)))
                .containsOnlyKeys(OWNER);

        get(new BlockRepository(database).block(OWNER, OTHER));

        for (var hidden : List.of(OWNER, nobody)) {
            assertThatThrownBy(() -> get(visibility.require(viewer, hidden, Thing.PROFILE)))
                    .hasRootCause(ErrorCode.USER_NOT_FOUND.failure());
        }
        assertThat(get(visibility.visible(viewer, List.of(OWNER, nobody), Thing.PROFILE)))
                .isEmpty();
        assertThat(get(visibility.visible(Optional.empty(), List.of(OWNER), Thing.PROFILE)))
                .containsOnlyKeys(OWNER);
    }

    private static <T> T get(CompletionStage<T> stage) throws Exception {
        return stage.toCompletableFuture().get(30, TimeUnit.SECONDS);
    }
}
