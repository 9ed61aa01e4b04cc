package social.nova.cluster.conversation;

import static org.assertj.core.api.Assertions.assertThat;

import akka.pattern.StatusReply;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import social.nova.protocols.common.ErrorCode;
import social.nova.protocols.conversation.ConversationMessages.IdempotencyKey;
import social.nova.protocols.conversation.ConversationMessages.Receipt;
import social.nova.protocols.conversation.ConversationMessages.Remembered;

/// Of `k1` to `k10`, which it has forgotten, the conversation knows only that they may have been sent.
class LookedUpKeysTest extends EntityFixture {
    @Test
    void aKeyItHasForgottenIsLookedUp() {
        recoverForgetting();

        tellSend(ALICE, key("k1"));
        var lookup = lookups.receiveMessage();
        lookup.answer().complete(Optional.of(new Remembered("body", 1, START)));

        assertThat(lookup.key()).isEqualTo("k1");
        assertThat(lookup.below()).isEqualTo(11);
        assertThat(lookup.since()).isEqualTo(clock.get().minus(Duration.ofHours(24)));
        sender.expectMessage(StatusReply.success(new Receipt(IDS.message(id, 1), 1)));
        assertThat(sent()).hasSize((int) FORGETTING);
    }

    @Test
    void aForgottenKeyWithAnotherBodyIsAConflict() {
        recoverForgetting();

        tellSend(ALICE, key("k1"));
        lookups.receiveMessage().answer().complete(Optional.of(new Remembered("another body", 1, START)));

        sender.expectMessage(ErrorCode.CONFLICT.refusal());
    }

    @Test
    void aKeyItRemembersIsNotLookedUp() {
        recoverForgetting();

        assertThat(send(ALICE, "k" + FORGETTING).getValue().sequenceNumber()).isEqualTo(FORGETTING);
        assertThat(send(ALICE, "k11").getValue().sequenceNumber()).isEqualTo(11);
        lookups.expectNoMessage(SOON);
    }

    @Test
    void aKeyThatWasNeverSentIsNotLookedUp() {
        recoverForgetting();

        tellSend(ALICE, key("new"));
        tellSend(ALICE, key("new"));
        tellSend(ALICE, IdempotencyKey.madeByNova("1"));
        tellSend(ALICE, IdempotencyKey.madeByNova("1"));

        assertThat(sender.receiveSeveralMessages(4))
                .extracting(receipt -> receipt.getValue().sequenceNumber())
                .containsExactly(FORGETTING + 1, FORGETTING + 1, FORGETTING + 2, FORGETTING + 2);
        lookups.expectNoMessage(SOON);
    }

    @Test
    void nothingOvertakesAMessageThatWaitsForItsLookup() {
        recoverForgetting();

        tellSend(ALICE, key("k1"));
        var lookup = lookups.receiveMessage();
        tellSend(BOB, null);
        tellSend(BOB, key("k" + FORGETTING));
        tellSend(ALICE, key("k1"));
        sender.expectNoMessage(SOON);
        lookup.answer().complete(Optional.empty());

        assertThat(sender.receiveSeveralMessages(4))
                .extracting(receipt -> receipt.getValue().sequenceNumber())
                .containsExactly(FORGETTING + 1, FORGETTING + 2, FORGETTING, FORGETTING + 1);
    }

    // While "k1" waits, "k11" is the oldest key remembered; accepting "k1" anew pushes it out.
    @Test
    void aKeyThatIsPushedOutWhileItWaitsIsStillFound() {
        recoverForgetting();

        tellSend(ALICE, key("k1"));
        tellSend(ALICE, key("k11"));
        lookups.receiveMessage().answer().complete(Optional.empty());

        assertThat(sender.receiveMessage().getValue().sequenceNumber()).isEqualTo(FORGETTING + 1);
        assertThat(sender.receiveMessage().getValue().sequenceNumber()).isEqualTo(11);
        assertThat(sent()).hasSize((int) FORGETTING + 1);
    }

    @Test
    void aLookupThatFailsLeavesTheOutcomeToARetry() {
        recoverForgetting();

        tellSend(ALICE, key("k1"));
        tellSend(ALICE, null);
        lookups.receiveMessage().answer().completeExceptionally(new IllegalStateException("away"));

        sender.expectMessage(ErrorCode.DATABASE_ERROR.refusal());
        assertThat(sender.receiveMessage().getValue().sequenceNumber()).isEqualTo(FORGETTING + 1);
    }

    @Test
    void moreThanFiveHundredAndTwelveDoNotWait() {
        recoverForgetting();

        tellSend(ALICE, key("k1"));
        for (var n = 0; n < 512; n++) {
            tellSend(ALICE, key("k13"));
        }

        sender.expectMessage(ErrorCode.SERVICE_UNAVAILABLE.refusal());
        lookups.receiveMessage().answer().complete(Optional.empty());
        assertThat(sender.receiveMessage().getValue().sequenceNumber()).isEqualTo(FORGETTING + 1);
        assertThat(sender.receiveSeveralMessages(511))
                .allMatch(receipt -> receipt.getValue().sequenceNumber() == 13);
    }

    @Test
    void whatWaitsForALookupOutlivesAFailedWrite() {
        recoverForgetting();
        tellSend(ALICE, key("k1"));
        tellSend(ALICE, key("k2"));
        tellSend(ALICE, null);
        JOURNAL.failNextPersisted(persistenceId);

        lookups.receiveMessage().answer().complete(Optional.empty());
        sender.expectMessage(ErrorCode.DATABASE_ERROR.refusal());
        var dropped = lookups.receiveMessage();
        pass(AFTER_BACKOFF);
        lookups.receiveMessage().answer().complete(Optional.empty());

        assertThat(sender.receiveMessage().getValue().sequenceNumber()).isEqualTo(FORGETTING + 1);
        assertThat(sender.receiveMessage().getValue().sequenceNumber()).isEqualTo(FORGETTING + 2);
        dropped.answer().complete(Optional.of(new Remembered("body", 1, START)));
        assertThat(send(ALICE, "k13").getValue().sequenceNumber()).isEqualTo(13);
        sender.expectNoMessage(SOON);
    }
}
