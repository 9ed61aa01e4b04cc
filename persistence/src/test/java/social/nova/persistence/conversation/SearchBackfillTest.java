package social.nova.persistence.conversation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static social.nova.persistence.conversation.TestConversation.ALICE;
import static social.nova.persistence.conversation.TestConversation.BOB;
import static social.nova.persistence.conversation.TestConversation.START;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.testkit.typed.javadsl.ManualTime;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import social.nova.persistence.common.BatchedDeletion;
import social.nova.persistence.common.Database;
import social.nova.persistence.common.TestDatabase;
import social.nova.persistence.conversation.BackfillRows.Finished;
import social.nova.persistence.conversation.BackfillRows.Step;
import social.nova.persistence.conversation.BackfillRows.Waits;
import social.nova.persistence.conversation.BackfillRows.Went;
import social.nova.persistence.conversation.MessageSearch.Stretch;
import social.nova.persistence.conversation.SearchBackfill.Cut;
import social.nova.persistence.conversation.SearchBackfill.Indexing;
import social.nova.persistence.user.DataKey;
import social.nova.persistence.user.DataKeys;
import social.nova.protocols.common.Sealed;
import social.nova.protocols.common.UserId;
import social.nova.protocols.conversation.Conversation.Body;
import social.nova.protocols.conversation.Conversation.Encryption;
import social.nova.protocols.conversation.Conversation.Message;
import social.nova.protocols.conversation.ConversationId;
import social.nova.protocols.conversation.ConversationMessages.MessageDeleted;
import social.nova.protocols.conversation.ConversationMessages.MessageEdited;
import social.nova.protocols.conversation.WordDigests;

/// Messages of earlier releases, whose events have no words, and of which every third was sealed by clients.
class SearchBackfillTest {
    private static final ActorTestKit ACTORS =
            ActorTestKit.create(ManualTime.config().withFallback(TestDatabase.journal()));
    private static final ManualTime TIME = ManualTime.get(ACTORS.system());
    private static final int MANY = 100_000;

    private final Database database = TestDatabase.get();
    private final DataKeys keys = new DataKeys(database, TestDatabase.MASTER_KEYSET);
    private final int rules = ThreadLocalRandom.current().nextInt(1, Integer.MAX_VALUE);
    private final TestConversation conversation = new TestConversation();
    private final List<String> cut = new ArrayList<>();

    @AfterAll
    static void shutDown() {
        ACTORS.shutdownTestKit();
    }

    @BeforeEach
    void theyAreThere() throws Exception {
        get(keys.create(ALICE));
        get(keys.create(BOB));
        conversation.inTable(database, 8);
        // Begun when there was nothing in the journal: what other tests have left there is of no concern.
        execute("INSERT INTO search_backfill (rules, journal_until) VALUES (%d, 0)".formatted(rules));
    }

    @Test
    void whatWasSentBeforeThereWasAnIndexIsFoundAfterwards() throws Exception {
        assertThat(found("content 5")).isEmpty();

        run(rows(this::words, MANY));

        assertThat(found("content 5")).containsExactly(5L);
        assertThat(indexed()).containsOnlyKeys(1L, 2L, 4L, 5L, 7L, 8L);
    }

    @Test
    void goesOnWhereAnotherNodeHasStopped() throws Exception {
        execute("UPDATE search_backfill SET conversation_id = '%s' WHERE rules = %d".formatted(conversation.id, rules));
        while (cut.size() < 6) {
            assertThat(step(rows(this::words, 3))).isInstanceOf(Went.class);
        }
        run(rows(this::words, MANY));

        assertThat(cut).containsExactly("content 1", "content 2", "content 4", "content 5", "content 7", "content 8");
        assertThat(indexed()).hasSize(6);
        cut.clear();
        assertThat(step(rows(this::words, 3))).isEqualTo(new Finished());
        assertThat(cut).isEmpty();
    }

    @Test
    void onlyWhatIsNotAsItShouldBeIsWritten() throws Exception {
        run(rows(this::words, MANY));
        execute("DELETE FROM search_backfill WHERE rules = " + rules);
        execute("DELETE FROM message_words WHERE conversation_id = '%s' AND sequence_number = 4"
                .formatted(conversation.id));

        assertThat(((Went) step(rows(this::words, MANY))).written()).isEqualTo(1);
        assertThat(indexed()).containsKey(4L);
    }

    @Test
    void otherRulesMakeTheIndexAnew() throws Exception {
        run(rows(this::words, MANY));
        var other = rules - 1;
        execute("INSERT INTO search_backfill (rules, journal_until) VALUES (%d, 0)".formatted(other));
        Cut longer = (_, id, sender, body) -> body.sealed().content().equals("content 2")
                ? WordDigests.NONE
                : digests(id, sender, body.sealed().content() + "!");

        run(new BackfillRows(database, keys, new Indexing(other, longer), MANY));

        assertThat(indexed()).containsOnlyKeys(1L, 4L, 5L, 7L, 8L);
        assertThat(found("content 5!")).containsExactly(5L);
        assertThat(found("content 5")).isEmpty();
    }

    @Test
    void whatIsEditedOrDeletedMeanwhileKeepsItsOwnWords() throws Exception {
        var backfill = rows(
                (key, id, sender, body) -> {
                    if (id.equals(conversation.id) && body.sealed().content().equals("content 1")) {
                        changeSomeMessages();
                    }
                    return words(key, id, sender, body);
                },
                MANY);

        run(backfill);

        assertThat(found("new")).containsExactly(4L);
        assertThat(found("content 4")).isEmpty();
        assertThat(indexed()).containsOnlyKeys(1L, 2L, 4L, 7L, 8L);
    }

    @Test
    void passesOverWhatTheProjectionIsAtJustNow() throws Exception {
        try (var projection = TestDatabase.connect();
                var statement = projection.createStatement()) {
            statement.executeUpdate(
                    "UPDATE messages SET changed_revision = 20 WHERE conversation_id = '%s'".formatted(conversation.id)
                            + " AND sequence_number = 2");

            run(rows(this::words, MANY));

            projection.rollback();
        }
        assertThat(indexed()).containsOnlyKeys(1L, 4L, 5L, 7L, 8L);
    }

    @Test
    void ofWhoHasBeenErasedNothingComes() throws Exception {
        get(keys.destroy(ALICE));

        run(rows(this::words, MANY));

        assertThat(indexed()).containsOnlyKeys(2L, 4L, 8L);
    }

    @Test
    void nobodyIsErasedBeforeTheirWordsAreThereToBeErased() throws Exception {
        var erased = new CompletableFuture<CompletionStage<?>>();
        run(rows(
                (key, id, sender, body) -> {
                    var words = words(key, id, sender, body);
                    if (cut.size() == 6 && !erased.isDone()) {
                        var erasure = keys.destroy(ALICE)
                                .thenCompose(_ -> WordRows.erase(new BatchedDeletion(database), ALICE));
                        erased.complete(erasure);
                        assertThatThrownBy(() -> erasure.toCompletableFuture().get(300, TimeUnit.MILLISECONDS))
                                .isInstanceOf(TimeoutException.class);
                    }
                    return words;
                },
                MANY));
        get(erased.get());

        assertThat(indexed()).containsOnlyKeys(2L, 4L, 8L);
    }

    @Test
    void waitsWhileAnotherNodeIsAtIt() throws Exception {
        assertThat(step(rows(this::words, 1))).isInstanceOf(Went.class);
        try (var other = TestDatabase.connect();
                var statement = other.createStatement()) {
            statement.executeQuery("SELECT 1 FROM search_backfill WHERE rules = %d FOR UPDATE".formatted(rules));

            assertThat(step(rows(this::words, 1))).isEqualTo(new Waits());

            other.rollback();
        }
        assertThat(step(rows(this::words, 1))).isInstanceOf(Went.class);
    }

    @Test
    void waitsUntilTheTableHasWhatEarlierReleasesWrote() throws Exception {
        execute("DELETE FROM search_backfill WHERE rules = " + rules);
        var late = new TestConversation();
        late.inJournal(ACTORS, 2);

        assertThat(step(rows(this::words, MANY))).isEqualTo(new Waits());
        assertThat(step(rows(this::words, MANY))).isEqualTo(new Waits());
        late.inTable(database, 2);
        everythingIsProjected();

        run(rows(this::words, MANY));
        assertThat(indexed(late.id)).containsOnlyKeys(1L, 2L);
    }

    @Test
    void runsByItselfOnceNoNodeOfAnotherReleaseIsThere() throws Exception {
        var registry = new SimpleMeterRegistry();
        var alone = new AtomicBoolean();
        var asked = new AtomicBoolean();
        var backfill = ACTORS.spawn(SearchBackfill.create(
                database,
                keys,
                new Indexing(rules, this::words),
                () -> {
                    asked.set(true);
                    return alone.get();
                },
                new BackfillMeters(registry)));
        Awaitility.await().atMost(Duration.ofSeconds(30)).untilTrue(asked);
        assertThat(cut).isEmpty();

        alone.set(true);
        Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .pollInterval(Duration.ofMillis(2))
                .until(() -> {
                    TIME.timePasses(Duration.ofSeconds(5));
                    return isFinished()
                            && registry.get("nova.search.backfill.running")
                                            .gauge()
                                            .value()
                                    == 0;
                });

        assertThat(indexed()).hasSize(6);
        assertThat(registry.get("nova.search.backfill.messages").counter().count())
                .isGreaterThanOrEqualTo(8);
        assertThat(registry.get("nova.search.backfill.written").counter().count())
                .isGreaterThanOrEqualTo(6);
        ACTORS.stop(backfill);
    }

    private BackfillRows rows(Cut words, int batch) {
        return new BackfillRows(database, keys, new Indexing(rules, words), batch);
    }

    private static void run(BackfillRows rows) throws Exception {
        Step step;
        do {
            step = step(rows);
        } while (step instanceof Went);
        assertThat(step).isEqualTo(new Finished());
    }

    private static Step step(BackfillRows rows) throws Exception {
        return get(rows.step());
    }

    // What was sealed is a word here.
    private WordDigests words(DataKey key, ConversationId id, UserId sender, Body body) {
        if (id.equals(conversation.id)) {
            cut.add(body.sealed().content());
        }
        return digests(id, sender, body.sealed().content());
    }

    private static WordDigests digests(ConversationId id, UserId writer, String word) {
        return WordDigests.of(List.of((long) (id + word).hashCode() << 32 | (writer.hashCode() & 0xffffffffL)));
    }

    private List<Long> found(String word) throws Exception {
        var search = new MessageSearch(database, new ConversationHistory(database, ACTORS.system()));
        return get(search.find(
                        conversation.id, new Stretch(0, Long.MAX_VALUE, 100, conversation.revision()), writers -> {
                            Map<UserId, WordDigests> terms = new HashMap<>();
                            writers.forEach(writer -> terms.put(writer, digests(conversation.id, writer, word)));
                            return CompletableFuture.completedStage(terms);
                        }))
                .messages()
                .stream()
                .map(Message::sequenceNumber)
                .toList();
    }

    private Map<Long, List<Long>> indexed() throws Exception {
        return indexed(conversation.id);
    }

    private Map<Long, List<Long>> indexed(ConversationId id) throws Exception {
        return get(database.query(connection -> {
            try (var rows = connection
                    .createStatement()
                    .executeQuery("SELECT sequence_number, words FROM message_words WHERE conversation_id = '%s'"
                            .formatted(id))) {
                var all = new HashMap<Long, List<Long>>();
                while (rows.next()) {
                    all.put(rows.getLong(1), List.of((Long[]) rows.getArray(2).getArray()));
                }
                return all;
            }
        }));
    }

    private void changeSomeMessages() {
        try {
            var body = new Body(new Sealed("new", "%048x".formatted(99)), Encryption.AT_REST);
            conversation.inTable(
                    database,
                    List.of(
                            new MessageEdited(10, 4, body, START, BOB, digests(conversation.id, BOB, "new")),
                            new MessageDeleted(11, 5, ALICE, START)));
        } catch (Exception failure) {
            throw new IllegalStateException(failure);
        }
    }

    private void everythingIsProjected() throws Exception {
        execute("""
                INSERT INTO akka_projection_offset_store
                SELECT 'messages', tag, max(event_id)::text, 'SEQ', false, 0 FROM event_tag WHERE tag LIKE 'Conversation-%'
                GROUP BY tag
                ON CONFLICT (projection_name, projection_key) DO UPDATE SET current_offset = EXCLUDED.current_offset
                """);
    }

    private boolean isFinished() throws Exception {
        return get(database.query(connection -> {
            try (var rows = connection
                    .createStatement()
                    .executeQuery("SELECT 1 FROM search_backfill WHERE finished_at IS NOT NULL AND rules = " + rules)) {
                return rows.next();
            }
        }));
    }

    private void execute(String sql) throws Exception {
        get(database.query(connection -> connection.createStatement().execute(sql)));
    }

    private static <T> T get(CompletionStage<T> stage) throws Exception {
        return stage.toCompletableFuture().get(30, TimeUnit.SECONDS);
    }
}
