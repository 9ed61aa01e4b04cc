package social.nova.persistence.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static social.nova.persistence.graph.TestUsers.describe;
import static social.nova.persistence.graph.TestUsers.get;
import static social.nova.persistence.graph.TestUsers.makePrivate;
import static social.nova.persistence.graph.TestUsers.nameOf;
import static social.nova.persistence.graph.TestUsers.someone;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import social.nova.persistence.common.Database;
import social.nova.persistence.common.TestDatabase;
import social.nova.persistence.graph.UserListRepository.Entry;
import social.nova.persistence.graph.UserListRepository.Kind;
import social.nova.persistence.graph.UserListRepository.Page;
import social.nova.persistence.graph.UserListRepository.Window;
import social.nova.persistence.user.ProfileRepository.Card;
import social.nova.protocols.common.UserId;

class UserListRepositoryTest {
    private static final Window ALL = new Window(100, 0);

    private final Database database = TestDatabase.get();
    private final UserListRepository lists = new UserListRepository(database);
    private final FollowRepository follows = new FollowRepository(database);
    private final BlockRepository blocks = new BlockRepository(database);
    private final MuteRepository mutes = new MuteRepository(database);
    private UserId alice;
    private UserId bob;
    private UserId carol;

    @BeforeEach
    void register() throws Exception {
        alice = someone();
        bob = someone();
        carol = someone();
    }

    @Test
    void theNewestComesFirst() throws Exception {
        get(follows.follow(bob, alice));
        get(follows.follow(carol, alice));

        var page = get(lists.page(Kind.FOLLOWERS, alice, Optional.empty(), ALL));

        assertThat(page.users()).containsExactly(card(carol), card(bob));
        assertThat(page.total()).isEqualTo(2);
        assertThat(get(lists.page(Kind.FOLLOWING, bob, Optional.empty(), ALL)))
                .isEqualTo(new Page(List.of(card(alice)), 1));
        assertThat(get(lists.page(Kind.FOLLOWING, alice, Optional.empty(), ALL)))
                .isEqualTo(new Page(List.of(), 0));
    }

    @Test
    void pagesHaveNoGapAndNoRepeat() throws Exception {
        get(follows.follow(bob, alice));
        get(follows.follow(carol, alice));
        get(follows.follow(someone(), alice));

        var first = get(lists.page(Kind.FOLLOWERS, alice, Optional.empty(), new Window(2, 0)));
        var second = get(lists.page(Kind.FOLLOWERS, alice, Optional.empty(), new Window(2, 2)));
        var beyond = get(lists.page(Kind.FOLLOWERS, alice, Optional.empty(), new Window(2, 1_000_000)));

        assertThat(first.users()).hasSize(2).contains(card(carol));
        assertThat(second.users()).containsExactly(card(bob));
        assertThat(List.of(first.total(), second.total(), beyond.total())).containsOnly(3L);
        assertThat(beyond.users()).isEmpty();
    }

    @Test
    void whoABlockHidesIsNeitherShownNorCounted() throws Exception {
        get(follows.follow(bob, alice));
        get(follows.follow(carol, alice));
        get(blocks.block(bob, carol));

        for (var viewer : List.of(bob, carol)) {
            assertThat(get(lists.page(Kind.FOLLOWERS, alice, Optional.of(viewer), ALL)))
                    .isEqualTo(new Page(List.of(card(viewer)), 1));
        }
        assertThat(get(lists.page(Kind.FOLLOWERS, alice, Optional.of(alice), ALL))
                        .total())
                .isEqualTo(2);
    }

    @Test
    void aBlockHidesNobodyFromWhoMayWantToLiftIt() throws Exception {
        get(mutes.mute(alice, bob));
        get(blocks.block(alice, bob));
        get(blocks.block(bob, alice));

        assertThat(get(lists.page(Kind.BLOCKED, alice, Optional.of(alice), ALL)))
                .isEqualTo(new Page(List.of(card(bob)), 1));
        assertThat(get(lists.page(Kind.MUTED, alice, Optional.of(alice), ALL)).users())
                .isEmpty();
    }

    @Test
    void ofWhoIsBlockedOnlyTheNameIsShownWhetherTheyBlockTooOrNot() throws Exception {
        for (var user : List.of(bob, carol)) {
            describe(user);
            get(blocks.block(alice, user));
        }
        get(blocks.block(bob, alice));

        assertThat(get(lists.page(Kind.BLOCKED, alice, Optional.of(alice), ALL)).users())
                .containsExactly(card(carol), card(bob));
    }

    @Test
    void whoABlockHidesIsNotAmongTheEntriesOfWhoIsMuted() throws Exception {
        get(mutes.mute(alice, bob));
        get(mutes.mute(alice, carol));
        get(blocks.block(bob, alice));

        assertThat(get(lists.entries(Kind.MUTED, alice, Long.MAX_VALUE, 10)))
                .extracting(Entry::user)
                .containsExactly(carol);

        get(blocks.unblock(bob, alice));
        get(blocks.block(alice, carol));

        assertThat(get(lists.entries(Kind.MUTED, alice, Long.MAX_VALUE, 10)))
                .extracting(Entry::user)
                .containsExactly(bob);
    }

    @Test
    void listsRequestsAndMutes() throws Exception {
        makePrivate(alice, true);
        get(follows.follow(bob, alice));
        get(mutes.mute(alice, carol));
        get(mutes.mute(alice, carol));

        assertThat(get(lists.page(Kind.FOLLOW_REQUESTS, alice, Optional.of(alice), ALL)))
                .isEqualTo(new Page(List.of(card(bob)), 1));
        assertThat(get(lists.page(Kind.MUTED, alice, Optional.of(alice), ALL)))
                .isEqualTo(new Page(List.of(card(carol)), 1));
        assertThat(TestUsers.relation(alice, carol).muting()).isTrue();

        assertThat(get(mutes.unmute(alice, carol))).isTrue();
        assertThat(get(mutes.unmute(alice, carol))).isFalse();
        assertThat(TestUsers.told(alice)).containsExactly("user.muted", "user.unmuted");
    }

    @Test
    void entriesAreAllThereIsPageByPage() throws Exception {
        makePrivate(carol, true);
        get(follows.follow(bob, alice));
        get(follows.follow(carol, alice));
        get(follows.follow(alice, carol));

        var first = get(lists.entries(Kind.FOLLOWERS, alice, Long.MAX_VALUE, 1));
        var second = get(lists.entries(Kind.FOLLOWERS, alice, first.getFirst().change(), 1));
        var beyond = get(lists.entries(Kind.FOLLOWERS, alice, second.getFirst().change(), 1));

        assertThat(first).extracting(Entry::user).containsExactly(carol);
        assertThat(second).extracting(Entry::username).containsExactly(nameOf(bob));
        assertThat(beyond).isEmpty();
        assertThat(get(lists.entries(Kind.ASKED, alice, Long.MAX_VALUE, 10)))
                .extracting(Entry::user)
                .containsExactly(carol);
    }

    private static Card card(UserId user) {
        return new Card(user, nameOf(user), null, null);
    }
}
