package social.nova.cluster.conversation;

import static org.assertj.core.api.Assertions.assertThat;

import akka.pattern.StatusReply;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import social.nova.protocols.common.ErrorCode;
import social.nova.protocols.common.UserId;
import social.nova.protocols.conversation.ConversationChanges.Change;
import social.nova.protocols.conversation.ConversationChanges.Changes;
import social.nova.protocols.conversation.ConversationChanges.GetChanges;
import social.nova.protocols.conversation.ConversationChanges.Left;
import social.nova.protocols.conversation.ConversationChanges.Position;
import social.nova.protocols.conversation.ConversationMembers;
import social.nova.protocols.conversation.ConversationMembers.Changed;
import social.nova.protocols.conversation.ConversationMembers.Role;

/// What somebody may still be told of a group that they are no member of any more: for sockets that were open.
class RemovedMemberTest extends EntityFixture {
    private static final StatusReply<Changes> REFUSED = ErrorCode.NOT_CONVERSATION_MEMBER.refusal();

    @Test
    void isToldWhatCameUpToTheRemovalAndNothingAfterIt() {
        openGroup(null, ALICE, BOB);
        send(ALICE, "k1");
        remove(BOB);
        send(ALICE, "k2");

        var rest = rest(BOB, 1, 50).getValue();

        assertThat(rest.changes()).extracting(Change::revision).containsExactly(2L, 3L);
        assertThat(rest.changes().getLast().shown()).isInstanceOf(Left.class);
        assertThat(rest.removed()).isTrue();
        assertThat(rest.upTo()).isEqualTo(3);
        assertThat(rest.head()).isEqualTo(3);
        assertThat(rest.lastSequenceNumber()).isZero();
    }

    @Test
    void isRefusedWhereNothingIsLeft() {
        openGroup(null, ALICE, BOB);
        remove(BOB);
        send(ALICE, "k1");

        assertThat(rest(BOB, 2, 50)).isEqualTo(REFUSED);
        assertThat(rest(BOB, 3, 50)).isEqualTo(REFUSED);
        assertThat(changes(BOB, Position.of(0), 50)).isEqualTo(REFUSED);
        assertThat(rest(MALLORY, 0, 50)).isEqualTo(REFUSED);
    }

    @Test
    void isToldInPages() {
        openGroup(null, ALICE, BOB);
        send(ALICE, "k1");
        send(ALICE, "k2");
        remove(BOB);

        assertThat(rest(BOB, 0, 2).getValue().upTo()).isEqualTo(2);
        assertThat(rest(BOB, 2, 2).getValue().upTo()).isEqualTo(4);
    }

    @Test
    void isNotToldOfMessagesBeforeTheyCame() {
        openGroup(null, ALICE, MALLORY);
        send(ALICE, "k1");
        add(BOB);
        send(ALICE, "k2");
        remove(BOB);

        assertThat(rest(BOB, 0, 50).getValue().changes())
                .extracting(Change::revision)
                .containsExactly(3L, 4L, 5L);
    }

    @Test
    void isRememberedOverARestart() {
        openGroup(null, ALICE, BOB);
        remove(BOB);
        restart();

        assertThat(rest(BOB, 0, 50).getValue().head()).isEqualTo(2);
    }

    @Test
    void isAMemberLikeAnyOtherOnceTheyAreBack() {
        openGroup(null, ALICE, BOB);
        remove(BOB);
        add(BOB);
        send(ALICE, "k1");

        assertThat(rest(BOB, 0, 50).getValue().removed()).isFalse();
        remove(BOB);
        assertThat(rest(BOB, 0, 50).getValue().head()).isEqualTo(5);
    }

    @Test
    void onlyTheLastToGoAreRemembered() {
        openGroup(null, ALICE, BOB);
        var people = IntStream.rangeClosed(0, Roster.MOST_DEPARTED)
                .mapToObj(_ -> UserId.of(UUID.randomUUID()))
                .toList();
        people.forEach(user -> {
            add(user);
            remove(user);
        });

        assertThat(rest(people.getFirst(), 0, 50)).isEqualTo(REFUSED);
        assertThat(rest(people.get(1), 0, 50).getValue().removed()).isTrue();
    }

    private StatusReply<Changes> rest(UserId reader, long after, int limit) {
        entity.tell(new GetChanges(reader, Position.of(after), limit, true, changesRead.ref()));
        return changesRead.receiveMessage();
    }

    private void add(UserId user) {
        var answers = ACTORS.<StatusReply<Changed>>createTestProbe();
        entity.tell(new ConversationMembers.AddMember(ALICE, user, Role.MEMBER, answers.ref()));
        assertThat(answers.receiveMessage().isSuccess()).isTrue();
    }

    private void remove(UserId user) {
        var answers = ACTORS.<StatusReply<Changed>>createTestProbe();
        entity.tell(new ConversationMembers.RemoveMember(ALICE, user, answers.ref()));
        assertThat(answers.receiveMessage().isSuccess()).isTrue();
    }
}
