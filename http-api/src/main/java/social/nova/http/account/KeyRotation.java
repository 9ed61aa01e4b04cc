package social.nova.http.account;

import akka.Done;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import social.nova.persistence.signing.SigningKeys;

/// Keeps this node's [TokenKeys] in step with the table in which new keys appear.
public final class KeyRotation {
    private static final Logger LOG = LoggerFactory.getLogger(KeyRotation.class);

    private final TokenKeys keys;
    private final SigningKeys table;
    private final AtomicBoolean reading = new AtomicBoolean();
    private final CompletableFuture<Done> loaded = new CompletableFuture<>();

    public KeyRotation(TokenKeys keys, SigningKeys table) {
        this.keys = keys;
        this.table = table;
    }

    /// Reads what is new. To be called every second or two; a call while one is under way does nothing.
    public void read() {
        if (!reading.compareAndSet(false, true)) {
            return;
        }
        table.allBut(keys.known()).whenComplete((found, failure) -> {
            if (failure == null) {
                for (var stored : found) {
                    keys.add(TokenKey.read(stored.key()), stored.signsIn(), stored.replacesAtOnce());
                    LOG.info("Key {} signs access tokens in {}", stored.id(), stored.signsIn());
                }
                loaded.complete(Done.getInstance());
            } else {
                LOG.debug("Keys could not be read, and are read again: {}", failure.getMessage());
            }
            reading.set(false);
        });
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
