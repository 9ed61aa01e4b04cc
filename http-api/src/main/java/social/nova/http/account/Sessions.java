package social.nova.http.account;

import akka.Done;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import social.nova.http.user.Users;
import social.nova.persistence.user.DataKey;
import social.nova.persistence.user.DataKeys;
import social.nova.persistence.user.PersonalField;
import social.nova.protocols.common.ErrorCode;
import social.nova.protocols.common.Sealed;
import social.nova.protocols.common.UserId;
import social.nova.protocols.user.UserAccount;
import social.nova.protocols.user.UserSessions;
import social.nova.protocols.user.UserSessions.LoginSession;

/// Login sessions, from the first token pair to the last.
///
///     entity remembers or ends a session ─▶ its end is in `revoked_sessions` and told to all nodes ─▶ answer
///
/// A node that dies in between leaves an end that nobody heard of: the projection of the user's events writes it then.
public final class Sessions {
    private static final Logger LOG = LoggerFactory.getLogger(Sessions.class);

    private final Users users;
    private final DataKeys keys;
    private final SessionTokens tokens;
    private final Revocations revocations;

    public Sessions(Users users, DataKeys keys, SessionTokens tokens, Revocations revocations) {
        this.users = users;
        this.keys = keys;
        this.tokens = tokens;
        this.revocations = revocations;
    }

    /// A session as its user sees it.
    ///
    /// @param device what its client called itself, if it did
    public record Shown(LoginSession session, Optional<String> device) {}

    /// Opens a session of this user, who has proved to be them. Fails with `INVALID_CREDENTIALS` if the
    /// password that proved it was changed meanwhile.
    ///
    /// @param password which one it was, nothing if it was something else
    public CompletionStage<TokenPair> open(UserId user, @Nullable Sealed password, Device device) {
        return keys.of(user).thenCompose(key -> {
            var refreshToken = tokens.refreshToken(key, user, tokens.newSession());
            var sealed = device.name()
                    .map(name -> PersonalField.DEVICE.seal(key, user, name))
                    .orElse(null);
            return tokens.pair(refreshToken)
                    .thenCompose(
                            pair -> remember(refreshToken, sealed, password).thenApply(_ -> pair));
        });
    }

    private CompletionStage<Done> remember(
            RefreshToken refreshToken, @Nullable Sealed device, @Nullable Sealed password) {
        return users.<UserSessions.Ended>ask(
                        refreshToken.user(),
                        replyTo -> new UserSessions.OpenSession(
                                refreshToken.session(),
                                refreshToken.hash(),
                                tokens.sessionExpiresAt(),
                                tokens.allExpiredAt(),
                                device,
                                password,
                                replyTo))
                .thenCompose(displaced -> revoke(displaced.sessions()));
    }

    /// Exchanges a refresh token for the next pair. Fails with `INVALID_TOKEN` if it is not the newest of its
    /// session; one that was issued and used before ends the session, since it is in two hands. One that was never
    /// issued changes nothing, whatever it names.
    public CompletionStage<TokenPair> refresh(String presented) {
        return RefreshToken.parse(presented).map(this::refresh).orElseGet(Sessions::refused);
    }

    private CompletionStage<TokenPair> refresh(RefreshToken presented) {
        return keys.of(presented.user())
                .thenCompose(key -> refresh(presented, key))
                .exceptionallyCompose(failure -> CompletableFuture.failedStage(withoutUser(failure)));
    }

    private CompletionStage<TokenPair> refresh(RefreshToken presented, DataKey key) {
        var next = tokens.refreshToken(key, presented.user(), presented.session());
        return tokens.pair(next)
                .thenCompose(pair -> users.<UserSessions.Refreshed>ask(
                                presented.user(),
                                replyTo -> new UserSessions.RefreshSession(
                                        presented.session(),
                                        presented.hash(),
                                        presented.wasIssued(key),
                                        next.hash(),
                                        tokens.sessionExpiresAt(),
                                        tokens.allExpiredAt(),
                                        replyTo))
                        .thenCompose(refreshed ->
                                refreshed.reused() ? stolen(presented) : CompletableFuture.completedStage(pair)));
    }

    private CompletionStage<TokenPair> stolen(RefreshToken presented) {
        LOG.warn("A refresh token of user {} was presented twice: its session has ended", presented.user());
        return revoke(List.of(presented.session())).thenCompose(_ -> refused());
    }

    /// Ends the session that the caller is in, however often it is asked to.
    public CompletionStage<Done> logout(UserId user, String session) {
        return end(user, session)
                .exceptionallyCompose(failure -> ErrorCode.of(failure)
                                .filter(ErrorCode.NOT_FOUND::equals)
                                .isPresent()
                        ? revoke(List.of(session))
                        : CompletableFuture.failedStage(failure));
    }

    /// Ends a session of this user; fails with `NOT_FOUND` if they have no such session.
    public CompletionStage<Done> end(UserId user, String session) {
        return users.<UserSessions.Ended>ask(
                        user, replyTo -> new UserSessions.EndSession(session, tokens.allExpiredAt(), replyTo))
                .thenCompose(ended -> revoke(ended.sessions()));
    }

    /// Ends all sessions of this user.
    ///
    /// @param except one that goes on, or nothing
    public CompletionStage<Done> endAll(UserId user, @Nullable String except) {
        return users.<UserSessions.Ended>ask(
                        user, replyTo -> new UserSessions.EndSessions(except, tokens.allExpiredAt(), replyTo))
                .thenCompose(ended -> revoke(ended.sessions()));
    }

    /// Makes this user nobody, for good, and ends all their sessions: none can be opened between the two. Repeating it
    /// changes nothing. Fails with `USER_NOT_FOUND` if there never was such a user.
    CompletionStage<Done> endForGood(UserId user) {
        return users.<UserSessions.Ended>ask(user, replyTo -> new UserAccount.Erase(tokens.allExpiredAt(), replyTo))
                .thenCompose(ended -> revoke(ended.sessions()));
    }

    /// The user's sessions, the one used last first.
    public CompletionStage<List<Shown>> of(UserId user) {
        return users.<UserSessions.Open>ask(user, UserSessions.GetSessions::new)
                .thenCombine(
                        keys.of(user),
                        (open, key) -> open.sessions().stream()
                                .map(session -> new Shown(
                                        session,
                                        Optional.ofNullable(session.device())
                                                .map(device -> PersonalField.DEVICE.open(key, user, device))))
                                .toList());
    }

    /// When no access token can be valid any more of sessions that end now.
    Instant tokensUntil() {
        return tokens.allExpiredAt();
    }

    /// Makes it known that these sessions have ended.
    CompletionStage<Done> revoke(List<String> ended) {
        return revocations.revoke(ended, tokens.allExpiredAt());
    }

    // To who guesses, no user and no session are alike.
    private static Throwable withoutUser(Throwable failure) {
        return ErrorCode.of(failure).filter(ErrorCode.USER_NOT_FOUND::equals).isPresent()
                ? ErrorCode.INVALID_TOKEN.failure()
                : failure;
    }

    private static CompletionStage<TokenPair> refused() {
        return CompletableFuture.failedStage(ErrorCode.INVALID_TOKEN.failure());
    }
}
