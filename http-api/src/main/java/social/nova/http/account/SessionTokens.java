package social.nova.http.account;

import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import social.nova.persistence.user.DataKey;
import social.nova.protocols.common.UserId;

/// Makes the tokens of login sessions, and knows how long they live.
///
/// A signature takes as long as many requests do: they are made on threads of their own, of low priority. Thread-safe.
public final class SessionTokens implements AutoCloseable {
    private static final String BEARER = "Bearer";

    /// About a second's work of one thread.
    private static final int MOST_WAITING = 1_000;

    /// How much later than it was decided on this node's clock a token may still be made, by a slow node or one whose
    /// clock is ahead.
    private static final Duration MARGIN = Duration.ofMinutes(2);

    private final AccessTokens accessTokens;
    private final Duration refreshExpiry;
    private final InstantSource clock;
    private final Supplier<UUID> uuids;
    private final SecureRandom random = new SecureRandom();
    private final PoliteWork signing;

    /// @param refreshExpiry how long a session lives that is not refreshed
    public SessionTokens(AccessTokens accessTokens, Duration refreshExpiry, InstantSource clock, Supplier<UUID> uuids) {
        this(
                accessTokens,
                refreshExpiry,
                clock,
                uuids,
                new PoliteWork("token-signing-", Runtime.getRuntime().availableProcessors(), MOST_WAITING));
    }

    SessionTokens(
            AccessTokens accessTokens,
            Duration refreshExpiry,
            InstantSource clock,
            Supplier<UUID> uuids,
            PoliteWork signing) {
        this.signing = signing;
        this.accessTokens = accessTokens;
        this.refreshExpiry = refreshExpiry;
        this.clock = clock;
        this.uuids = uuids;
    }

    String newSession() {
        return uuids.get().toString();
    }

    RefreshToken refreshToken(DataKey key, UserId user, String session) {
        return RefreshToken.issue(key, user, session, random);
    }

    /// What the client gets once the user's entity remembers this refresh token, or `SERVICE_UNAVAILABLE` at once if
    /// too many are waiting already. To be made before the entity is told: a used refresh token whose successor
    /// never came would end its session.
    CompletionStage<TokenPair> pair(RefreshToken refreshToken) {
        return signing.submit(() -> new TokenPair(
                accessTokens.issue(refreshToken.user(), refreshToken.session()),
                refreshToken.value(),
                BEARER,
                accessTokens.expiry().toSeconds()));
    }

    /// Pairs that wait to be signed.
    public int waiting() {
        return signing.waiting();
    }

    /// When a session ends that is refreshed now and never again.
    Instant sessionExpiresAt() {
        return clock.instant().plus(refreshExpiry);
    }

    /// When no access token can be valid any more that any node has issued until now.
    Instant allExpiredAt() {
        return clock.instant().plus(accessTokens.expiry()).plus(MARGIN);
    }

    /// Signs no more; waits a little for what was begun.
    @Override
    public void close() {
        signing.close();
    }
}
