package social.nova.http.discovery;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import social.nova.protocols.common.UserId;

class PopularAccountsTest {
    private static final List<UserId> IDS = List.of(UserId.of(UUID.randomUUID()));

    private final AtomicReference<Instant> clock = new AtomicReference<>(Instant.parse("2025-10-25T10:30:45Z"));
    private final List<CompletableFuture<List<UserId>>> lookups = new ArrayList<>();
    private final PopularAccounts popular = new PopularAccounts(this::lookUp, clock::get);

    @Test
    void looksUpOnceAMinuteHoweverManyAsk() {
        var first = popular.ids();
        var second = popular.ids();
        lookups.getFirst().complete(IDS);
        pass(Duration.ofSeconds(59));
        var third = popular.ids();

        assertThat(lookups).hasSize(1);
        for (var asked : List.of(first, second, third)) {
            assertThat(asked).isCompletedWithValue(IDS);
        }

        pass(Duration.ofSeconds(1));
        assertThat(popular.ids()).isNotCompleted();
        assertThat(lookups).hasSize(2);
    }

    @Test
    void aLookupThatFailsIsTriedAgainByTheNextWhoAsks() {
        var first = popular.ids();
        lookups.getFirst().completeExceptionally(new IllegalStateException("away"));
        assertThat(first).isCompletedExceptionally();

        var second = popular.ids();
        lookups.getLast().complete(IDS);

        assertThat(lookups).hasSize(2);
        assertThat(second).isCompletedWithValue(IDS);
    }

    private CompletionStage<List<UserId>> lookUp() {
        lookups.add(new CompletableFuture<>());
        return lookups.getLast();
    }

    private void pass(Duration time) {
        clock.updateAndGet(now -> now.plus(time));
    }
}
