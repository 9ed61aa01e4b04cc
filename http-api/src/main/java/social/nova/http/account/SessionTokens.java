package social.nova.http.account;

import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.UUID;
import java.util.function.Supplier;
import social.nova.persistence.user.DataKey;
import social.nova.protocols.common.UserId;

/// Makes the tokens of login sessions, and knows how long they live.
public final class SessionTokens {
    private static final String BEARER = "Bearer";

    /// How much later than it was decided on this node's clock a token may still be made, by a slow node or one whose
    /// clock is ahead.
    private static final Duration MARGIN = Duration.ofMinutes(2);

    private final AccessTokens accessTokens;
    private final Duration refreshExpiry;
    private final InstantSource clock;
    private final Supplier<UUID> uuids;
    private final SecureRandom random = new SecureRandom();

    /// @param refreshExpiry how long a session lives that is not refreshed
    public SessionTokens(AccessTokens accessTokens, Duration refreshExpiry, InstantSource clock, Supplier<UUID> uuids) {
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

    /// What the client gets once the user's entity remembers this refresh token.
    TokenPair pair(RefreshToken refreshToken) {
        return new TokenPair(
                accessTokens.issue(refreshToken.user(), refreshToken.session()),
                refreshToken.value(),
                BEARER,
                accessTokens.expiry().toSeconds());
    }

    /// When a session ends that is refreshed now and never again.
    Instant sessionExpiresAt() {
        return clock.instant().plus(refreshExpiry);
    }

    /// When no access token can be valid any more that any node has issued until now.
    Instant allExpiredAt() {
        return clock.instant().plus(accessTokens.expiry()).plus(MARGIN);
    }
}
