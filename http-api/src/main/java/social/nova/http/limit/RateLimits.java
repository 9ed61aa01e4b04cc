package social.nova.http.limit;

import akka.http.javadsl.model.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import social.nova.http.common.Caller;
import social.nova.http.common.HttpSettings;
import social.nova.persistence.limit.SharedBuckets;

/// Counts requests: all of them per user, or per address where there is no user, and those that try credentials once
/// more, per address and per account, against a stricter limit.
///
/// Counted by all nodes together in Redis. A node may run ahead of Redis by its share of a tenth of the limit, so
/// that most requests need not ask; tries at credentials are counted exactly. While Redis is away each node counts
/// alone, and lets through only its share: nobody waits long for Redis, and after a few failures in a row nobody
/// waits at all.
public final class RateLimits {
    private static final Logger LOG = LoggerFactory.getLogger(RateLimits.class);
    private static final int LOCAL_BUCKETS = 100_000;
    private static final Duration LOOK_EVERY = Duration.ofSeconds(1);
    private static final int CREDENTIALS_SHARE = 5;
    private static final int CREDENTIALS_LEAST = 10;
    private static final int NAME_BYTES = 16;

    private final Limit requests;
    private final Limit credentials;
    private final ClientAddress addresses;
    private final @Nullable Counting counting;

    private record Counting(
            SharedBuckets shared, LocalBuckets local, Breaker breaker, IntSupplier nodes, Executor executor) {}

    private RateLimits(HttpSettings.RateLimit settings, ClientAddress addresses, @Nullable Counting counting) {
        this.requests = new Limit("requests", settings.maxRequests(), settings.window(), false);
        this.credentials = new Limit(
                "credentials",
                Math.max(CREDENTIALS_LEAST, settings.maxRequests() / CREDENTIALS_SHARE),
                settings.window(),
                true);
        this.addresses = addresses;
        this.counting = counting;
    }

    /// @param nodes how many share the requests, for when each counts alone
    /// @param executor where requests go on that had to wait for Redis
    public static RateLimits of(
            HttpSettings.RateLimit settings,
            ClientAddress addresses,
            SharedBuckets shared,
            IntSupplier nodes,
            Executor executor) {
        var counting = new Counting(
                shared,
                new LocalBuckets(LOCAL_BUCKETS, settings.window()),
                new Breaker(LOOK_EVERY, System::nanoTime),
                nodes,
                executor);
        return new RateLimits(settings, addresses, settings.enabled() ? counting : null);
    }

    /// Counts nothing: for ports that only we ourselves use.
    public static RateLimits none() {
        return new RateLimits(
                new HttpSettings.RateLimit(false, 1, Duration.ofSeconds(1)), new ClientAddress(List.of()), null);
    }

    /// Counts a request.
    ///
    /// @param triesCredentials whether it counts against the stricter limit of its address, too
    public CompletionStage<Standing> count(HttpRequest request, Optional<Caller> caller, boolean triesCredentials) {
        if (counting == null) {
            return CompletableFuture.completedStage(Standing.UNLIMITED);
        }
        var address = "address " + addresses.of(request);
        var who = caller.map(known -> "user " + known.user()).orElse(address);
        var general = take(counting, requests, who);
        return triesCredentials
                ? general.thenCombine(take(counting, credentials, address), Standing::stricter)
                : general;
    }

    /// Counts a try at the credentials of an account, whoever makes it.
    ///
    /// @param account as the client names it
    public CompletionStage<Standing> countTry(String account) {
        return counting == null
                ? CompletableFuture.completedStage(Standing.UNLIMITED)
                : take(counting, credentials, "account " + account.toLowerCase(Locale.ROOT));
    }

    private static CompletionStage<Standing> take(Counting by, Limit limit, String who) {
        var name = nameOf(limit, who);
        if (by.breaker().isOpen()) {
            if (by.breaker().mayLook()) {
                var _ = by.shared().ping().whenComplete((_, failure) -> note(by.breaker(), failure));
            }
            return CompletableFuture.completedStage(alone(by, limit, name));
        }
        var taken =
                by.shared().take(name, limit.bucket(), limit.ahead(by.nodes().getAsInt()));
        if (taken.state() == Future.State.SUCCESS) {
            return CompletableFuture.completedStage(Standing.of(limit, taken.resultNow()));
        }
        return taken.handleAsync(
                (probe, failure) -> {
                    note(by.breaker(), failure);
                    return failure == null ? Standing.of(limit, probe) : alone(by, limit, name);
                },
                by.executor());
    }

    private static Standing alone(Counting by, Limit limit, String name) {
        var share = limit.shareOf(by.nodes().getAsInt());
        return Standing.of(share, by.local().take(name, share));
    }

    private static void note(Breaker breaker, @Nullable Throwable failure) {
        var wasOpen = breaker.isOpen();
        if (failure == null) {
            breaker.succeeded();
        } else {
            breaker.failed();
        }
        if (wasOpen != breaker.isOpen()) {
            LOG.warn(
                    wasOpen
                            ? "Redis is back: nodes count requests together"
                            : "Redis is away: this node counts requests alone");
        }
    }

    // As a digest: addresses and accounts are nothing to be read in Redis. With the limit's numbers, so that a bucket
    // never outlives them.
    private static String nameOf(Limit limit, String who) {
        try {
            var digest = MessageDigest.getInstance("SHA-256").digest(who.getBytes(StandardCharsets.UTF_8));
            return "limit:%s:%d:%d:%s"
                    .formatted(
                            limit.name(),
                            limit.requests(),
                            limit.window().toSeconds(),
                            Base64.getUrlEncoder().withoutPadding().encodeToString(Arrays.copyOf(digest, NAME_BYTES)));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible); // every JDK has SHA-256
        }
    }
}
