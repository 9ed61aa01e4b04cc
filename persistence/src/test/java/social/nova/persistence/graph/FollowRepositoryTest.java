package social.nova.persistence.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static social.nova.persistence.graph.FollowRepository.Standing.FOLLOWED;
import static social.nova.persistence.graph.FollowRepository.Standing.REQUESTED;
import static social.nova.persistence.graph.TestUsers.get;
import static social.nova.persistence.graph.TestUsers.makePrivate;
import static social.nova.persistence.graph.TestUsers.relation;
import static social.nova.persistence.graph.TestUsers.someone;
import static social.nova.persistence.graph.TestUsers.told;

import java.util.ArrayList;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import social.nova.persistence.common.TestDatabase;
import social.nova.protocols.common.ErrorCode;
import social.nova.protocols.common.UserId;

class FollowRepositoryTest {
    private final FollowRepository follows = new FollowRepository(TestDatabase.get());
    private final BlockRepository blocks = new BlockRepository(TestDatabase.get());
    private UserId alice;
    private UserId bob;

    @BeforeEach
    void register() throws Exception {
        alice = someone();
        bob = someone();
    }

    @Test
    void followsOnceHoweverOftenItIsAsked() throws Exception {
        var attempts = new ArrayList<CompletionStage<FollowRepository.Standing>>();
        for (var n = 0; n < 10; n++) {
            attempts.add(follows.follow(alice, bob));
        }

        for (var attempt : attempts) {
            assertThat(get(attempt)).isEqualTo(FOLLOWED);
        }
        assertThat(relation(alice, bob).following()).isTrue();
        assertThat(relation(bob, alice).followedBy()).isTrue();
        assertThat(relation(bob, alice).following()).isFalse();
        assertThat(told(alice)).containsExactly("user.followed");
    }

    @Test
    void unfollowsOnce() throws Exception {
        get(follows.follow(alice, bob));

        assertThat(get(follows.unfollow(alice, bob))).isTrue();
        assertThat(get(follows.unfollow(alice, bob))).isFalse();
        assertThat(relation(alice, bob)).isEqualTo(Relation.STRANGER);
        assertThat(told(alice)).containsExactly("user.followed", "user.unfollowed");
    }

    @Test
    void aPrivateAccountIsAsked() throws Exception {
        makePrivate(bob, true);

        assertThat(get(follows.follow(alice, bob))).isEqualTo(REQUESTED);
        assertThat(get(follows.follow(alice, bob))).isEqualTo(REQUESTED);
        assertThat(relation(alice, bob).requested()).isTrue();
        assertThat(relation(alice, bob).following()).isFalse();

        assertThat(get(follows.accept(bob, alice))).isTrue();
        assertThat(get(follows.accept(bob, alice))).isTrue();
        assertThat(get(follows.follow(alice, bob))).isEqualTo(FOLLOWED);
        assertThat(relation(alice, bob).following()).isTrue();
        assertThat(relation(alice, bob).requested()).isFalse();
        assertThat(told(alice)).containsExactly("user.follow-requested", "user.followed");
    }

    @Test
    void aRequestMayBeDeclinedWithdrawnAndMadeAgain() throws Exception {
        makePrivate(bob, true);
        get(follows.follow(alice, bob));

        assertThat(get(follows.decline(bob, alice))).isTrue();
        assertThat(get(follows.decline(bob, alice))).isFalse();
        assertThat(get(follows.accept(bob, alice))).isFalse();
        assertThat(get(follows.follow(alice, bob))).isEqualTo(REQUESTED);
        assertThat(get(follows.unfollow(alice, bob))).isTrue();

        assertThat(relation(alice, bob).requested()).isFalse();
        assertThat(told(alice))
                .containsExactly(
                        "user.follow-requested",
                        "user.follow-request-ended",
                        "user.follow-requested",
                        "user.follow-request-ended");
    }

    @Test
    void whoFollowedAPublicAccountStaysWhenItBecomesPrivate() throws Exception {
        get(follows.follow(alice, bob));
        makePrivate(bob, true);

        assertThat(get(follows.follow(alice, bob))).isEqualTo(FOLLOWED);
    }

    @Test
    void anAccountThatBecomesPublicLetsEverybodyIn() throws Exception {
        var carol = someone();
        makePrivate(bob, true);
        get(follows.follow(alice, bob));
        get(follows.follow(carol, bob));

        assertThat(get(follows.acceptAll(bob))).isZero();
        makePrivate(bob, false);

        assertThat(get(follows.askedThoughPublic(1_000))).contains(bob);
        assertThat(get(follows.acceptAll(bob))).isEqualTo(2);
        assertThat(get(follows.askedThoughPublic(1_000))).doesNotContain(bob);
        assertThat(get(follows.acceptAll(bob))).isZero();
        assertThat(relation(alice, bob).following()).isTrue();
        assertThat(relation(carol, bob).requested()).isFalse();
        assertThat(told(carol)).containsExactly("user.follow-requested", "user.followed");
    }

    @Test
    void followingAPublicAccountEndsARequestOfEarlier() throws Exception {
        makePrivate(bob, true);
        get(follows.follow(alice, bob));
        makePrivate(bob, false);

        assertThat(get(follows.follow(alice, bob))).isEqualTo(FOLLOWED);
        assertThat(relation(alice, bob).requested()).isFalse();
    }

    @Test
    void whoIsNoUserIsNotFound() {
        var nobody = UserId.of(UUID.randomUUID());

        assertThatThrownBy(() -> get(follows.follow(alice, nobody))).hasRootCause(ErrorCode.USER_NOT_FOUND.failure());
        assertThatThrownBy(() -> get(follows.follow(nobody, alice))).hasRootCause(ErrorCode.USER_NOT_FOUND.failure());
        assertThatThrownBy(() -> get(follows.unfollow(alice, nobody))).hasRootCause(ErrorCode.USER_NOT_FOUND.failure());
    }

    @Test
    void blockedNeitherFindsTheOther() throws Exception {
        makePrivate(alice, true);
        get(blocks.block(alice, bob));

        for (var attempt : new CompletionStage<?>[] {
            follows.follow(alice, bob),
            follows.follow(bob, alice),
            follows.unfollow(bob, alice),
            follows.accept(alice, bob),
            follows.decline(alice, bob)
        }) {
            assertThatThrownBy(() -> get(attempt)).hasRootCause(ErrorCode.USER_NOT_FOUND.failure());
        }
    }
}
