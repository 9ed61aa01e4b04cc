package social.nova.protocols.conversation;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Collection;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/// The words of a message as keyed digests, which is all that is stored of them: a blind index.
///
/// Who lacks the sender's data key learns how many different words a message has, and which messages of one sender in
/// one conversation share some; not which words, and nothing across senders or conversations. Ascending, so that the
/// order of the words is not told either. Written as bytes, eight for each.
public final class WordDigests {
    /// Words of one message that can be found.
    public static final int MAX = 256;

    /// Of a message without words, or whose words nobody but its members can read.
    public static final WordDigests NONE = new WordDigests(new long[0]);

    private final long[] values;

    private WordDigests(long[] values) {
        this.values = values;
    }

    /// @param digests of words, in any order; at most [#MAX]
    /// @throws IllegalArgumentException if there are more
    public static WordDigests of(Collection<Long> digests) {
        if (digests.size() > MAX) {
            throw new IllegalArgumentException("At most " + MAX + " words of a message are indexed");
        }
        return new WordDigests(
                digests.stream().mapToLong(Long::longValue).sorted().distinct().toArray());
    }

    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    static WordDigests of(byte @Nullable [] bytes) {
        if (bytes == null || bytes.length == 0) {
            return NONE;
        }
        var values = new long[bytes.length / Long.BYTES];
        ByteBuffer.wrap(bytes).asLongBuffer().get(values);
        return new WordDigests(values);
    }

    @JsonValue
    byte[] bytes() {
        var bytes = ByteBuffer.allocate(values.length * Long.BYTES);
        bytes.asLongBuffer().put(values);
        return bytes.array();
    }

    public boolean isEmpty() {
        return values.length == 0;
    }

    /// Ascending.
    public LongStream values() {
        return LongStream.of(values);
    }

    /// Whether all of these words are among them.
    public boolean containsAll(WordDigests wanted) {
        return LongStream.of(wanted.values).allMatch(value -> Arrays.binarySearch(values, value) >= 0);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof WordDigests that && Arrays.equals(values, that.values);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(values);
    }

    @Override
    public String toString() {
        return "WordDigests[" + values.length + "]";
    }
}
