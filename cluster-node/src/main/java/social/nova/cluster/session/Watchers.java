package social.nova.cluster.session;

import akka.actor.typed.ActorRef;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import social.nova.protocols.common.UserId;
import social.nova.protocols.session.Session.Presence;

/// Who wants to know whether a user is there: the hubs of conversations that somebody looks at.
///
/// A watcher that has been silent for longer than it takes to say so twice is forgotten.
final class Watchers {
    /// One more displaces the one that has been silent for longest, which hears again when it next says so.
    static final int MOST = 500;

    /// So long after their last socket a user is gone: who connects again within it was there all the time.
    static final Duration GONE_AFTER = Duration.ofSeconds(8);

    static final Duration SILENCE = Duration.ofSeconds(40);

    private final LongSupplier nanoTime;

    // The one that was heard of last is last.
    private final LinkedHashMap<ActorRef<Presence>, Watcher> watchers = new LinkedHashMap<>();

    // Nothing until a socket has registered, or had the time to.
    private @Nullable Boolean there;

    private record Watcher(UserId user, long heardAt) {}

    Watchers(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    void watch(UserId user, ActorRef<Presence> watcher) {
        watchers.remove(watcher);
        watchers.putLast(watcher, new Watcher(user, nanoTime.getAsLong()));
        if (watchers.size() > MOST) {
            watchers.pollFirstEntry();
        }
        if (there != null) {
            watcher.tell(new Presence(user, there));
        }
    }

    void unwatch(ActorRef<Presence> watcher) {
        watchers.remove(watcher);
    }

    boolean userWasThere() {
        return Boolean.TRUE.equals(there);
    }

    /// Tells if that is new.
    void userIs(boolean now) {
        if (there == null || there != now) {
            there = now;
            watchers.forEach((watcher, known) -> watcher.tell(new Presence(known.user(), now)));
        }
    }

    void forgetSilent() {
        var oldest = nanoTime.getAsLong() - SILENCE.toNanos();
        while (!watchers.isEmpty() && watchers.firstEntry().getValue().heardAt() - oldest < 0) {
            watchers.pollFirstEntry();
        }
    }
}
