package social.nova.protocols.conversation;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Optional;
import java.util.UUID;
import java.util.random.RandomGenerator;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import social.nova.protocols.common.UserId;
import social.nova.protocols.common.Uuids;

/// The arithmetic of conversation and message ids: finds an entity without any table.
///
/// Both kinds are UUIDv8, 122 free bits of which the first 80 are the conversation's key:
///
///     conversation  | key 80 | keyed check 42                 |
///     message       | key 80 | sequence number 32 | check 10  |
///
/// The checks are keyed with the installation's secret, so that invented ids wake no entity. The key of a direct
/// conversation is a keyed hash of its sorted pair of users: a pair meets in one entity without a lookup, and nobody
/// outside can compute whether two others talk. A group's key is random.
///
/// Thread-safe.
public final class ConversationIds {
    private static final int KEY_BYTES = 10;
    private static final int SEQUENCE_BITS = 32;
    private static final int MESSAGE_CHECK_BITS = 10;
    private static final long TAIL_MASK = (1L << 42) - 1;
    private static final long MESSAGE_CHECK_MASK = (1L << MESSAGE_CHECK_BITS) - 1;
    private static final long MAX_SEQUENCE = (1L << SEQUENCE_BITS) - 1;

    private final SecretKeySpec secret;

    /// @param secret the installation's id secret, at least 32 bytes
    public ConversationIds(byte[] secret) {
        if (secret.length < 32) {
            throw new IllegalArgumentException("The id secret needs at least 32 bytes");
        }
        this.secret = new SecretKeySpec(secret, "HmacSHA256");
    }

    /// The one conversation of two users, in whichever order they are given.
    public ConversationId direct(UserId a, UserId b) {
        var sorted = a.compareTo(b) <= 0 ? a + ":" + b : b + ":" + a;
        return conversation(mac("direct", sorted.getBytes(StandardCharsets.US_ASCII)));
    }

    /// A fresh conversation of a group.
    public ConversationId group(RandomGenerator random) {
        var key = new byte[KEY_BYTES];
        random.nextBytes(key);
        return conversation(key);
    }

    /// The one conversation of a group that this user names by a key of their own.
    public ConversationId group(UserId creator, String key) {
        return conversation(mac("group", (creator + ":" + key).getBytes(StandardCharsets.UTF_8)));
    }

    /// Whether this installation made the id; an invented one passes once in 2^42 times.
    public boolean isGenuine(ConversationId id) {
        var uuid = Uuids.parse(id.value());
        return isVersion8(uuid) && tailOf(uuid) == conversationTail(keyOf(uuid));
    }

    /// The id of the message with this sequence number.
    ///
    /// @throws IllegalArgumentException if `sequenceNumber` is not between 1 and 2^32 - 1
    public MessageId message(ConversationId conversation, long sequenceNumber) {
        if (sequenceNumber < 1 || sequenceNumber > MAX_SEQUENCE) {
            throw new IllegalArgumentException("No message id for sequence number " + sequenceNumber);
        }
        var key = keyOf(Uuids.parse(conversation.value()));
        var tail = (sequenceNumber << MESSAGE_CHECK_BITS) | messageCheck(key, sequenceNumber);
        return new MessageId(uuid(key, tail).toString());
    }

    /// Which message of which conversation this is, or nothing for an id this installation never made.
    public Optional<Address> locate(MessageId id) {
        var uuid = Uuids.parse(id.value());
        var key = keyOf(uuid);
        var sequenceNumber = tailOf(uuid) >>> MESSAGE_CHECK_BITS;
        var check = tailOf(uuid) & MESSAGE_CHECK_MASK;
        return isVersion8(uuid) && sequenceNumber > 0 && check == messageCheck(key, sequenceNumber)
                ? Optional.of(new Address(conversation(key), sequenceNumber))
                : Optional.empty();
    }

    /// Where a message is to be found.
    public record Address(ConversationId conversation, long sequenceNumber) {}

    private ConversationId conversation(byte[] keySource) {
        var key = new byte[KEY_BYTES];
        System.arraycopy(keySource, 0, key, 0, KEY_BYTES);
        return new ConversationId(uuid(key, conversationTail(key)).toString());
    }

    private long conversationTail(byte[] key) {
        return ByteBuffer.wrap(mac("conversation", key)).getLong() & TAIL_MASK;
    }

    private long messageCheck(byte[] key, long sequenceNumber) {
        var input = ByteBuffer.allocate(KEY_BYTES + Long.BYTES).put(key).putLong(sequenceNumber);
        return ByteBuffer.wrap(mac("message", input.array())).getLong() & MESSAGE_CHECK_MASK;
    }

    private byte[] mac(String purpose, byte[] input) {
        try {
            var mac = Mac.getInstance(secret.getAlgorithm());
            mac.init(secret);
            mac.update(purpose.getBytes(StandardCharsets.US_ASCII));
            mac.update((byte) 0);
            return mac.doFinal(input);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every Java platform has HmacSHA256", e);
        }
    }

    private static boolean isVersion8(UUID uuid) {
        return uuid.version() == 8 && uuid.variant() == 2;
    }

    // The UUID's 122 free bits, in order: 48 before the version, 12 before the variant, 62 after it.
    private static UUID uuid(byte[] key, long tail) {
        var buffer = ByteBuffer.wrap(key);
        var first = buffer.getLong();
        var last16 = buffer.getShort() & 0xFFFFL;
        var high = (first >>> 16 << 16) | 0x8000L | ((first & 0xFFFFL) >>> 4);
        var low = 0x8000000000000000L | ((first & 0xFL) << 58) | (last16 << 42) | tail;
        return new UUID(high, low);
    }

    private static byte[] keyOf(UUID uuid) {
        var high = uuid.getMostSignificantBits();
        var low = uuid.getLeastSignificantBits();
        var first = (high >>> 16 << 16) | ((high & 0xFFFL) << 4) | ((low >>> 58) & 0xFL);
        return ByteBuffer.allocate(KEY_BYTES)
                .putLong(first)
                .putShort((short) (low >>> 42))
                .array();
    }

    private static long tailOf(UUID uuid) {
        return uuid.getLeastSignificantBits() & TAIL_MASK;
    }
}
