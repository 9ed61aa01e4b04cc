package social.nova.http.account;

import akka.Done;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import social.nova.persistence.signing.SigningKeys;

/// Keeps this node's [TokenKeys] in step with the table in which new keys appear.
public final class KeyRotation {
    private static final Logger LOG = LoggerFactory.getLogger(KeyRotation.class);

    private final TokenKeys keys;
    private final SigningKeys table;
    private final List<Consumer<Set<String>>> listeners = new CopyOnWriteArrayList<>();
    private final AtomicBoolean reading = new AtomicBoolean();
    private final CompletableFuture<Done> loaded = new CompletableFuture<>();

    public KeyRotation(TokenKeys keys, SigningKeys table) {
        this.keys = keys;
        this.table = table;
    }

    /// Has this called at every [#read()], whether the table can be read or not, with the ids of all keys that are
    /// accepted now. Each time, not only at a change: who was checked before one and comes after it is found, too.
    public void onRead(Consumer<Set<String>> listener) {
        listeners.add(listener);
    }

    /// Reads what is new. To be called every second or two; a call while one is under way reads nothing.
    public void read() {
        var accepted = keys.accepted();
        listeners.forEach(listener -> listener.accept(accepted));
        if (!reading.compareAndSet(false, true)) {
            return;
        }
        table.allBut(keys.known()).whenComplete((found, failure) -> {
            try {
                if (failure == null) {
                    take(found);
                } else {
                    LOG.debug("Keys could not be read, and are read again: {}", failure.getMessage());
                }
            } finally {
                reading.set(false);
            }
        });
    }

    private void take(List<SigningKeys.Stored> found) {
        for (var stored : found) {
            keys.add(TokenKey.read(stored.key()), stored.signsIn(), stored.replacesAtOnce());
            LOG.info("Key {} {}", stored.id(), told(stored.signsIn()));
        }
        loaded.complete(Done.getInstance());
    }

    // A node that starts hears of keys that have signed for long.
    static String told(Duration signsIn) {
        return signsIn.isPositive()
                ? "signs access tokens in " + signsIn
                : "has signed access tokens for " + signsIn.negated();
    }

    /// Completes once every key is known that was there before.
    public CompletionStage<Done> loaded() {
        return loaded;
    }

    /// Deletes keys that nobody needs any more.
    public CompletionStage<Integer> forgetOld() {
        return table.forgetOld();
    }
}
