package social.nova.cluster.conversation;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import social.nova.cluster.TestActors;
import social.nova.protocols.common.Sealed;
import social.nova.protocols.common.UserId;
import social.nova.protocols.conversation.Conversation.Body;
import social.nova.protocols.conversation.Conversation.ConversationType;
import social.nova.protocols.conversation.Conversation.Encryption;
import social.nova.protocols.conversation.Conversation.Event;
import social.nova.protocols.conversation.Conversation.Message;
import social.nova.protocols.conversation.ConversationMembers.Opened;
import social.nova.protocols.conversation.ConversationMembers.ReadMarked;
import social.nova.protocols.conversation.ConversationMessages.IdempotencyKey;
import social.nova.protocols.conversation.ConversationMessages.MessageDeleted;
import social.nova.protocols.conversation.ConversationMessages.MessageEdited;
import social.nova.protocols.conversation.ConversationMessages.MessageSent;
import social.nova.protocols.conversation.ConversationMessages.Selection;
import social.nova.protocols.conversation.ConversationReactions.ReactionAdded;
import social.nova.protocols.conversation.MessageId;
import social.nova.protocols.conversation.WordDigests;

/// Whatever happens: a state from a snapshot goes on as the one it was taken of, and the tail is what a list of all
/// messages would say.
class ConversationStateRandomTest {
    private static final ActorTestKit ACTORS = TestActors.start();
    private static final UserId ALICE = UserId.of(UUID.randomUUID());
    private static final UserId BOB = UserId.of(UUID.randomUUID());
    private static final Instant START = Instant.parse("2025-10-25T10:30:45.123456789Z");
    private static final int RUNS = 20;
    private static final int EVENTS = 600;

    @AfterAll
    static void shutDown() {
        ACTORS.shutdownTestKit();
    }

    @Test
    void aStateFromASnapshotGoesOnAsTheOneItWasTakenOf() {
        var seed = Long.getLong("nova.seed", System.nanoTime());
        System.out.println("ConversationStateRandomTest: -Dnova.seed=" + seed);
        for (var run = 0; run < RUNS; run++) {
            new Run(new Random(seed + run), "seed %d, run %d".formatted(seed, run)).check();
        }
    }

    private static final class Run {
        private final Random random;
        private final String name;
        private final List<Message> all = new ArrayList<>();
        private ConversationState state =
                ConversationState.EMPTY.on(new Opened(1, ConversationType.DIRECT, ALICE, List.of(ALICE, BOB), START));
        private ConversationState restored =
                ConversationState.EMPTY.on(new Opened(1, ConversationType.DIRECT, ALICE, List.of(ALICE, BOB), START));

        Run(Random random, String name) {
            this.random = random;
            this.name = name;
        }

        void check() {
            for (var n = 0; n < EVENTS; n++) {
                var event = next();
                remember(event);
                state = state.on(event);
                restored = restored.on(event);
                if (random.nextInt(100) == 0) {
                    restored = ACTORS.serializationTestKit().verifySerialization(restored, false);
                    assertThat(restored).as(name).usingRecursiveComparison().isEqualTo(state);
                }
            }
            assertThat(restored).as(name).usingRecursiveComparison().isEqualTo(state);
            var page = state.page(ALICE, Selection.newest(50)).messages();
            assertThat(page).as(name).isEqualTo(all.subList(all.size() - page.size(), all.size()));
            assertThat(page).isNotEmpty();
            all.forEach(message -> state.message(message.sequenceNumber())
                    .ifPresent(known -> assertThat(known).as(name).isEqualTo(message)));
        }

        private Event next() {
            var revision = state.nextRevision();
            var at = START.plusSeconds(revision);
            var user = random.nextBoolean() ? ALICE : BOB;
            var old = 1 + random.nextLong(Math.max(1, all.size()));
            var choice = all.isEmpty() ? 0 : random.nextInt(8);
            return switch (choice) {
                case 0, 1, 2 ->
                    new MessageSent(
                            revision,
                            new MessageId(new UUID(0, all.size() + 1L).toString()),
                            all.size() + 1L,
                            user,
                            body(),
                            random.nextBoolean() ? new IdempotencyKey("key " + revision, "body") : null,
                            at,
                            random.nextInt(4) == 0 ? old : 0,
                            random.nextInt(4) == 0 ? List.of(ALICE, BOB) : List.of(),
                            WordDigests.of(List.of(random.nextLong())));
                case 3, 4 -> new MessageEdited(revision, old, body(), at);
                case 5 -> new MessageDeleted(revision, old, user, at);
                case 6 -> new ReactionAdded(revision, old, user, "👍", at);
                default -> new ReadMarked(revision, user, old, at);
            };
        }

        private void remember(Event event) {
            switch (event) {
                case MessageSent sent -> all.add(sent.message());
                case MessageEdited edited ->
                    all.set(
                            (int) edited.sequenceNumber() - 1,
                            all.get((int) edited.sequenceNumber() - 1)
                                    .edited(edited.revision(), edited.body(), edited.at()));
                case MessageDeleted deleted ->
                    all.set(
                            (int) deleted.sequenceNumber() - 1,
                            all.get((int) deleted.sequenceNumber() - 1).deleted(deleted.revision(), deleted.at()));
                default -> {}
            }
        }

        private Body body() {
            var size = random.nextInt(20) == 0 ? 40_000 : random.nextInt(300);
            return new Body(
                    new Sealed("c".repeat(size), "%048x".formatted(random.nextLong(1_000_000))), Encryption.AT_REST);
        }
    }
}
