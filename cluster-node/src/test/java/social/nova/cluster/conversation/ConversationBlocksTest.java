package social.nova.cluster.conversation;

import static org.assertj.core.api.Assertions.assertThat;

import akka.pattern.StatusReply;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import social.nova.protocols.common.ErrorCode;
import social.nova.protocols.conversation.Conversation.Event;
import social.nova.protocols.conversation.ConversationMembers;
import social.nova.protocols.conversation.ConversationMessages.MessageSent;
import social.nova.protocols.conversation.ConversationMessages.Selection;

class ConversationBlocksTest extends EntityFixture {
    @Test
    void whileOneBlocksTheOtherNobodySends() {
        open(ALICE, ALICE, BOB);
        var earlier = send(ALICE, "k1");

        assertThat(block(BOB, true, 7)).isEqualTo(StatusReply.ack());

        assertThat(send(ALICE, "k2")).isEqualTo(ErrorCode.FORBIDDEN.refusal());
        assertThat(send(BOB, "k3")).isEqualTo(ErrorCode.FORBIDDEN.refusal());
        assertThat(send(ALICE, "k1")).isEqualTo(earlier);
        assertThat(send(MALLORY, "k4")).isEqualTo(ErrorCode.NOT_CONVERSATION_MEMBER.refusal());
        assertThat(sent()).hasSize(1);
    }

    @Test
    void whatWasSaidBeforeABlockStaysReadableAndShowsNothingOfIt() {
        open(ALICE, ALICE, BOB);
        send(ALICE, "k1");
        pass(Duration.ofMinutes(1));
        block(BOB, true, 7);

        assertThat(page(ALICE, Selection.newest(10)).getValue().messages()).hasSize(1);
        assertThat(overview(BOB).getValue().updatedAt()).isEqualTo(START);
    }

    @Test
    void nobodySendsUntilBothHaveLiftedTheirBlock() {
        open(ALICE, ALICE, BOB);
        block(ALICE, true, 7);
        block(BOB, true, 8);

        block(ALICE, false, 9);
        assertThat(send(ALICE, "k")).isEqualTo(ErrorCode.FORBIDDEN.refusal());

        block(BOB, false, 10);
        assertThat(send(ALICE, "k").isSuccess()).isTrue();
    }

    @Test
    void whatIsToldOfABlockLateOrAgainChangesNothing() {
        open(ALICE, ALICE, BOB);

        block(ALICE, true, 7);
        assertThat(block(ALICE, true, 7)).isEqualTo(StatusReply.ack());
        block(ALICE, false, 8);
        assertThat(block(ALICE, true, 7)).isEqualTo(StatusReply.ack());

        assertThat(send(BOB, "k").isSuccess()).isTrue();
        assertThat(journal())
                .extracting(Event::getClass)
                .isEqualTo(List.of(
                        ConversationMembers.Opened.class,
                        ConversationMembers.Blocked.class,
                        ConversationMembers.Unblocked.class,
                        MessageSent.class));
    }

    @Test
    void aBlockedPairCannotBeginToTalkUntilTheBlockIsLifted() {
        block(ALICE, true, 7);
        restart();

        assertThat(open(BOB, ALICE, BOB)).isEqualTo(ErrorCode.USER_NOT_FOUND.refusal());
        assertThat(open(ALICE, ALICE, BOB)).isEqualTo(ErrorCode.USER_NOT_FOUND.refusal());
        assertThat(send(ALICE, "k")).isEqualTo(ErrorCode.CONVERSATION_NOT_FOUND.refusal());

        block(ALICE, false, 8);
        assertThat(open(BOB, ALICE, BOB).isSuccess()).isTrue();
        assertThat(send(ALICE, "k").isSuccess()).isTrue();
    }

    @Test
    void aBlockOutlivesARestart() {
        open(ALICE, ALICE, BOB);
        block(BOB, true, 7);

        restart();

        assertThat(send(ALICE, "k")).isEqualTo(ErrorCode.FORBIDDEN.refusal());
    }

    @Test
    void whatWaitsForALookupWhenABlockComesIsTooLate() {
        recoverForgetting();
        tellSend(ALICE, key("k1"));
        tellSend(ALICE, key("k13"));
        var lookup = lookups.receiveMessage();

        block(BOB, true, 7);
        lookup.answer().complete(Optional.empty());

        sender.expectMessage(ErrorCode.FORBIDDEN.refusal());
        assertThat(sender.receiveMessage().getValue().sequenceNumber()).isEqualTo(13);
    }

    @Test
    void aBlockThatCannotBeWrittenIsNoSuccess() {
        open(ALICE, ALICE, BOB);
        JOURNAL.failNextPersisted(persistenceId);

        assertThat(block(BOB, true, 7)).isEqualTo(ErrorCode.DATABASE_ERROR.refusal());
        pass(AFTER_BACKOFF);

        assertThat(block(BOB, true, 7)).isEqualTo(StatusReply.ack());
        assertThat(send(ALICE, "k")).isEqualTo(ErrorCode.FORBIDDEN.refusal());
    }
}
