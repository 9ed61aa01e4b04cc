package social.nova.cluster.conversation;

import java.util.ArrayDeque;
import java.util.Optional;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/// Commands in the order they came, of which the first waits for what only the database knows. While any waits, all
/// later ones of their kind do.
///
/// @param <C> the kind of commands
final class LookupQueue<C> {
    /// Beyond that commands are refused as unavailable.
    private static final int MAX_WAITING = 512;

    private final Queue<C> waiting = new ArrayDeque<>();
    private long lookups;

    boolean isEmpty() {
        return waiting.isEmpty();
    }

    boolean isFull() {
        return waiting.size() >= MAX_WAITING;
    }

    /// Says whether it is the first, whose lookup is to be begun.
    boolean add(C command) {
        waiting.add(command);
        return waiting.size() == 1;
    }

    /// The command whose lookup is under way, or is to be begun.
    @Nullable
    C first() {
        return waiting.peek();
    }

    /// The number of a lookup that begins now; those before it do not count any more.
    long begin() {
        return ++lookups;
    }

    /// The command that the lookup was for, which waits no longer; nothing if another one counts by now.
    Optional<C> ended(long lookup) {
        return lookup == lookups ? Optional.ofNullable(waiting.poll()) : Optional.empty();
    }
}
