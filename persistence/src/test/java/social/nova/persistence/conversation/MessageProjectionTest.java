package social.nova.persistence.conversation;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.typed.ActorRef;
import akka.projection.ProjectionBehavior;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import social.nova.persistence.common.Database;
import social.nova.persistence.common.TestDatabase;
import social.nova.protocols.common.Shards;
import social.nova.protocols.conversation.Conversation.Message;

class MessageProjectionTest {
    private static final ActorTestKit ACTORS = ActorTestKit.create(TestDatabase.journal());

    private final Database database = TestDatabase.get();
    private final MessageRepository messages = new MessageRepository(database);

    @AfterAll
    static void shutDown() {
        ACTORS.shutdownTestKit();
    }

    @Test
    void fillsTheTableFromTheJournalAndGoesOnAfterARestart() {
        var first = new TestConversation();
        var second = new TestConversation();
        first.inJournal(ACTORS, 250);

        var projections = startAll();
        awaitMessages(first, 250);
        projections.forEach(ACTORS::stop);
        second.inJournal(ACTORS, 3);
        startAll();

        awaitMessages(second, 3);
        awaitMessages(first, 250);
    }

    private List<ActorRef<ProjectionBehavior.Command>> startAll() {
        return IntStream.range(0, Shards.NUMBER_OF_SLICES)
                .mapToObj(slice -> MessageProjection.ofSlice(slice, database, ACTORS.system()))
                .map(projection -> ACTORS.spawn(ProjectionBehavior.create(projection)))
                .toList();
    }

    private void awaitMessages(TestConversation conversation, long count) {
        ACTORS.createTestProbe().awaitAssert(Duration.ofSeconds(20), () -> {
            assertThat(rows(conversation)).isEqualTo(conversation.messages(1, count));
            return count;
        });
    }

    private List<Message> rows(TestConversation conversation) {
        try {
            return messages.range(conversation.id, 1, 1_000)
                    .toCompletableFuture()
                    .get(30, TimeUnit.SECONDS)
                    .messages();
        } catch (InterruptedException | ExecutionException | TimeoutException failure) {
            throw new IllegalStateException(failure);
        }
    }
}
