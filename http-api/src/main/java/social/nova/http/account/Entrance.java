package social.nova.http.account;

import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import social.nova.http.user.Users;
import social.nova.protocols.common.Sealed;
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

    /// Opens a session, or asks for a code. Fails with `ACCOUNT_LOCKED` after too many wrong codes, and with
    /// `INVALID_CREDENTIALS` if the password that proved who is coming was changed meanwhile.
    ///
    /// @param password which one it was, nothing if it was something else
    public CompletionStage<Entry> enter(UserId user, @Nullable Sealed password, Device device) {
        var challenge = LoginChallenge.issue(user, random);
        var expiresAt = clock.instant().plus(PATIENCE);
        return users.<UserSecondFactor.Challenged>ask(
                        user,
                        replyTo ->
                                new UserSecondFactor.BeginChallenge(challenge.digest(), expiresAt, password, replyTo))
                .thenCompose(challenged -> challenged.needed()
                        ? CompletableFuture.completedStage(new Entry.Challenged(
                                challenge.value(), "Two-factor code required", PATIENCE.toSeconds()))
                        : sessions.open(user, password, device).thenApply(Entry.Open::new));
    }
}
