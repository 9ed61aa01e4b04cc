package social.nova.cluster.conversation;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.cbor.CBORFactory;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.BitSet;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import social.nova.protocols.common.Sealed;
import social.nova.protocols.common.UserId;
import social.nova.protocols.conversation.Conversation.Body;
import social.nova.protocols.conversation.Conversation.Encryption;
import social.nova.protocols.conversation.ConversationMessages.IdempotencyKey;
import social.nova.protocols.conversation.ConversationMessages.MessageSent;
import social.nova.protocols.conversation.MessageId;

class ForgottenKeysTest {
    private static final ObjectMapper CBOR = new ObjectMapper(new CBORFactory()).findAndRegisterModules();
    private static final Instant START = Instant.parse("2025-10-25T10:30:45Z");
    private static final Duration DAY = RememberedKeys.KEPT;
    private static final int AS_MANY_AS_FIT = 4_096 + 8_192 + 16_384 + 32_768 + 32_768;

    private final ForgottenKeys forgotten = ForgottenKeys.after(null);

    @Test
    void whatWasSentIsNeverTakenForNew() {
        add(0, AS_MANY_AS_FIT, START);

        assertThat(IntStream.range(0, AS_MANY_AS_FIT).filter(n -> !mayHave("key " + n, START)))
                .isEmpty();
    }

    @Test
    void hardlyAnyNewKeyIsTakenForOneThatWasSent() {
        add(0, AS_MANY_AS_FIT, START);

        var taken = IntStream.range(0, 100_000)
                .filter(n -> mayHave("new " + n, START))
                .count();

        // One in a hundred of each of five full filters.
        assertThat(taken).isBetween(1_000L, 6_000L);
    }

    @Test
    void oneMoreThanFitsMakesEveryKeyPossibleUntilTheOldestOfThemHaveExpired() {
        add(0, AS_MANY_AS_FIT, START);
        add(AS_MANY_AS_FIT, AS_MANY_AS_FIT + 1, START.plusSeconds(1));

        assertThat(mayHave("new", START.plus(DAY).minusNanos(1))).isTrue();
        assertThat(mayHave("new", START.plus(DAY))).isFalse();
        assertThat(mayHave("key " + AS_MANY_AS_FIT, START.plus(DAY))).isTrue();
    }

    @Test
    void whatHasExpiredMakesRoom() {
        for (var day = 0; day < 20; day++) {
            var first = day * 20_000;
            var now = START.plus(DAY.multipliedBy(day));
            add(first, first + 20_000, now);

            assertThat(IntStream.range(0, 1_000)
                            .filter(n -> mayHave("new " + n, now))
                            .count())
                    .isLessThan(50);
            assertThat(IntStream.range(first, first + 20_000).allMatch(n -> mayHave("key " + n, now)))
                    .isTrue();
        }
    }

    @Test
    void aConversationThatForgetsALittleEachDayKeepsLittle() throws IOException {
        for (var day = 0; day < 100; day++) {
            add(day * 100, day * 100 + 100, START.plus(DAY.multipliedBy(day)));
        }

        assertThat(serialized(forgotten)).isLessThan(2 * 5_120 + 1_000);
    }

    @Test
    void noneIsLargerThanTwoHundredKilobytes() throws IOException {
        add(0, 1_000_000, START);

        assertThat(serialized(forgotten)).isBetween(160_000, 5 * 40_960 + 1_000);
    }

    // Snapshots outlive releases: a release that set others would take what was sent for new.
    @Test
    void whichBitsStandForAKeyNeverChanges() throws IOException {
        forgotten.add("UQ9dGhpcyBpcyBhIGtleQ", START, START.minus(DAY));

        var filter =
                CBOR.readTree(CBOR.writeValueAsBytes(forgotten)).path("filters").path(0);

        assertThat(filter.path("room").asInt()).isEqualTo(4_096);
        assertThat(BitSet.valueOf(filter.path("bits").binaryValue()).stream())
                .containsExactly(1_318, 3_504, 5_690, 7_876, 16_885, 19_071, 31_083);
    }

    // What it gave up for having expired counts again.
    @Test
    void aClockThatIsSetBackMakesNoSentKeyNew() {
        add(0, 10, START);
        add(10, 20, START.plus(DAY.multipliedBy(3)));

        assertThat(mayHave("key 1", START.plusSeconds(10))).isTrue();
    }

    @Test
    void whatWasForgottenBeforeThereWereFiltersMayBeAnyKey() {
        var late = ForgottenKeys.after(START);

        assertThat(late.mayHave("new", START.minusNanos(1))).isTrue();
        assertThat(late.mayHave("new", START)).isFalse();
    }

    // As a release wrote it that kept no filters.
    @Test
    void aSnapshotWithoutFiltersHasEveryKeyLookedUpUntilADayHasPassed() throws IOException {
        var keys = new ObjectMapper()
                .findAndRegisterModules()
                .readValue("{\"keys\": {}, \"forgottenAt\": \"%s\"}".formatted(START), RememberedKeys.class);
        var fresh = new IdempotencyKey("new", "body");

        assertThat(keys.mayHaveForgotten(fresh, START)).isTrue();
        for (var n = 1; n <= RememberedKeys.MOST + 1; n++) {
            keys.add(sent(n, START.plusSeconds(1)));
        }
        assertThat(keys.mayHaveForgotten(fresh, START.plus(DAY).minusNanos(1))).isTrue();
        assertThat(keys.mayHaveForgotten(fresh, START.plus(DAY))).isFalse();
        assertThat(keys.mayHaveForgotten(new IdempotencyKey("k1", "body"), START.plus(DAY)))
                .isTrue();
    }

    // So it is when a shard moves to a node whose clock is a day late, and back.
    @Test
    void whatIsPushedOutByAClockThatIsLateDoesNotHideWhatWasPushedOutBefore() {
        var keys = new RememberedKeys();
        LongStream.rangeClosed(1, RememberedKeys.MOST + 1).forEach(n -> keys.add(sent(n, START)));
        LongStream.rangeClosed(1, 2 * RememberedKeys.MOST)
                .forEach(n -> keys.add(
                        sent(RememberedKeys.MOST + 1 + n, START.minus(DAY).minus(DAY))));

        assertThat(keys.mayHaveForgotten(new IdempotencyKey("k1", "body"), START.plusSeconds(1)))
                .isTrue();
    }

    private static MessageSent sent(long n, Instant at) {
        return new MessageSent(
                n + 1,
                new MessageId(new UUID(0, n).toString()),
                n,
                UserId.of(new UUID(0, 1)),
                new Body(new Sealed("content", "nonce"), Encryption.AT_REST),
                new IdempotencyKey("k" + n, "body"),
                at);
    }

    private static int serialized(ForgottenKeys keys) throws IOException {
        return CBOR.writeValueAsBytes(keys).length;
    }

    private void add(int from, int to, Instant at) {
        IntStream.range(from, to).forEach(n -> forgotten.add("key " + n, at, at.minus(DAY)));
    }

    private boolean mayHave(String key, Instant now) {
        return forgotten.mayHave(key, now.minus(DAY));
    }
}
