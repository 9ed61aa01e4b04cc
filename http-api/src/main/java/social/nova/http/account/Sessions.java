package social.nova.http.account;

import akka.Done;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import social.nova.http.user.Users;
import social.nova.protocols.common.UserId;
import social.nova.protocols.user.UserSessions;

/// Begins login sessions: the user's entity remembers one before its tokens leave this node.
public final class Sessions {
    private static final String BEARER = "Bearer";

    private final Users users;
    private final AccessTokens accessTokens;
    private final Duration refreshExpiry;
    private final InstantSource clock;
    private final Supplier<UUID> uuids;
    private final SecureRandom random = new SecureRandom();

    /// @param refreshExpiry how long a session lives that is not refreshed
    public Sessions(
            Users users, AccessTokens accessTokens, Duration refreshExpiry, InstantSource clock, Supplier<UUID> uuids) {
        this.users = users;
        this.accessTokens = accessTokens;
        this.refreshExpiry = refreshExpiry;
        this.clock = clock;
        this.uuids = uuids;
    }

    /// Opens a session of this user, who has proved to be them.
    public CompletionStage<TokenPair> open(UserId user) {
        var session = uuids.get().toString();
        var refreshToken = RefreshToken.issue(user, random);
        var expiresAt = clock.instant().plus(refreshExpiry);
        return users.<Done>ask(
                        user, replyTo -> new UserSessions.OpenSession(session, refreshToken.hash(), expiresAt, replyTo))
                .thenApply(_ -> new TokenPair(
                        accessTokens.issue(user, session),
                        refreshToken.value(),
                        BEARER,
                        accessTokens.expiry().toSeconds()));
    }
}
