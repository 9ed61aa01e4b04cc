package social.nova.persistence.conversation;

import static org.assertj.core.api.Assertions.assertThat;
import static social.nova.persistence.conversation.TestConversation.ALICE;
import static social.nova.persistence.conversation.TestConversation.BOB;
import static social.nova.persistence.conversation.TestConversation.START;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import social.nova.persistence.common.BatchedDeletion;
import social.nova.persistence.common.Database;
import social.nova.persistence.common.TestDatabase;
import social.nova.persistence.conversation.MessageSearch.Hits;
import social.nova.persistence.conversation.MessageSearch.Stretch;
import social.nova.persistence.user.DataKeys;
import social.nova.protocols.common.Sealed;
import social.nova.protocols.common.UserId;
import social.nova.protocols.conversation.Conversation;
import social.nova.protocols.conversation.Conversation.Body;
import social.nova.protocols.conversation.Conversation.Encryption;
import social.nova.protocols.conversation.Conversation.Message;
import social.nova.protocols.conversation.ConversationMembers.MemberRemoved;
import social.nova.protocols.conversation.ConversationMessages.MessageDeleted;
import social.nova.protocols.conversation.ConversationMessages.MessageEdited;
import social.nova.protocols.conversation.ConversationMessages.MessageSent;
import social.nova.protocols.conversation.WordDigests;

class MessageSearchTest {
    private static final ActorTestKit ACTORS = ActorTestKit.create(TestDatabase.journal());
    private static final Body NEW = new Body(new Sealed("new", "%048x".formatted(99)), Encryption.AT_REST);
    private static final long NO_END = Long.MAX_VALUE;

    private final Database database = TestDatabase.get();
    private final DataKeys keys = new DataKeys(database, TestDatabase.MASTER_KEYSET);
    private final MessageSearch search =
            new MessageSearch(database, new ConversationHistory(database, ACTORS.system()));
    private final TestConversation conversation = new TestConversation();

    @AfterAll
    static void shutDown() {
        ACTORS.shutdownTestKit();
    }

    @BeforeEach
    void theyAreThere() throws Exception {
        get(keys.create(ALICE));
        get(keys.create(BOB));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 4, 6, 7, 8, 9, 10, 11, 12})
    void isRightHoweverFarTheIndexHasCome(int inTables) throws Exception {
        var events = List.<Conversation.Event>of(
                conversation.opened(),
                sent(1, "tea", "cake"),
                sent(2, "tea"),
                sent(3),
                sent(4, "cake", "tea", "milk"),
                sent(5, "tea", "cake"),
                edited(7, 1, "tea"),
                edited(8, 2, "cake", "tea"),
                new MessageDeleted(9, 5, ALICE, START),
                sent(10, 6, "cake", "tea"),
                edited(11, 6),
                edited(12, 3, "cake", "tea"));
        conversation.inJournal(ACTORS, events);
        conversation.inTable(database, events.subList(0, inTables));

        assertThat(numbers(find(0, NO_END, 9, "tea", "cake"))).containsExactly(4L, 3L, 2L);
        assertThat(numbers(find(0, NO_END, 9, "tea"))).containsExactly(4L, 3L, 2L, 1L);
        assertThat(numbers(find(0, NO_END, 9, "milk"))).containsExactly(4L);
        assertThat(numbers(find(0, NO_END, 9, "bread"))).isEmpty();
        assertThat(numbers(find(2, 4, 9, "cake"))).containsExactly(3L);
        assertThat(pages(1, "tea")).containsExactly(4L, 3L, 2L, 1L);
        assertThat(pages(2, "cake")).containsExactly(4L, 3L, 2L);
    }

    @Test
    void aRepeatedEventDoesNotBringBackWhatWasSaidBefore() throws Exception {
        var events = List.<Conversation.Event>of(
                conversation.opened(),
                sent(1, "tea"),
                sent(2, "tea"),
                sent(3, "tea"),
                edited(5, 1, "milk"),
                edited(6, 2),
                new MessageDeleted(7, 3, ALICE, START));
        conversation.inJournal(ACTORS, events);
        conversation.inTable(database, events);
        conversation.inTable(database, events.subList(0, 4));

        assertThat(numbers(find(0, NO_END, 9, "tea"))).isEmpty();
        assertThat(numbers(find(0, NO_END, 9, "milk"))).containsExactly(1L);
    }

    @Test
    void isRightWhileTheIndexCatchesUp() throws Exception {
        var events = new ArrayList<Conversation.Event>(List.of(conversation.opened()));
        for (var n = 1; n <= 60; n++) {
            events.add(n % 2 == 0 ? sent(n, "even") : sent(n, "odd"));
        }
        for (var n = 1; n <= 30; n++) {
            events.add(edited(61 + n, 2L * n, n % 3 == 0 ? "odd" : "even"));
        }
        conversation.inJournal(ACTORS, events);
        var projection = CompletableFuture.runAsync(() -> catchUp(events));

        do {
            assertThat(numbers(find(0, NO_END, 100, "even")))
                    .isSortedAccordingTo((a, b) -> Long.compare(b, a))
                    .allMatch(n -> n % 2 == 0 && n % 6 != 0)
                    .hasSize(20);
            assertThat(pages(7, "even")).hasSize(20);
        } while (!projection.isDone());
        projection.get();
    }

    @Test
    void wordsOfOneConversationAreNotFoundInAnother() throws Exception {
        var other = new TestConversation();
        conversation.inTable(database, List.of(conversation.opened(), sent(1, "tea")));
        other.inTable(database, List.of(other.opened(), other.sent(1)));

        var hits = get(search.find(other.id, new Stretch(0, NO_END, 9, other.revision()), terms("tea")));

        assertThat(hits.messages()).isEmpty();
    }

    @Test
    void ofWhoIsErasedNothingIsLeftAndNothingComesBack() throws Exception {
        conversation.inTable(database, List.of(conversation.opened(), sent(1, "tea"), sent(2, "tea")));
        get(keys.destroy(ALICE));
        get(WordRows.erase(new BatchedDeletion(database, 1), ALICE));
        conversation.inTable(database, List.of(sent(3, "tea")));
        conversation.inTable(database, List.of(new MemberRemoved(5, ALICE, ALICE, null, START), sent(5, 4, "tea")));

        assertThat(get(new WordRows(database).writers(conversation.id)).users()).containsExactly(BOB);
        assertThat(numbers(find(0, NO_END, 9, "tea"))).containsExactly(4L, 2L);
    }

    private Hits find(long after, long before, int limit, String... words) throws Exception {
        return get(
                search.find(conversation.id, new Stretch(after, before, limit, conversation.revision()), terms(words)));
    }

    /// Page after page.
    private List<Long> pages(int limit, String... words) throws Exception {
        var all = new ArrayList<Long>();
        var before = NO_END;
        do {
            var hits = find(0, before, limit, words);
            assertThat(hits.messages()).hasSizeLessThanOrEqualTo(limit);
            all.addAll(numbers(hits));
            before = hits.more();
        } while (before != 0);
        return all;
    }

    private static List<Long> numbers(Hits hits) {
        return hits.messages().stream().map(Message::sequenceNumber).toList();
    }

    private MessageSent sent(long n, String... words) {
        return sent(n + 1, n, words);
    }

    private MessageSent sent(long revision, long n, String... words) {
        var sent = conversation.sent(n);
        return new MessageSent(
                revision,
                sent.id(),
                n,
                sent.sender(),
                sent.body(),
                sent.key(),
                sent.at(),
                0,
                List.of(),
                digests(sent.sender(), words));
    }

    private MessageEdited edited(long revision, long n, String... words) {
        var sender = conversation.sent(n).sender();
        return new MessageEdited(revision, n, NEW, START, sender, digests(sender, words));
    }

    private MessageSearch.Terms terms(String... words) {
        return writers -> {
            Map<UserId, WordDigests> terms = new HashMap<>();
            writers.forEach(writer -> terms.put(writer, digests(writer, words)));
            return CompletableFuture.completedStage(terms);
        };
    }

    /// Each writer has their own, and each conversation.
    private WordDigests digests(UserId writer, String... words) {
        return WordDigests.of(Stream.of(words)
                .map(word -> (long) (conversation.id + word).hashCode() << 32 | (writer.hashCode() & 0xffffffffL))
                .toList());
    }

    private void catchUp(List<Conversation.Event> events) {
        try {
            for (var event : events) {
                conversation.inTable(database, List.of(event));
            }
        } catch (Exception failure) {
            throw new IllegalStateException(failure);
        }
    }

    private static <T> T get(CompletionStage<T> stage) throws Exception {
        return stage.toCompletableFuture().get(30, TimeUnit.SECONDS);
    }
}
