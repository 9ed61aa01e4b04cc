package social.nova.persistence.conversation;

import static org.assertj.core.api.Assertions.assertThat;
import static social.nova.persistence.conversation.TestConversation.ALICE;
import static social.nova.persistence.conversation.TestConversation.BOB;
import static social.nova.persistence.conversation.TestConversation.START;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import social.nova.persistence.common.Database;
import social.nova.persistence.common.TestDatabase;
import social.nova.persistence.user.DataKeys;
import social.nova.protocols.common.Sealed;
import social.nova.protocols.common.UserId;
import social.nova.protocols.conversation.Conversation;
import social.nova.protocols.conversation.Conversation.Body;
import social.nova.protocols.conversation.Conversation.Encryption;
import social.nova.protocols.conversation.Conversation.Message;
import social.nova.protocols.conversation.ConversationMembers.ReadMarked;
import social.nova.protocols.conversation.ConversationMessages.MessageDeleted;
import social.nova.protocols.conversation.ConversationMessages.MessageEdited;
import social.nova.protocols.conversation.ConversationMessages.Remembered;
import social.nova.protocols.conversation.ConversationMessages.Standing;
import social.nova.protocols.conversation.ConversationReactions.Reaction;
import social.nova.protocols.conversation.ConversationReactions.ReactionAdded;
import social.nova.protocols.conversation.ConversationReactions.ReactionsRemoved;

class ConversationHistoryTest {
    private static final ActorTestKit ACTORS = ActorTestKit.create(TestDatabase.journal());
    private static final long MESSAGES = 12;

    private final Database database = TestDatabase.get();
    private final ConversationHistory history = new ConversationHistory(database, ACTORS.system());
    private final DataKeys keys = new DataKeys(database, TestDatabase.MASTER_KEYSET);
    private final TestConversation conversation = new TestConversation();

    @AfterAll
    static void shutDown() {
        ACTORS.shutdownTestKit();
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1, 4, 5, 6, 9, 11, 12})
    void isCompleteHoweverFarTheTableHasCome(long inTable) throws Exception {
        conversation.inJournal(ACTORS, MESSAGES);
        conversation.inTable(database, inTable);

        assertThat(range(1, MESSAGES)).isEqualTo(conversation.messages(1, MESSAGES));
        assertThat(range(5, 9)).isEqualTo(conversation.messages(5, 9));
        assertThat(range(5, 5)).isEqualTo(conversation.messages(5, 5));
        assertThat(range(MESSAGES, MESSAGES)).isEqualTo(conversation.messages(MESSAGES, MESSAGES));
    }

    @Test
    void isCompleteWhenTheProjectionNeverRan() throws Exception {
        conversation.inJournal(ACTORS, MESSAGES);

        assertThat(range(3, 10)).isEqualTo(conversation.messages(3, 10));
    }

    @Test
    void readsTheTableAloneWhenItHasEverything() throws Exception {
        conversation.inTable(database, MESSAGES);

        assertThat(range(1, MESSAGES)).isEqualTo(conversation.messages(1, MESSAGES));
    }

    @Test
    void isCompleteWhileTheTableCatchesUp() throws Exception {
        var messages = 150L;
        conversation.inJournal(ACTORS, messages);
        conversation.inTable(database, 1);

        var projection = CompletableFuture.runAsync(() -> catchUp(conversation, 2, messages));

        do {
            assertThat(range(1, messages)).isEqualTo(conversation.messages(1, messages));
        } while (!projection.isDone());
        projection.get();
    }

    @Test
    void readsLongRangesFromTheJournal() throws Exception {
        conversation.inJournal(ACTORS, 1_200);

        assertThat(range(100, 1_150)).isEqualTo(conversation.messages(100, 1_150));
    }

    @Test
    void conversationsDoNotMix() throws Exception {
        var other = new TestConversation();
        conversation.inJournal(ACTORS, 3);
        other.inJournal(ACTORS, 5);
        other.inTable(database, 5);

        assertThat(range(1, 3)).isEqualTo(conversation.messages(1, 3));
        assertThat(byKey("key-4", 100)).isNull();
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1, 6, 7, 8, 11, 12})
    void findsWhatAKeyProducedHoweverFarTheTableHasCome(long inTable) throws Exception {
        var earlier = new Remembered("body-7", 7, START.plusSeconds(7));
        conversation.inJournal(ACTORS, MESSAGES);
        conversation.inTable(database, inTable);

        assertThat(byKey("key-7", MESSAGES + 1)).isEqualTo(earlier);
        assertThat(byKey("key-7", 8)).isEqualTo(earlier);
        assertThat(byKey("key-7", 7)).isNull();
        assertThat(byKey("key-99", MESSAGES + 1)).isNull();
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 12})
    void forgetsKeysThatAreTooOld(long inTable) throws Exception {
        conversation.inJournal(ACTORS, MESSAGES);
        conversation.inTable(database, inTable);

        assertThat(byKey("key-7", 13, START.plusSeconds(6))).isNotNull();
        assertThat(byKey("key-7", 13, START.plusSeconds(7))).isNull();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14})
    void showsMessagesAsTheyStandHoweverFarTheTablesHaveCome(int inTables) throws Exception {
        get(keys.create(ALICE));
        get(keys.create(BOB));
        var events = List.<Conversation.Event>of(
                conversation.opened(),
                conversation.sent(1),
                conversation.sent(2),
                conversation.sent(3),
                conversation.sent(4),
                new ReactionAdded(6, 2, ALICE, "👍", START),
                new MessageEdited(7, 1, edited(), START.plusSeconds(100)),
                new ReactionAdded(8, 2, BOB, "🎉", START),
                new MessageDeleted(9, 3, ALICE, START.plusSeconds(101)),
                new ReactionAdded(10, 4, ALICE, "👍", START),
                new ReactionsRemoved(11, 2, ALICE, List.of("👍"), START),
                new MessageDeleted(12, 4, BOB, START.plusSeconds(102)),
                new ReactionAdded(13, 2, ALICE, "🎉", START),
                new ReadMarked(14, BOB, 4, START));
        conversation.inJournal(ACTORS, events);
        conversation.inTable(database, events.subList(0, inTables));

        assertThat(range(1, 4))
                .containsExactly(
                        conversation.sent(1).message().edited(7, edited(), START.plusSeconds(100)),
                        conversation.sent(2).message(),
                        conversation.sent(3).message().deleted(9, START.plusSeconds(101)),
                        conversation.sent(4).message().deleted(12, START.plusSeconds(102)));
        assertThat(get(history.standing(conversation.id, 2, 14)))
                .contains(new Standing(
                        conversation.sent(2).message(), List.of(new Reaction(BOB, "🎉"), new Reaction(ALICE, "🎉"))));
        assertThat(get(history.standing(conversation.id, 4, 14)).orElseThrow().reactions())
                .isEmpty();
        assertThat(get(history.standing(conversation.id, 5, 14))).isEmpty();
    }

    @Test
    void aReactionThatReachesItsTableAfterItsAuthorHasBeenErasedIsNotBroughtBack() throws Exception {
        var gone = UserId.of(UUID.randomUUID());
        get(keys.create(ALICE));
        get(keys.create(gone));
        var events = List.<Conversation.Event>of(
                conversation.opened(),
                conversation.sent(1),
                new ReactionAdded(3, 1, ALICE, "👍", START),
                new ReactionAdded(4, 1, gone, "👍", START));
        conversation.inJournal(ACTORS, events);

        get(keys.destroy(gone));
        conversation.inTable(database, events);

        assertThat(get(history.standing(conversation.id, 1, 4)).orElseThrow().reactions())
                .containsExactly(new Reaction(ALICE, "👍"));
    }

    @Test
    void aConversationThatChangesWithoutMessagesReadsNoJournalOnceTheTablesHaveEverything() throws Exception {
        conversation.inTable(
                database,
                List.of(
                        conversation.opened(),
                        conversation.sent(1),
                        new MessageEdited(3, 1, edited(), START.plusSeconds(100))));

        assertThat(range(1, 1))
                .containsExactly(conversation.sent(1).message().edited(3, edited(), START.plusSeconds(100)));
    }

    @Test
    void findsAKeyWhileTheTableCatchesUpWithIt() throws Exception {
        for (var round = 0; round < 20; round++) {
            var racing = new TestConversation();
            racing.inJournal(ACTORS, 3);
            racing.inTable(database, 1);

            var projection = CompletableFuture.runAsync(() -> catchUp(racing, 2, 3));

            do {
                var found = get(history.byKey(racing.id, "key-2", 4, START));
                assertThat(found).map(Remembered::sequenceNumber).contains(2L);
            } while (!projection.isDone());
            projection.get();
        }
    }

    @Test
    void knowsWhichConversationsHaveChangedOfLate() throws Exception {
        var before = Instant.now().minusSeconds(1);
        conversation.inJournal(ACTORS, 2);

        assertThat(get(history.changedSince(before))).containsOnlyOnce(conversation.id);
        assertThat(get(history.changedSince(Instant.now().plusSeconds(60)))).doesNotContain(conversation.id);
    }

    private static Body edited() {
        return new Body(new Sealed("edited", "%048x".formatted(99)), Encryption.AT_REST);
    }

    private List<Message> range(long from, long to) throws Exception {
        return get(history.range(conversation.id, from, to, conversation.revision()));
    }

    private @Nullable Remembered byKey(String key, long below) throws Exception {
        return byKey(key, below, START);
    }

    private @Nullable Remembered byKey(String key, long below, Instant since) throws Exception {
        return get(history.byKey(conversation.id, key, below, since)).orElse(null);
    }

    /// One transaction per message, as the projection does when little is going on.
    private void catchUp(TestConversation conversation, long from, long to) {
        try {
            for (var n = from; n <= to; n++) {
                conversation.inTable(database, n, n);
            }
        } catch (Exception failure) {
            throw new IllegalStateException(failure);
        }
    }

    private static <T> T get(CompletionStage<T> stage) throws Exception {
        return stage.toCompletableFuture().get(30, TimeUnit.SECONDS);
    }
}
