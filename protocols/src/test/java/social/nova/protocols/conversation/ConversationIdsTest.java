package social.nova.protocols.conversation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Locale;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import social.nova.protocols.common.UserId;

class ConversationIdsTest {
    private static final long MAX_SEQUENCE = (1L << 32) - 1;
    private static final UserId ALICE = new UserId("0a000000-0000-4000-8000-000000000001");
    private static final UserId BOB = new UserId("f0000000-0000-4000-8000-000000000002");
    private static final UserId MALLORY = new UserId("55555555-5555-4555-8555-555555555555");

    private final ConversationIds ids = new ConversationIds(secret(1));
    private final ConversationIds elsewhere = new ConversationIds(secret(2));
    private final Random random = new Random(20_251_122);

    @Test
    void aPairMeetsInOneConversationInWhicheverOrder() {
        assertThat(ids.direct(ALICE, BOB)).isEqualTo(ids.direct(BOB, ALICE));
        assertThat(ids.direct(ALICE, BOB)).isEqualTo(new ConversationIds(secret(1)).direct(ALICE, BOB));
    }

    @Test
    void differentPairsNeverMeet() {
        assertThat(ids.direct(ALICE, BOB)).isNotEqualTo(ids.direct(ALICE, MALLORY));
        assertThat(ids.direct(ALICE, BOB)).isNotEqualTo(ids.direct(BOB, MALLORY));
    }

    @Test
    void whoLacksTheSecretCannotTellWhoTalksToWhom() {
        assertThat(elsewhere.direct(ALICE, BOB)).isNotEqualTo(ids.direct(ALICE, BOB));
        assertThat(elsewhere.isGenuine(ids.direct(ALICE, BOB))).isFalse();
        assertThat(elsewhere.locate(ids.message(ids.direct(ALICE, BOB), 1))).isEmpty();
    }

    @Test
    void groupsAreNeverTheSame() {
        var made = new HashSet<ConversationId>();

        for (var n = 0; n < 1_000; n++) {
            assertThat(made.add(ids.group(random))).isTrue();
        }
    }

    @Test
    void aGroupThatItsCreatorNamesIsTheSameOnlyForThatCreatorAndName() {
        var named = ids.group(ALICE, "walk");

        assertThat(named).isEqualTo(new ConversationIds(secret(1)).group(ALICE, "walk"));
        assertThat(ids.isGenuine(named)).isTrue();
        assertThat(named)
                .isNotEqualTo(ids.group(ALICE, "walk "))
                .isNotEqualTo(ids.group(BOB, "walk"))
                .isNotEqualTo(elsewhere.group(ALICE, "walk"))
                .isNotEqualTo(ids.direct(ALICE, BOB));
    }

    @Test
    void everyIdIsAUuidOfVersionEight() {
        for (var n = 0; n < 1_000; n++) {
            var group = ids.group(random);

            assertVersionEight(group.value());
            assertVersionEight(ids.direct(someone(), someone()).value());
            assertVersionEight(ids.message(group, sequenceNumber()).value());
        }
    }

    @Test
    void noFlippedBitLeavesAConversationGenuine() {
        var genuine = ids.direct(ALICE, BOB);

        assertThat(ids.isGenuine(genuine)).isTrue();
        for (var bit = 0; bit < 128; bit++) {
            var forged = new ConversationId(flipped(genuine.value(), bit));
            assertThat(ids.isGenuine(forged)).as("bit %d", bit).isFalse();
        }
    }

    // Ten bits of check let one forgery in a thousand pass; what passes leads to another conversation, or to none.
    @Test
    void noFlippedBitLeavesAMessageInItsPlace() {
        var conversation = ids.direct(ALICE, BOB);
        var genuine = ids.message(conversation, 1_234);
        var passed = 0;

        for (var bit = 0; bit < 128; bit++) {
            var found = ids.locate(new MessageId(flipped(genuine.value(), bit)));
            passed += found.isPresent() ? 1 : 0;
            assertThat(found).isNotEqualTo(ids.locate(genuine));
        }
        assertThat(passed).isLessThanOrEqualTo(2);
    }

    @Test
    void inventedIdsAreNeitherConversationsNorMessages() {
        for (var n = 0; n < 10_000; n++) {
            assertThat(ids.isGenuine(new ConversationId(UUID.randomUUID().toString())))
                    .isFalse();
            assertThat(ids.locate(new MessageId(UUID.randomUUID().toString()))).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 1_023, 1_024, 1L << 31, MAX_SEQUENCE - 1, MAX_SEQUENCE})
    void aMessageLeadsToItsConversationAndItsPlaceInIt(long sequenceNumber) {
        var conversation = ids.direct(ALICE, BOB);

        var found = ids.locate(ids.message(conversation, sequenceNumber));

        assertThat(found).contains(new ConversationIds.Address(conversation, sequenceNumber));
    }

    @ParameterizedTest
    @ValueSource(longs = {Long.MIN_VALUE, -1, 0, MAX_SEQUENCE + 1, Long.MAX_VALUE})
    void noMessageHasASequenceNumberOutsideThirtyTwoBits(long sequenceNumber) {
        var conversation = ids.direct(ALICE, BOB);

        assertThatThrownBy(() -> ids.message(conversation, sequenceNumber))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void tenThousandIdsFindTheirWayBack() {
        for (var n = 0; n < 10_000; n++) {
            var conversation = ids.group(random);
            var sequenceNumber = sequenceNumber();
            var upperCase = new MessageId(
                    ids.message(conversation, sequenceNumber).value().toUpperCase(Locale.ROOT));

            assertThat(ids.isGenuine(conversation)).isTrue();
            assertThat(ids.locate(upperCase)).contains(new ConversationIds.Address(conversation, sequenceNumber));
        }
    }

    @Test
    void refusesASecretThatIsTooShort() {
        assertThatThrownBy(() -> new ConversationIds(new byte[31])).isInstanceOf(IllegalArgumentException.class);
    }

    private long sequenceNumber() {
        return 1 + random.nextLong(MAX_SEQUENCE);
    }

    private UserId someone() {
        return UserId.of(new UUID(random.nextLong(), random.nextLong()));
    }

    private static byte[] secret(int fill) {
        var secret = new byte[32];
        Arrays.fill(secret, (byte) fill);
        return secret;
    }

    private static String flipped(String id, int bit) {
        var uuid = UUID.fromString(id);
        return (bit < 64
                        ? new UUID(uuid.getMostSignificantBits() ^ (1L << bit), uuid.getLeastSignificantBits())
                        : new UUID(uuid.getMostSignificantBits(), uuid.getLeastSignificantBits() ^ (1L << (bit - 64))))
                .toString();
    }

    private static void assertVersionEight(String id) {
        var uuid = UUID.fromString(id);
        assertThat(uuid.version()).isEqualTo(8);
        assertThat(uuid.variant()).isEqualTo(2);
    }
}
