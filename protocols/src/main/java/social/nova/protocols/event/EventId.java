package social.nova.protocols.event;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.UUID;
import social.nova.protocols.common.Uuids;

/// What a consumer recognises a repeated record by: a UUID in lower case.
///
/// It is computed from what the event says (a UUIDv8 of a hash), so that telling the same thing again, however
/// late and from whatever copy, gives the same id.
public record EventId(@JsonValue String value) {
    private static final long VERSION_8 = 0x8000L;
    private static final long VARIANT = 0x8000000000000000L;

    /// @throws IllegalArgumentException if `value` is not a UUID
    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public EventId {
        value = Uuids.canonical(value);
    }

    /// The id of the event that these parts, in this order, name and no other event does.
    public static EventId of(String... parts) {
        var hash = ByteBuffer.wrap(sha256(parts));
        var high = (hash.getLong() & ~0xF000L) | VERSION_8;
        var low = (hash.getLong() & ~(3L << 62)) | VARIANT;
        return new EventId(new UUID(high, low).toString());
    }

    @Override
    public String toString() {
        return value;
    }

    private static byte[] sha256(String... parts) {
        try {
            var digest = MessageDigest.getInstance("SHA-256");
            for (var part : parts) {
                digest.update(part.getBytes(StandardCharsets.UTF_8));
                digest.update((byte) 0);
            }
            return digest.digest();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256", e);
        }
    }
}
