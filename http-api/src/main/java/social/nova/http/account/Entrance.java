package social.nova.http.account;

import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import social.nova.http.user.Users;
import social.nova.protocols.common.UserId;
import social.nova.protocols.user.UserSecondFactor;

/// Where everybody comes in who has proved to be a user, by password or by another service: with a second factor, this
/// is half of the way only.
public final class Entrance {
    /// How long a login may wait for its code.
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    private final Users users;
    private final Sessions sessions;
    private final InstantSource clock;
    private final SecureRandom random = new SecureRandom();

    public Entrance(Users users, Sessions sessions, InstantSource clock) {
        this.users = users;
        this.sessions = sessions;
        this.clock = clock;
    }

    /// Opens a session, or asks for a code. Fails with `ACCOUNT_LOCKED` after too many wrong codes.
    public CompletionStage<Entry> enter(UserId user, Device device) {
        var challenge = LoginChallenge.issue(user, random);
        var expiresAt = clock.instant().plus(PATIENCE);
        return users.<UserSecondFactor.Challenged>ask(
                        user, replyTo -> new UserSecondFactor.BeginChallenge(challenge.digest(), expiresAt, replyTo))
                .thenCompose(challenged -> challenged.needed()
                        ? CompletableFuture.completedStage(new Entry.Challenged(
                                challenge.value(), "Two-factor code required", PATIENCE.toSeconds()))
                        : sessions.open(user, device).thenApply(Entry.Open::new));
    }
}
