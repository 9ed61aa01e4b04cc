package social.nova.http.conversation;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.testkit.typed.javadsl.TestProbe;
import akka.cluster.sharding.typed.testkit.javadsl.TestEntityRef;
import akka.pattern.StatusReply;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import social.nova.http.common.Admission;
import social.nova.http.common.Asks;
import social.nova.persistence.common.TestDatabase;
import social.nova.persistence.conversation.ConversationHistory;
import social.nova.persistence.user.DataKeys;
import social.nova.protocols.common.Sealed;
import social.nova.protocols.common.UserId;
import social.nova.protocols.conversation.Conversation;
import social.nova.protocols.conversation.Conversation.Body;
import social.nova.protocols.conversation.Conversation.Encryption;
import social.nova.protocols.conversation.Conversation.Message;
import social.nova.protocols.conversation.ConversationId;
import social.nova.protocols.conversation.ConversationIds;
import social.nova.protocols.conversation.ConversationMessages;
import social.nova.protocols.conversation.ConversationMessages.Page;
import social.nova.protocols.conversation.ConversationMessages.Selection;

class MessageReadingTest {
    private static final ActorTestKit ACTORS = ActorTestKit.create(TestDatabase.journal());
    private static final ConversationIds IDS = new ConversationIds(new byte[32]);
    private static final UserId ALICE = UserId.of(UUID.randomUUID());

    private final ConversationId c = IDS.group(new Random());
    private final TestProbe<Conversation.Command> entity = ACTORS.createTestProbe();
    private final MessageReading reading = new MessageReading(
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

    @BeforeEach
    void tenMessagesInTheTable() throws Exception {
        for (var n = 1L; n <= 10; n++) {
            insert(message(n));
        }
    }

    @Test
    void completesAPageWithWhatTheEntityDoesNotHave() throws Exception {
        assertReads(3, 8, 3, 8);
        assertReads(3, 8, 6, 8);
        assertReads(3, 8, 3, 5);
        assertReads(3, 8, 5, 6);
        assertReads(3, 8, 9, 8);
        assertReads(1, 10, 10, 10);
    }

    @Test
    void readsNothingWhereNothingIsSelected() throws Exception {
        assertReads(11, 10, 1, 0);
    }

    /// The entity selects `from` to `to` and has `first` to `last` of it.
    private void assertReads(long from, long to, long first, long last) throws Exception {
        var extract = reading.read(ALICE, c, Selection.newest(50)).toCompletableFuture();
        entity.expectMessageClass(ConversationMessages.GetMessages.class)
                .replyTo()
                .tell(StatusReply.success(new Page(from, to, 10, 11, messages(first, last))));

        assertThat(extract.get(30, TimeUnit.SECONDS).head()).isEqualTo(10);
        assertThat(extract.get().messages())
                .extracting(MessageView::id)
                .containsExactlyElementsOf(messages(from, to).stream()
                        .map(message -> message.id().value())
                        .toList());
    }

    private List<Message> messages(long from, long to) {
        return LongStream.rangeClosed(from, to).mapToObj(this::message).toList();
    }

    private Message message(long n) {
        return new Message(
                IDS.message(c, n),
                n,
                n + 1,
                ALICE,
                new Body(new Sealed("c2VjcmV0", "0".repeat(48)), Encryption.END_TO_END),
                Instant.EPOCH);
    }

    private void insert(Message message) throws Exception {
        TestDatabase.get()
                .query(connection -> connection.createStatement().executeUpdate("""
                        INSERT INTO messages (conversation_id, sequence_number, revision, id, sender_id, content, nonce,
                                              encryption, created_at)
                        VALUES ('%s', %d, %d, '%s', '%s', '%s', '%s', 'END_TO_END', 'epoch')
                        """.formatted(
                                c,
                                message.sequenceNumber(),
                                message.revision(),
                                message.id(),
                                ALICE,
                                "c2VjcmV0",
                                "0".repeat(48))))
                .toCompletableFuture()
                .get(30, TimeUnit.SECONDS);
    }
}
