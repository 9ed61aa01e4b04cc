package social.nova.persistence.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static social.nova.persistence.graph.TestUsers.get;
import static social.nova.persistence.graph.TestUsers.makePrivate;
import static social.nova.persistence.graph.TestUsers.relation;
import static social.nova.persistence.graph.TestUsers.someone;
import static social.nova.persistence.graph.TestUsers.told;

import java.time.Duration;
import java.util.ArrayList;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import social.nova.persistence.common.TestDatabase;
import social.nova.protocols.common.ErrorCode;
import social.nova.protocols.common.UserId;

class BlockRepositoryTest {
    private static final int RACES = 40;

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
    void endsFollowsInBothDirections() throws Exception {
        get(follows.follow(alice, bob));
        get(follows.follow(bob, alice));

        get(blocks.block(alice, bob));

        assertThat(relation(alice, bob)).isEqualTo(new Relation(false, false, false, false, true, true, false));
        assertThat(relation(bob, alice)).isEqualTo(new Relation(false, false, false, false, false, true, false));
        assertThat(told(alice)).containsExactly("user.followed", "user.unfollowed", "user.blocked");
        assertThat(told(bob)).containsExactly("user.followed", "user.unfollowed");
    }

    @Test
    void endsRequestsInBothDirections() throws Exception {
        makePrivate(alice, true);
        makePrivate(bob, true);
        get(follows.follow(alice, bob));
        get(follows.follow(bob, alice));

        get(blocks.block(alice, bob));
        get(blocks.unblock(alice, bob));

        assertThat(relation(alice, bob).requested()).isFalse();
        assertThat(relation(bob, alice).requested()).isFalse();
        assertThat(told(bob)).containsExactly("user.follow-requested", "user.follow-request-ended");
    }

    @Test
    void isToldUntilTheConversationKnows() throws Exception {
        var first = get(blocks.block(alice, bob)).orElseThrow();
        var again = get(blocks.block(alice, bob)).orElseThrow();

        assertThat(first).isEqualTo(new BlockRepository.Untold(alice, bob, true, first.change()));
        assertThat(again).isEqualTo(first);
        assertThat(get(blocks.untoldFor(Duration.ZERO, 1_000))).contains(first);
        assertThat(get(blocks.untoldFor(Duration.ofMinutes(1), 1_000))).doesNotContain(first);

        get(blocks.told(first));

        assertThat(get(blocks.block(alice, bob))).isEmpty();
        assertThat(get(blocks.untoldFor(Duration.ZERO, 1_000))).doesNotContain(first);
        assertThat(told(alice)).containsExactly("user.blocked");
    }

    @Test
    void whatIsToldLateDoesNotHideWhatCameAfter() throws Exception {
        var block = get(blocks.block(alice, bob)).orElseThrow();
        var unblock = get(blocks.unblock(alice, bob)).orElseThrow();

        get(blocks.told(block));

        assertThat(unblock.blocked()).isFalse();
        assertThat(unblock.change()).isGreaterThan(block.change());
        assertThat(get(blocks.unblock(alice, bob))).contains(unblock);
    }

    @Test
    void nothingIsLeftToTellWhereNothingWasBlocked() throws Exception {
        assertThat(get(blocks.unblock(alice, bob))).isEmpty();
        assertThat(told(alice)).isEmpty();
    }

    @Test
    void bothMayBlockAndEachEndsOnlyTheirOwn() throws Exception {
        get(blocks.block(alice, bob));
        get(blocks.block(bob, alice));

        get(blocks.unblock(alice, bob));

        assertThat(relation(alice, bob).hidden()).isTrue();
        assertThat(relation(alice, bob).blocking()).isFalse();
    }

    @Test
    void whoIsNoUserIsNotFound() {
        var nobody = UserId.of(UUID.randomUUID());

        assertThatThrownBy(() -> get(blocks.block(alice, nobody))).hasRootCause(ErrorCode.USER_NOT_FOUND.failure());
        assertThatThrownBy(() -> get(blocks.unblock(alice, nobody))).hasRootCause(ErrorCode.USER_NOT_FOUND.failure());
    }

    @Test
    void thereIsNeverAFollowBesideABlockHoweverTheyRace() throws Exception {
        for (var n = 0; n < RACES; n++) {
            var one = someone();
            var other = someone();
            makePrivate(one, true);
            get(follows.follow(other, one));
            makePrivate(one, n % 2 == 0);
            var all = new ArrayList<CompletionStage<?>>();
            all.add(follows.follow(one, other));
            all.add(follows.acceptAll(one));
            all.add(follows.accept(one, other));
            all.add(blocks.block(other, one));
            all.add(follows.follow(other, one));
            all.add(blocks.block(one, other));
            all.add(follows.follow(one, other));
            for (var stage : all) {
                get(stage.handle((_, _) -> true));
            }

            var relation = relation(one, other);
            assertThat(relation.blocking() && relation(other, one).blocking()).isTrue();
            assertThat(relation.following() || relation.followedBy() || relation.requested())
                    .isFalse();
            assertThat(relation(other, one).requested()).isFalse();
        }
    }
}
