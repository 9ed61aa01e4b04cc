package social.nova.cluster.conversation;

import static org.assertj.core.api.Assertions.assertThat;

import akka.pattern.StatusReply;
import akka.persistence.testkit.ProcessingSuccess;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import social.nova.cluster.intake.Intake;
import social.nova.protocols.common.ErrorCode;
import social.nova.protocols.conversation.ConversationMembers;
import social.nova.protocols.conversation.ConversationMessages.Receipt;
import social.nova.protocols.session.Session;

class ConversationJournalTest extends EntityFixture {
    @Test
    void aWriteThatFailsIsNeverASuccessAndARetrySucceedsOnce() {
        open(ALICE, ALICE, BOB);
        JOURNAL.failNextPersisted(persistenceId);

        assertThat(send(ALICE, "k")).isEqualTo(ErrorCode.DATABASE_ERROR.refusal());
        told.expectNoMessage(SOON);
        pass(AFTER_BACKOFF);

        var retried = send(ALICE, "k");
        assertThat(retried.getValue()).isEqualTo(new Receipt(IDS.message(id, 1), 1));
        assertThat(send(ALICE, "k")).isEqualTo(retried);
        assertThat(delivers()).hasSize(2);
    }

    // The commit went through, its answer did not come back.
    @Test
    void aWriteThatSucceededUnnoticedIsFoundByTheRetry() {
        open(ALICE, ALICE, BOB);
        JOURNAL.failNextPersisted(persistenceId);

        assertThat(send(ALICE, "k")).isEqualTo(ErrorCode.DATABASE_ERROR.refusal());
        JOURNAL.persistForRecovery(persistenceId, List.of(event(1, "k")));
        pass(AFTER_BACKOFF);

        assertThat(send(ALICE, "k").getValue().sequenceNumber()).isEqualTo(1);
        assertThat(send(ALICE, "next").getValue().sequenceNumber()).isEqualTo(2);
    }

    // Who has been told the message before would otherwise take the next one for all there is.
    @Test
    void whatFollowsAnUnnoticedWriteIsNotToldAsIfItFollowedWhatWasTold() {
        open(ALICE, ALICE, BOB);
        send(ALICE, "told");
        JOURNAL.failNextPersisted(persistenceId);
        send(ALICE, "unnoticed");
        JOURNAL.persistForRecovery(persistenceId, List.of(event(2, "unnoticed")));
        pass(AFTER_BACKOFF);
        delivered();

        assertThat(send(BOB, "next").getValue().sequenceNumber()).isEqualTo(3);

        assertThat(delivers())
                .extracting(Told::command)
                .hasSize(2)
                .allSatisfy(command -> assertThat(
                                ((Session.Deliver) command).change().follows())
                        .isEqualTo(event(2, "unnoticed").revision()));
    }

    @Test
    void whatWaitsBehindAFailedWriteGoesOnInItsOrder() {
        open(ALICE, ALICE, BOB);
        JOURNAL.failNextPersisted(persistenceId);

        for (var n = 1; n <= 5; n++) {
            tellSend(ALICE, key("k" + n));
        }
        sender.expectMessage(ErrorCode.DATABASE_ERROR.refusal());
        sender.expectNoMessage(SOON);
        pass(AFTER_BACKOFF);

        for (var n = 1; n <= 4; n++) {
            assertThat(sender.receiveMessage().getValue().sequenceNumber()).isEqualTo(n);
        }
        assertThat(sent()).extracting(one -> keyOf(one)).containsExactly("k2", "k3", "k4", "k5");
    }

    // Akka takes each command out of its stash inside the one before: so many would overflow a thread's stack.
    @Test
    void asManyReadsAsMayWaitBehindAWriteAreAnsweredOnAnOrdinaryStack() {
        open(ALICE, ALICE, BOB);
        var written = new CompletableFuture<Void>().orTimeout(30, TimeUnit.SECONDS);
        JOURNAL.withPolicy((_, _) -> {
            written.join();
            return ProcessingSuccess.getInstance();
        });

        tellSend(ALICE, key("k"));
        for (var n = 0; n <= Intake.MAX_WAITING; n++) {
            entity.tell(new ConversationMembers.GetOverview(ALICE, overviews.ref()));
        }
        assertThat(overview(BOB)).isEqualTo(ErrorCode.SERVICE_UNAVAILABLE.refusal());
        written.complete(null);

        assertThat(overviews.receiveSeveralMessages(Intake.MAX_WAITING + 1, Duration.ofSeconds(30)))
                .allMatch(StatusReply::isSuccess);
        assertThat(sender.receiveMessage().getValue().sequenceNumber()).isEqualTo(1);
    }

    @Test
    void anOpeningThatCannotBeWrittenIsAnsweredToo() {
        JOURNAL.failNextPersisted(persistenceId);

        assertThat(open(ALICE, ALICE, BOB)).isEqualTo(ErrorCode.DATABASE_ERROR.refusal());
        pass(AFTER_BACKOFF);
        assertThat(open(ALICE, ALICE, BOB).isSuccess()).isTrue();
    }

    // What waits when recovery fails goes on waiting: the next recovery may be a moment away.
    @Test
    void whileTheJournalCannotBeReadCommandsAreAnsweredAtOnce() {
        open(ALICE, ALICE, BOB);
        send(ALICE, "k1");
        ACTORS.stop(entity);
        JOURNAL.failNextRead(persistenceId);
        entity = spawn();
        awaitFailedRecovery();

        assertThat(send(ALICE, "k2")).isEqualTo(ErrorCode.DATABASE_ERROR.refusal());
        assertThat(overview(ALICE)).isEqualTo(ErrorCode.DATABASE_ERROR.refusal());
        pass(AFTER_BACKOFF);
        Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .until(() -> overview(ALICE).isSuccess());

        assertThat(overview(ALICE).getValue().lastSequenceNumber()).isEqualTo(1);
        assertThat(send(ALICE, "k2").getValue().sequenceNumber()).isEqualTo(2);
    }

    @Test
    void aRejectedWriteLeavesNoGap() {
        open(ALICE, ALICE, BOB);
        send(ALICE, "k1");
        JOURNAL.rejectNextPersisted(persistenceId);

        tellSend(ALICE, key("k2"));
        sender.expectTerminated(entity);
        sender.expectNoMessage(SOON);
        entity = spawn();

        assertThat(send(ALICE, "k3").getValue().sequenceNumber()).isEqualTo(2);
        assertThat(send(ALICE, "k2").getValue().sequenceNumber()).isEqualTo(3);
    }
}
