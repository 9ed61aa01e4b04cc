package social.nova.persistence.user;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import social.nova.persistence.common.Database;
import social.nova.persistence.common.TestDatabase;
import social.nova.protocols.common.UserId;

class KeyWatchTest {
    private final Database database = TestDatabase.get();
    private final String keyset = MasterKeysets.fresh();
    private final DataKeys here = new DataKeys(database, keyset);
    private final DataKeys there = new DataKeys(database, keyset);
    private final AtomicLong now = new AtomicLong();
    private final KeyWatch watch = new KeyWatch(database, here, now::get);

    @Test
    void forgetsWhatAnotherNodeHasDestroyed() throws Exception {
        var alice = cachedHere();
        var bob = cachedHere();

        get(there.destroy(alice));
        get(watch.look());

        assertThat(here.cached(alice)).isEmpty();
        assertThat(here.cached(bob)).isPresent();
    }

    @Test
    void missesNothingThatHappenedWhileItCouldNotLook() throws Exception {
        var alice = cachedHere();
        get(there.destroy(alice));
        get(database.query(connection -> connection.createStatement().executeUpdate("""
                UPDATE destroyed_keys SET destroyed_at = now() - INTERVAL '1 hour' WHERE user_id = '%s'
                """.formatted(alice))));

        get(watch.look());
        assertThat(here.cached(alice)).isPresent();

        now.addAndGet(Duration.ofHours(2).toNanos());
        get(watch.look());
        assertThat(here.cached(alice)).isEmpty();
    }

    @Test
    void forgetsEverythingWhenItWasAwayTooLong() throws Exception {
        var alice = cachedHere();

        now.addAndGet(Duration.ofDays(2).toNanos());
        get(watch.look());

        assertThat(here.cached(alice)).isEmpty();
    }

    private UserId cachedHere() throws Exception {
        var user = UserId.of(UUID.randomUUID());
        get(here.create(user));
        return user;
    }

    private static <T> T get(CompletionStage<T> stage) throws Exception {
        return stage.toCompletableFuture().get(30, TimeUnit.SECONDS);
    }
}
