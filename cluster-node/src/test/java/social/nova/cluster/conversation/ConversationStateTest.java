package social.nova.cluster.conversation;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import social.nova.cluster.TestActors;
import social.nova.protocols.common.Sealed;
import social.nova.protocols.common.UserId;
import social.nova.protocols.conversation.Conversation.Body;
import social.nova.protocols.conversation.Conversation.ConversationType;
import social.nova.protocols.conversation.Conversation.Encryption;
import social.nova.protocols.conversation.Conversation.Message;
import social.nova.protocols.conversation.ConversationMembers.Opened;
import social.nova.protocols.conversation.ConversationMessages.IdempotencyKey;
import social.nova.protocols.conversation.ConversationMessages.MessageSent;
import social.nova.protocols.conversation.ConversationMessages.Page;
import social.nova.protocols.conversation.ConversationMessages.Remembered;
import social.nova.protocols.conversation.ConversationMessages.Selection;
import social.nova.protocols.conversation.MessageId;

class ConversationStateTest {
    private static final ActorTestKit ACTORS = TestActors.start();
    private static final UserId ALICE = UserId.of(UUID.randomUUID());
    private static final UserId BOB = UserId.of(UUID.randomUUID());
    private static final UserId MALLORY = UserId.of(UUID.randomUUID());
    private static final Instant START = Instant.parse("2025-10-25T10:30:45.123456789Z");
    private static final int LARGEST = 53_400;

    private ConversationState state = ConversationState.EMPTY;

    @AfterAll
    static void shutDown() {
        ACTORS.shutdownTestKit();
    }

    @Test
    void knowsNobodyBeforeItIsOpened() {
        assertThat(state.isOpen()).isFalse();
        assertThat(state.hasMember(ALICE)).isFalse();
        assertThat(state.members()).isEmpty();
        assertThat(state.nextRevision()).isEqualTo(1);
        assertThat(state.changedSince(Instant.MIN)).isFalse();
    }

    @Test
    void knowsItsMembersOnceItIsOpened() {
        open();

        assertThat(state.hasMember(ALICE)).isTrue();
        assertThat(state.hasMember(BOB)).isTrue();
        assertThat(state.hasMember(MALLORY)).isFalse();
        assertThat(state.overview(ALICE).lastMessage()).isNull();
        assertThat(state.overview(ALICE).lastSequenceNumber()).isZero();
        assertThat(state.overview(ALICE).revision()).isEqualTo(1);
    }

    @Test
    void anEmptyConversationHasEmptyPages() {
        open();

        for (var wanted : List.of(Selection.newest(50), Selection.before(1, 50), Selection.after(0, 50))) {
            var page = state.page(ALICE, wanted);
            assertThat(page.from()).isGreaterThan(page.to());
            assertThat(page.head()).isZero();
            assertThat(page.messages()).isEmpty();
        }
    }

    @Test
    void keepsTheNewestTwoHundredMessages() {
        openWith(450);

        assertPage(state.page(ALICE, Selection.newest(1_000)), 1, 450, 251, 450);
    }

    @Test
    void keepsNoMoreThanTheTailsBytesBeyondTheNewestMessage() {
        open();
        LongStream.rangeClosed(1, 10).forEach(n -> send(n, LARGEST, null));

        var kept = LongStream.rangeClosed(1, 10)
                .filter(n -> !state.page(ALICE, new Selection(n - 1, n + 1, 1, true))
                        .messages()
                        .isEmpty())
                .toArray();

        assertThat(kept).containsExactly(7, 8, 9, 10);
    }

    @Test
    void keepsAMessageLargerThanTheTail() {
        open();
        send(1, 100, null);
        send(2, MessageTail.BYTES + 1, null);

        assertPage(state.page(ALICE, Selection.newest(10)), 1, 2, 2, 2);
    }

    @Test
    void selectsByPositionAndLimit() {
        openWith(20);

        assertPage(state.page(ALICE, Selection.newest(5)), 16, 20, 16, 20);
        assertPage(state.page(ALICE, Selection.before(10, 5)), 5, 9, 5, 9);
        assertPage(state.page(ALICE, Selection.before(4, 5)), 1, 3, 1, 3);
        assertPage(state.page(ALICE, Selection.after(10, 5)), 11, 15, 11, 15);
        assertPage(state.page(ALICE, Selection.after(18, 5)), 19, 20, 19, 20);
        assertPage(state.page(ALICE, Selection.after(0, 1)), 1, 1, 1, 1);
    }

    @Test
    void selectsNothingBeyondEitherEnd() {
        openWith(20);

        for (var wanted : List.of(
                Selection.before(1, 5),
                Selection.after(20, 5),
                Selection.after(21, 5),
                Selection.after(Long.MAX_VALUE, 100),
                Selection.after(Long.MAX_VALUE - 50, 100))) {
            var page = state.page(ALICE, wanted);
            assertThat(page.from()).isGreaterThan(page.to());
            assertThat(page.messages()).isEmpty();
            assertThat(page.head()).isEqualTo(20);
        }
        assertPage(state.page(ALICE, Selection.before(Long.MAX_VALUE, 3)), 18, 20, 18, 20);
        assertPage(state.page(ALICE, Selection.before(1_000, 3)), 18, 20, 18, 20);
    }

    @Test
    void namesTheWholeRangeWhereTheTailHasOnlyItsNewerPart() {
        openWith(300);

        assertPage(state.page(ALICE, Selection.before(121, 50)), 71, 120, 101, 120);
        assertPage(state.page(ALICE, Selection.after(90, 50)), 91, 140, 101, 140);
    }

    @Test
    void namesTheWholeRangeWhereTheTailHasNothingOfIt() {
        openWith(300);

        for (var page :
                List.of(state.page(ALICE, Selection.before(51, 50)), state.page(ALICE, Selection.after(0, 50)))) {
            assertThat(page.from()).isEqualTo(1);
            assertThat(page.to()).isEqualTo(50);
            assertThat(page.messages()).isEmpty();
        }
    }

    @Test
    void cutsAPageAtTheEndThatIsReadLast() {
        open();
        LongStream.rangeClosed(1, 4).forEach(n -> send(n, LARGEST, null));

        assertPage(state.page(ALICE, Selection.newest(10)), 1, 4, 3, 4);
        assertPage(state.page(ALICE, Selection.before(4, 10)), 1, 3, 2, 3);
        assertPage(state.page(ALICE, Selection.after(0, 10)), 1, 4, 1, 2);
        assertPage(state.page(ALICE, Selection.after(1, 10)), 2, 4, 2, 3);
    }

    @Test
    void givesAMessageLargerThanAPageByItself() {
        open();
        LongStream.rangeClosed(1, 2).forEach(n -> send(n, MessageTail.PAGE_BYTES - 1_000, null));
        send(3, MessageTail.PAGE_BYTES + 1, null);

        assertPage(state.page(ALICE, Selection.newest(10)), 1, 3, 3, 3);
    }

    @Test
    void remembersTheNewestTwoThousandKeys() {
        open();
        LongStream.rangeClosed(1, 2_000).forEach(n -> send(n, 10, "key-" + n));

        assertThat(mayHaveForgotten("key-1", at(2_000))).isFalse();
        assertThat(state.rememberedFrom()).isEqualTo(1);
        send(2_001, 10, "key-2001");

        assertThat(mayHaveForgotten("key-1", at(2_001))).isTrue();
        assertThat(mayHaveForgotten("key-3000", at(2_001))).isFalse();
        assertThat(state.rememberedFrom()).isEqualTo(2);
        assertThat(remembered("key-1", at(2_001))).isEmpty();
        assertThat(remembered("key-2", at(2_001))).contains(new Remembered("body", 2, at(2)));
        assertThat(remembered("key-2001", at(2_001))).contains(new Remembered("body", 2_001, at(2_001)));
    }

    @Test
    void messagesWithoutAKeyPushNoKeyOut() {
        open();
        send(1, 10, "key-1");
        LongStream.rangeClosed(2, 2_500).forEach(n -> send(n, 10, null));

        assertThat(mayHaveForgotten("key-1", at(2_500))).isFalse();
        assertThat(remembered("key-1", at(2_500))).isPresent();
    }

    @Test
    void aKeyLivesForADay() {
        open();
        send(1, 10, "key-1");

        assertThat(remembered("key-1", at(1).plus(Duration.ofHours(24)).minusNanos(1)))
                .isPresent();
        assertThat(remembered("key-1", at(1).plus(Duration.ofHours(24)))).isEmpty();
    }

    @Test
    void whatWasPushedOutADayAgoNeedsNoLookup() {
        open();
        LongStream.rangeClosed(1, 2_001).forEach(n -> send(n, 10, "key-" + n));

        assertThat(mayHaveForgotten("key-1", at(1).plus(Duration.ofHours(24)).minusNanos(1)))
                .isTrue();
        assertThat(mayHaveForgotten("key-1", at(1).plus(Duration.ofHours(24)))).isFalse();
    }

    // Of a conversation that was lively once no key stays in memory, nor in snapshots.
    @Test
    void keysThatHaveExpiredLeaveWithTheNextMessage() {
        open();
        LongStream.rangeClosed(1, 3_000).forEach(n -> send(n, 10, "key-" + n));
        var dayLater = 3_000 + Duration.ofHours(24).toSeconds();

        state.on(new MessageSent(
                3_002,
                new MessageId(new UUID(0, 3_001).toString()),
                3_001,
                ALICE,
                new Body(new Sealed("c", "0".repeat(48)), Encryption.AT_REST),
                new IdempotencyKey("key-3001", "body"),
                at(dayLater)));

        assertThat(state.rememberedFrom()).isEqualTo(3_001);
        assertThat(mayHaveForgotten("key-3000", at(dayLater))).isFalse();
        assertThat(mayHaveForgotten("key-3000", at(dayLater).minusSeconds(1))).isTrue();
    }

    @Test
    void aKeyUsedAgainAfterADayStandsForTheNewMessage() {
        open();
        LongStream.rangeClosed(1, 2_000).forEach(n -> send(n, 10, "key-" + n));
        send(2_001, 10, "key-1");

        assertThat(remembered("key-1", at(2_001)).map(Remembered::sequenceNumber))
                .contains(2_001L);
        assertThat(state.rememberedFrom()).isEqualTo(2);
        assertThat(mayHaveForgotten("key-1", at(2_001))).isFalse();
    }

    @Test
    void withoutKeysEveryKeyIsOlderThanTheNextMessage() {
        openWith(3);

        assertThat(state.rememberedFrom()).isEqualTo(4);
    }

    @Test
    void aSnapshotBehavesAsTheStateItWasTakenOf() {
        open();
        LongStream.rangeClosed(1, 2_050).forEach(n -> send(n, (int) (n % 50) * 100, n % 7 == 0 ? null : "key-" + n));
        LongStream.rangeClosed(2_051, 2_500).forEach(n -> send(n, (int) (n % 50) * 100, "key-" + n));

        var restored = ACTORS.serializationTestKit().verifySerialization(state, false);

        assertSame(restored, state, 2_500);
        LongStream.rangeClosed(2_501, 2_510).forEach(n -> {
            var next = sent(n, LARGEST, "key-" + n);
            state.on(next);
            restored.on(next);
        });
        assertSame(restored, state, 2_510);
    }

    @Test
    void aSnapshotOfAnEmptyStateIsEmpty() {
        var restored = ACTORS.serializationTestKit().verifySerialization(state, false);

        assertThat(restored.isOpen()).isFalse();
        assertThat(restored.on(opened()).hasMember(ALICE)).isTrue();
    }

    @Test
    void whereEveryRecoveryStartsIsNeverChanged() {
        open();

        assertThat(state.isOpen()).isTrue();
        assertThat(ConversationState.EMPTY.isOpen()).isFalse();
    }

    private void assertSame(ConversationState restored, ConversationState original, long last) {
        var now = at(last);
        assertThat(restored.overview(ALICE)).isEqualTo(original.overview(ALICE));
        assertThat(restored.nextRevision()).isEqualTo(original.nextRevision());
        assertThat(restored.page(ALICE, Selection.newest(1_000)))
                .isEqualTo(original.page(ALICE, Selection.newest(1_000)));
        assertThat(restored.rememberedFrom()).isEqualTo(original.rememberedFrom());
        assertThat(restored.changedSince(now.minusNanos(1))).isTrue();
        assertThat(restored.changedSince(now)).isFalse();
        LongStream.rangeClosed(1, last)
                .mapToObj(n -> new IdempotencyKey("key-" + n, "body"))
                .forEach(key -> {
                    assertThat(restored.keys().remembered(key, now))
                            .isEqualTo(original.keys().remembered(key, now));
                    assertThat(restored.keys().mayHaveForgotten(key, now))
                            .isEqualTo(original.keys().mayHaveForgotten(key, now));
                });
    }

    private static void assertPage(Page page, long from, long to, long first, long last) {
        assertThat(page.from()).isEqualTo(from);
        assertThat(page.to()).isEqualTo(to);
        assertThat(page.messages())
                .extracting(Message::sequenceNumber)
                .containsExactlyElementsOf(
                        LongStream.rangeClosed(first, last).boxed().toList());
    }

    private Optional<Remembered> remembered(String key, Instant now) {
        return state.keys().remembered(new IdempotencyKey(key, "body"), now);
    }

    private boolean mayHaveForgotten(String key, Instant now) {
        return state.keys().mayHaveForgotten(new IdempotencyKey(key, "body"), now);
    }

    private void openWith(int messages) {
        open();
        IntStream.rangeClosed(1, messages).forEach(n -> send(n, 10, null));
    }

    private void open() {
        state = state.on(opened());
    }

    private void send(long n, int bytes, @Nullable String key) {
        state.on(sent(n, bytes, key));
    }

    private static Opened opened() {
        return new Opened(1, ConversationType.DIRECT, ALICE, List.of(ALICE, BOB), START);
    }

    private static MessageSent sent(long n, int bytes, @Nullable String key) {
        return new MessageSent(
                n + 1,
                new MessageId(new UUID(0, n).toString()),
                n,
                ALICE,
                new Body(new Sealed("c".repeat(bytes), "0".repeat(48)), Encryption.AT_REST),
                key == null ? null : new IdempotencyKey(key, "body"),
                at(n));
    }

    private static Instant at(long n) {
        return START.plusSeconds(n);
    }
}
