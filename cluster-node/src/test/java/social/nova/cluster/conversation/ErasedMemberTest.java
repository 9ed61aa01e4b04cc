package social.nova.cluster.conversation;

import static org.assertj.core.api.Assertions.assertThat;

import akka.Done;
import akka.pattern.StatusReply;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import social.nova.protocols.common.ErrorCode;
import social.nova.protocols.common.UserId;
import social.nova.protocols.conversation.Conversation.Event;
import social.nova.protocols.conversation.ConversationHubs;
import social.nova.protocols.conversation.ConversationMembers;
import social.nova.protocols.conversation.ConversationMembers.MemberErased;
import social.nova.protocols.conversation.ConversationMessages;
import social.nova.protocols.conversation.ConversationMessages.Selection;

/// A direct conversation of which one has been erased.
class ErasedMemberTest extends EntityFixture {
    @Test
    void nothingIsSaidToNobody() {
        open(ALICE, ALICE, BOB);
        var earlier = send(ALICE, "k1");

        assertThat(erase(BOB)).isEqualTo(StatusReply.ack());

        assertThat(send(ALICE, "k2")).isEqualTo(ErrorCode.USER_NOT_FOUND.refusal());
        assertThat(change(new ConversationHubs.ShowTyping(ALICE, changers.ref())))
                .isEqualTo(ErrorCode.USER_NOT_FOUND.refusal());
        assertThat(open(ALICE, ALICE, BOB)).isEqualTo(ErrorCode.USER_NOT_FOUND.refusal());
        assertThat(send(ALICE, "k1")).isEqualTo(earlier);
        assertThat(send(MALLORY, "k3")).isEqualTo(ErrorCode.NOT_CONVERSATION_MEMBER.refusal());
        assertThat(sent()).hasSize(1);
    }

    @Test
    void whatWasSaidStaysReadableAndOnesOwn() {
        open(ALICE, ALICE, BOB);
        send(ALICE, "k1");
        send(BOB, "k2");
        pass(Duration.ofMinutes(1));
        erase(BOB);

        assertThat(page(ALICE, Selection.newest(10)).getValue().messages()).hasSize(2);
        assertThat(overview(ALICE).getValue().updatedAt()).isEqualTo(START);
        markRead(ALICE, 2);
        assertThat(change(new ConversationMessages.DeleteMessage(ALICE, 1, changers.ref())))
                .isEqualTo(StatusReply.ack());
    }

    @Test
    void itIsSoForEverAndAlsoWhereOneBlockedTheOther() {
        open(ALICE, ALICE, BOB);
        block(ALICE, true, 7);
        erase(BOB);

        restart();
        assertThat(send(ALICE, "k")).isEqualTo(ErrorCode.USER_NOT_FOUND.refusal());

        block(ALICE, false, 8);
        assertThat(send(ALICE, "k")).isEqualTo(ErrorCode.USER_NOT_FOUND.refusal());
    }

    @Test
    void toldAgainItChangesNothing() {
        open(ALICE, ALICE, BOB);

        erase(BOB);
        assertThat(erase(BOB)).isEqualTo(StatusReply.ack());
        assertThat(erase(ALICE)).isEqualTo(StatusReply.ack());

        assertThat(journal())
                .extracting(Event::getClass)
                .isEqualTo(List.of(ConversationMembers.Opened.class, MemberErased.class, MemberErased.class));
    }

    @Test
    void nobodyIsToldOfIt() {
        open(ALICE, ALICE, BOB);
        erase(BOB);

        assertThat(delivered()).isEmpty();
    }

    @Test
    void whereTheyNeverTalkedThereIsNothingToNote() {
        assertThat(erase(BOB)).isEqualTo(ErrorCode.CONVERSATION_NOT_FOUND.refusal());
        open(ALICE, ALICE, BOB);
        assertThat(erase(MALLORY)).isEqualTo(ErrorCode.NOT_CONVERSATION_MEMBER.refusal());
        assertThat(send(ALICE, "k").isSuccess()).isTrue();
    }

    @Test
    void aGroupIsLeftInstead() {
        openGroup(null, ALICE, BOB, MALLORY);

        assertThat(erase(BOB)).isEqualTo(ErrorCode.FORBIDDEN.refusal());
        assertThat(send(ALICE, "k").isSuccess()).isTrue();
    }

    private StatusReply<Done> erase(UserId user) {
        return change(new ConversationMembers.NoteErasure(user, changers.ref()));
    }
}
