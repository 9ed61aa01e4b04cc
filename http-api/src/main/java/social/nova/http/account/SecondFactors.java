package social.nova.http.account;

import akka.Done;
import akka.actor.typed.ActorRef;
import akka.pattern.StatusReply;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import social.nova.http.user.Users;
import social.nova.persistence.user.DataKey;
import social.nova.persistence.user.DataKeys;
import social.nova.persistence.user.PersonalField;
import social.nova.protocols.common.ErrorCode;
import social.nova.protocols.common.Sealed;
import social.nova.protocols.common.UserId;
import social.nova.protocols.user.User;
import social.nova.protocols.user.UserProfile;
import social.nova.protocols.user.UserSecondFactor;
import social.nova.protocols.user.UserSecondFactor.Proof;
import social.nova.protocols.user.UserSecondFactor.Secret;

/// Sets up second factors and has codes decided on.
///
///     code ─▶ secret from the entity, opened here ─▶ time step ─▶ the entity: once, and only a few wrong ones
///
/// This node only finds out what a code is; whether it is good, and how often one may be wrong, is the entity's to say.
public final class SecondFactors {
    private static final Duration SET_UP_FOR = Duration.ofMinutes(10);

    private final Users users;
    private final DataKeys keys;
    private final OwnerCheck owners;
    private final InstantSource clock;
    private final Supplier<UUID> uuids;
    private final SecureRandom random = new SecureRandom();

    public SecondFactors(Users users, DataKeys keys, OwnerCheck owners, InstantSource clock, Supplier<UUID> uuids) {
        this.users = users;
        this.keys = keys;
        this.owners = owners;
        this.clock = clock;
        this.uuids = uuids;
    }

    /// What a user needs to put a second factor in force.
    ///
    /// @param secret the same as in the QR code, for who cannot scan it
    /// @param expiresIn in seconds
    public record Offer(String tempSessionId, String qrCode, String secret, List<String> backupCodes, long expiresIn) {
        @Override
        public String toString() {
            return "Offer[***]";
        }
    }

    /// Offers a second factor; fails with `CONFLICT` if there is one already.
    public CompletionStage<Offer> offer(UserId user, OwnerProof owner) {
        return owners.check(user, owner)
                .thenCompose(_ -> users.<UserProfile.Profile>ask(user, UserProfile.GetProfile::new))
                .thenCombine(keys.of(user), (profile, key) -> offer(user, profile, key))
                .thenCompose(Function.identity());
    }

    private CompletionStage<Offer> offer(UserId user, UserProfile.Profile profile, DataKey key) {
        var totp = Totp.generate(random);
        var codes = BackupCodes.generate(random);
        var id = uuids.get().toString();
        var setUp = new UserSecondFactor.SetUp(
                id,
                PersonalField.TOTP_SECRET.seal(key, user, totp.text()),
                codes.digests(key),
                clock.instant().plus(SET_UP_FOR));
        var uri = totp.uri(PersonalField.EMAIL.open(key, user, profile.email()));
        return users.<Done>ask(user, replyTo -> new UserSecondFactor.BeginSetUp(setUp, replyTo))
                .thenApply(_ -> new Offer(id, QrCode.svg(uri), totp.base32(), codes.codes(), SET_UP_FOR.toSeconds()));
    }

    /// Puts in force what was offered, once a code of it was shown.
    ///
    /// @param offer its [Offer#tempSessionId]
    public CompletionStage<Done> confirm(UserId user, String offer, String code) {
        return proof(user, code, replyTo -> new UserSecondFactor.GetSetUp(offer, replyTo))
                .thenCompose(proof -> {
                    var step = proof.step();
                    return step == null
                            ? CompletableFuture.<Done>failedStage(ErrorCode.INVALID_CODE.failure())
                            : users.<Done>ask(user, replyTo -> new UserSecondFactor.ConfirmSetUp(offer, step, replyTo));
                });
    }

    /// A login that lacks nothing but its session.
    ///
    /// @param password the user's, which must still be it when the session is opened
    public record Passed(UserId user, @Nullable Sealed password) {}

    /// Ends a login that waits for a code, and tells whose it is.
    ///
    /// @param sessionId as [Entry.Challenged] had it
    public CompletionStage<Passed> verify(String sessionId, String code) {
        return LoginChallenge.parse(sessionId)
                .map(challenge -> verify(challenge, code))
                .orElseGet(() -> CompletableFuture.failedStage(ErrorCode.INVALID_TOKEN.failure()));
    }

    private CompletionStage<Passed> verify(LoginChallenge challenge, String code) {
        var user = challenge.user();
        var digest = challenge.digest();
        return proof(user, code, replyTo -> new UserSecondFactor.GetSecret(digest, replyTo))
                .thenCompose(proof -> users.<UserSecondFactor.Passed>ask(
                        user, replyTo -> new UserSecondFactor.AnswerChallenge(digest, proof, replyTo)))
                .thenApply(passed -> new Passed(user, passed.password()))
                .exceptionallyCompose(failure -> CompletableFuture.failedStage(
                        isUnknown(failure) ? ErrorCode.INVALID_TOKEN.failure() : failure));
    }

    public CompletionStage<Done> disable(UserId user, OwnerProof owner, String code) {
        return owners.check(user, owner)
                .thenCompose(_ -> proof(user, code, replyTo -> new UserSecondFactor.GetSecret(null, replyTo)))
                .thenCompose(proof -> users.ask(user, replyTo -> new UserSecondFactor.Disable(proof, replyTo)));
    }

    /// New backup codes in place of all others, for who shows a code. The password is not enough: with the new ones it
    /// would turn the second factor off.
    public CompletionStage<List<String>> renewBackupCodes(UserId user, String code) {
        return proof(user, code, replyTo -> new UserSecondFactor.GetSecret(null, replyTo))
                .thenCompose(proof -> renew(user, proof));
    }

    private CompletionStage<List<String>> renew(UserId user, Proof proof) {
        var codes = BackupCodes.generate(random);
        return keys.of(user)
                .thenCompose(key -> users.<Done>ask(
                        user, replyTo -> new UserSecondFactor.RenewBackupCodes(proof, codes.digests(key), replyTo)))
                .thenApply(_ -> codes.codes());
    }

    private CompletionStage<Proof> proof(
            UserId user, String code, Function<ActorRef<StatusReply<Secret>>, User.Command> question) {
        return users.ask(user, question).thenCombine(keys.of(user), (secret, key) -> proof(user, code, secret, key));
    }

    private Proof proof(UserId user, String code, Secret secret, DataKey key) {
        var totp = Totp.of(PersonalField.TOTP_SECRET.open(key, user, secret.secret()));
        var step = totp.stepOf(code.strip(), clock.instant());
        return step.isPresent() ? Proof.ofStep(step.getAsLong()) : Proof.ofBackupCode(BackupCodes.digest(key, code));
    }

    // Of somebody who is no user the answer is the one that any made-up session gets.
    private static boolean isUnknown(Throwable failure) {
        return ErrorCode.of(failure).filter(ErrorCode.USER_NOT_FOUND::equals).isPresent();
    }
}
