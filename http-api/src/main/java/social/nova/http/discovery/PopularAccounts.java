package social.nova.http.discovery;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import social.nova.protocols.common.UserId;

/// The ids of the accounts that many follow, looked up once a minute by each node. Ids only: who may see which of them
/// is decided anew for every viewer.
final class PopularAccounts {
    private static final Duration KEPT = Duration.ofMinutes(1);

    private final Supplier<CompletionStage<List<UserId>>> lookup;
    private final InstantSource clock;
    private final AtomicReference<Known> known =
            new AtomicReference<>(new Known(CompletableFuture.completedFuture(List.of()), Instant.MIN));

    private record Known(CompletableFuture<List<UserId>> ids, Instant since) {}

    PopularAccounts(Supplier<CompletionStage<List<UserId>>> lookup, InstantSource clock) {
        this.lookup = lookup;
        this.clock = clock;
    }

    CompletionStage<List<UserId>> ids() {
        var now = clock.instant();
        var current = known.get();
        if (now.isBefore(until(current))) {
            return current.ids().copy();
        }
        var next = new Known(new CompletableFuture<>(), now);
        if (!known.compareAndSet(current, next)) {
            return ids();
        }
        var _ = lookup.get().whenComplete((ids, failure) -> {
            if (failure == null) {
                next.ids().complete(ids);
            } else {
                // Nobody after this one has to hear of it.
                known.compareAndSet(next, current);
                next.ids().completeExceptionally(failure);
            }
        });
        return next.ids().copy();
    }

    private static Instant until(Known known) {
        return known.since().equals(Instant.MIN) ? Instant.MIN : known.since().plus(KEPT);
    }
}
