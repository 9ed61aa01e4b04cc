package social.nova.http.conversation;

import static org.assertj.core.api.Assertions.assertThat;
import static social.nova.persistence.conversation.TestConversation.ALICE;
import static social.nova.persistence.conversation.TestConversation.BOB;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.testkit.typed.javadsl.TestProbe;
import akka.cluster.sharding.typed.testkit.javadsl.TestEntityRef;
import akka.pattern.StatusReply;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import social.nova.http.common.Admission;
import social.nova.http.common.Asks;
import social.nova.persistence.common.TestDatabase;
import social.nova.persistence.conversation.ConversationHistory;
import social.nova.persistence.conversation.TestConversation;
import social.nova.persistence.user.DataKeys;
import social.nova.protocols.common.Sealed;
import social.nova.protocols.conversation.Conversation;
import social.nova.protocols.conversation.Conversation.Body;
import social.nova.protocols.conversation.Conversation.Encryption;
import social.nova.protocols.conversation.Conversation.Message;
import social.nova.protocols.conversation.ConversationChanges;
import social.nova.protocols.conversation.ConversationChanges.Change;
import social.nova.protocols.conversation.ConversationChanges.Changes;
import social.nova.protocols.conversation.ConversationChanges.Position;
import social.nova.protocols.conversation.ConversationIds;
import social.nova.protocols.conversation.ConversationMembers.ReadMarked;

class ChangeReadingTest {
    private static final ActorTestKit ACTORS = ActorTestKit.create(TestDatabase.journal());
    private static final ConversationIds IDS = new ConversationIds(new byte[32]);
    private static final Body BODY = new Body(new Sealed("Y29udGVudA==", "0".repeat(48)), Encryption.END_TO_END);

    private final TestConversation conversation = new TestConversation(IDS.group(new Random()));
    private final TestProbe<Conversation.Command> entity = ACTORS.createTestProbe();
    private final ChangeReading reading = new ChangeReading(
            new Conversations(
                    IDS,
                    id -> TestEntityRef.of(Conversation.TYPE_KEY, id.value(), entity.ref()),
                    new Admission(10, TestDatabase.get().watch(), () -> false),
                    new Asks(Duration.ofSeconds(3), new SimpleMeterRegistry())),
            new ConversationHistory(TestDatabase.get(), ACTORS.system()),
            new DataKeys(TestDatabase.get(), TestDatabase.MASTER_KEYSET));

    @AfterAll
    static void shutDown() {
        ACTORS.shutdownTestKit();
    }

    @ParameterizedTest
    @CsvSource({"false, '1 2 3 4'", "true, '1'"})
    void whoHasReadWhatIsReadFromTheJournalOnlyWhereItIsTold(boolean hidesReads, String shown) throws Exception {
        conversation.inJournal(
                ACTORS,
                List.of(
                        conversation.opened(),
                        new ReadMarked(2, ALICE, 1, Instant.EPOCH),
                        new ReadMarked(3, BOB, 1, Instant.EPOCH),
                        new ReadMarked(4, ALICE, 1, Instant.EPOCH)));

        var extract = reading.read(ALICE, conversation.id, Position.of(0), 50).toCompletableFuture();
        entity.expectMessageClass(ConversationChanges.GetChanges.class)
                .replyTo()
                .tell(StatusReply.success(new Changes(0, 4, 4, 4, 0, 0, hidesReads, false, List.of())));

        assertThat(extract.get(30, TimeUnit.SECONDS).changes())
                .extracting(frame -> Long.toString(frame.revision()))
                .containsExactly(shown.split(" ", -1));
        assertThat(extract.get().upTo()).isEqualTo(4);
    }

    @Test
    void whoWasRemovedIsNotShownWhatWasMadeOfMessagesSince() throws Exception {
        var edited = new Message(IDS.message(conversation.id, 2), 2, 5, ALICE, BODY, Instant.EPOCH);
        var unchanged = new Message(IDS.message(conversation.id, 1), 1, 2, ALICE, BODY, Instant.EPOCH);

        var extract = reading.readEvenIfRemoved(BOB, conversation.id, Position.of(1), 50)
                .toCompletableFuture();
        entity.expectMessageClass(ConversationChanges.GetChanges.class)
                .replyTo()
                .tell(StatusReply.success(new Changes(
                        1,
                        1,
                        4,
                        4,
                        0,
                        0,
                        false,
                        true,
                        List.of(
                                new Change(2, 1, new ConversationChanges.Posted(unchanged)),
                                new Change(3, 2, new ConversationChanges.Posted(edited)),
                                new Change(4, 3, new ConversationChanges.Left(BOB, ALICE, null, Instant.EPOCH))))));

        assertThat(extract.get(30, TimeUnit.SECONDS).changes())
                .extracting(ChangeFrame::revision)
                .containsExactly(2L, 4L);
        assertThat(extract.get().upTo()).isEqualTo(4);
        assertThat(extract.get().removed()).isTrue();
    }
}
