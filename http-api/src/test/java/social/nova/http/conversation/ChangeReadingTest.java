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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import social.nova.http.common.Admission;
import social.nova.http.common.Asks;
import social.nova.persistence.common.TestDatabase;
import social.nova.persistence.conversation.ConversationHistory;
import social.nova.persistence.conversation.TestConversation;
import social.nova.persistence.user.DataKeys;
import social.nova.protocols.conversation.Conversation;
import social.nova.protocols.conversation.ConversationChanges;
import social.nova.protocols.conversation.ConversationChanges.Changes;
import social.nova.protocols.conversation.ConversationChanges.Position;
import social.nova.protocols.conversation.ConversationIds;
import social.nova.protocols.conversation.ConversationMembers.ReadMarked;

class ChangeReadingTest {
    private static final ActorTestKit ACTORS = ActorTestKit.create(TestDatabase.journal());
    private static final ConversationIds IDS = new ConversationIds(new byte[32]);

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
                .tell(StatusReply.success(new Changes(0, 4, 4, 4, 0, 0, hidesReads, List.of())));

        assertThat(extract.get(30, TimeUnit.SECONDS).changes())
                .extracting(frame -> Long.toString(frame.revision()))
                .containsExactly(shown.split(" ", -1));
        assertThat(extract.get().upTo()).isEqualTo(4);
    }
}
