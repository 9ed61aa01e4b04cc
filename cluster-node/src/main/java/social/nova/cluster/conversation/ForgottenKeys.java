package social.nova.cluster.conversation;

import com.fasterxml.jackson.annotation.JsonAutoDetect;
import com.fasterxml.jackson.annotation.JsonAutoDetect.Visibility;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/// The idempotency keys that were pushed out of memory, in Bloom filters: a key that is in none was never sent, so that
/// nobody need ask the table for it. Of keys that were never sent, each full filter takes one in a hundred for one that
/// was.
///
/// Bounded: the first filter of a day has room for 4,096 keys, in 5 KB, each further one for twice as many as the one
/// before, up to 32,768, and there are at most five. Once all are full, or all keys of one have expired, the oldest one
/// is given up; as long as keys of it count, any key may have been sent.
@JsonAutoDetect(
        fieldVisibility = Visibility.ANY,
        getterVisibility = Visibility.NONE,
        isGetterVisibility = Visibility.NONE)
final class ForgottenKeys {
    static final int MOST_FILTERS = 5;
    static final int LEAST_KEYS = 4_096;
    static final int MOST_KEYS = 32_768;

    private Deque<Filter> filters = new ArrayDeque<>();
    private @Nullable Instant givenUpUntil;

    /// @param unknownUntil keys that were sent until then are in no filter; null if there are none
    static ForgottenKeys after(@Nullable Instant unknownUntil) {
        var forgotten = new ForgottenKeys();
        forgotten.givenUpUntil = unknownUntil;
        return forgotten;
    }

    /// @param at when it was sent
    /// @param expired what was sent until then does not count any more
    void add(String key, Instant at, Instant expired) {
        if (!at.isAfter(expired)) {
            giveUp(at);
            return;
        }
        while (!filters.isEmpty() && !filters.getFirst().newest.isAfter(expired)) {
            giveUpOldest();
        }
        var newest = filters.peekLast();
        if (newest == null || !newest.oldest.isAfter(expired)) {
            begin(LEAST_KEYS, at);
        } else if (newest.isFull()) {
            begin(Math.min(2 * newest.room, MOST_KEYS), at);
        }
        filters.getLast().add(key, at);
    }

    private void begin(int room, Instant at) {
        if (filters.size() == MOST_FILTERS) {
            giveUpOldest();
        }
        filters.addLast(Filter.of(room, at));
    }

    /// Whether this key may have been sent after that moment.
    boolean mayHave(String key, Instant expired) {
        if (givenUpUntil != null && givenUpUntil.isAfter(expired)) {
            return true;
        }
        for (var filter : filters) {
            if (filter.mayHave(key)) {
                return true;
            }
        }
        return false;
    }

    private void giveUpOldest() {
        giveUp(filters.removeFirst().newest);
    }

    // Also what has expired: a clock that is set back makes it count again.
    private void giveUp(Instant until) {
        if (givenUpUntil == null || until.isAfter(givenUpUntil)) {
            givenUpUntil = until;
        }
    }

    /// Ten bits a key, seven of them set. How bits follow from a key is part of snapshots, and stays as it is.
    @JsonAutoDetect(
            fieldVisibility = Visibility.ANY,
            getterVisibility = Visibility.NONE,
            isGetterVisibility = Visibility.NONE)
    private static final class Filter {
        private static final int BITS_PER_KEY = 10;
        private static final int HASHES = 7;

        private byte[] bits = {};
        private int room;
        private int size;
        private Instant oldest = Instant.EPOCH;
        private Instant newest = Instant.EPOCH;

        static Filter of(int room, Instant oldest) {
            var filter = new Filter();
            filter.room = room;
            filter.bits = new byte[room * BITS_PER_KEY / Byte.SIZE];
            filter.oldest = oldest;
            filter.newest = oldest;
            return filter;
        }

        boolean isFull() {
            return size == room;
        }

        void add(String key, Instant at) {
            var hash = hash(key);
            for (var n = 0; n < HASHES; n++) {
                var bit = bit(hash, n);
                bits[bit / Byte.SIZE] |= (byte) (1 << (bit % Byte.SIZE));
            }
            size++;
            newest = at.isAfter(newest) ? at : newest;
        }

        boolean mayHave(String key) {
            var hash = hash(key);
            for (var n = 0; n < HASHES; n++) {
                var bit = bit(hash, n);
                if ((bits[bit / Byte.SIZE] & (1 << (bit % Byte.SIZE))) == 0) {
                    return false;
                }
            }
            return true;
        }

        // Two hashes give them all (Kirsch and Mitzenmacher, "Less hashing, same performance").
        private int bit(long hash, int n) {
            var second = (int) (hash >>> Integer.SIZE) | 1;
            return Integer.remainderUnsigned((int) hash + n * second, bits.length * Byte.SIZE);
        }

        // FNV-1a, and the last step of MurmurHash3, which carries each bit into all others.
        private static long hash(String key) {
            var hash = 0xcbf29ce484222325L;
            for (var n = 0; n < key.length(); n++) {
                hash = (hash ^ key.charAt(n)) * 0x100000001b3L;
            }
            hash = (hash ^ (hash >>> 33)) * 0xff51afd7ed558ccdL;
            hash = (hash ^ (hash >>> 33)) * 0xc4ceb9fe1a85ec53L;
            return hash ^ (hash >>> 33);
        }
    }
}
