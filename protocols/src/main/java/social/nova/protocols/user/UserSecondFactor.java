package social.nova.protocols.user;

import akka.Done;
import akka.actor.typed.ActorRef;
import akka.pattern.StatusReply;
import com.fasterxml.jackson.annotation.JsonTypeName;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import social.nova.protocols.common.Answerable;
import social.nova.protocols.common.NovaSerializable;
import social.nova.protocols.common.Sealed;

/// A user's second factor: codes of an authenticator (TOTP), and backup codes for who has lost it.
///
/// The entity keeps the secret sealed and never sees it open. An api node opens it, finds which time step a code is of,
/// and sends what it found as a [Proof]; the entity decides whether that is good, once.
///
/// | refused with | when |
/// |---|---|
/// | `CONFLICT` | there is a second factor already, or none where one is needed |
/// | `NOT_FOUND` | the set-up is unknown, over or another's |
/// | `INVALID_TOKEN` | the challenge is unknown, over or another's |
/// | `INVALID_CODE` | the code is wrong or was used before |
/// | `INVALID_CREDENTIALS` | the password was changed since it was checked |
/// | `ACCOUNT_LOCKED` | so many codes in a row were wrong that none is looked at for a while |
public interface UserSecondFactor {
    sealed interface Command extends User.Command {}

    /// Offers a secret that is not in force until its user has shown a code of it. Voids what was offered before.
    record BeginSetUp(SetUp setUp, ActorRef<StatusReply<Done>> replyTo) implements Command, Answerable<Done> {}

    record GetSetUp(String setUp, ActorRef<StatusReply<Secret>> replyTo) implements Command, Answerable<Secret> {}

    /// Puts in force what was offered.
    ///
    /// @param step the time step of the code that was shown, which is used then
    record ConfirmSetUp(String setUp, long step, ActorRef<StatusReply<Done>> replyTo)
            implements Command, Answerable<Done> {}

    /// Begins a login's second half, if this user needs one. A change of the password ends it, and
    /// so does [UserSessions.EndSessions].
    ///
    /// @param challenge a digest of what the client will show
    /// @param password as for [UserSessions.OpenSession]
    record BeginChallenge(
            String challenge, Instant expiresAt, @Nullable Sealed password, ActorRef<StatusReply<Challenged>> replyTo)
            implements Command, Answerable<Challenged> {}

    /// The secret in force.
    ///
    /// @param challenge where it is wanted for a login's second half
    record GetSecret(@Nullable String challenge, ActorRef<StatusReply<Secret>> replyTo)
            implements Command, Answerable<Secret> {}

    /// Ends a login's second half; with a wrong code it goes on, a few times.
    record AnswerChallenge(String challenge, Proof proof, ActorRef<StatusReply<Passed>> replyTo)
            implements Command, Answerable<Passed> {}

    record Disable(Proof proof, ActorRef<StatusReply<Done>> replyTo) implements Command, Answerable<Done> {}

    /// Replaces all backup codes.
    record RenewBackupCodes(Proof proof, List<String> backupCodes, ActorRef<StatusReply<Done>> replyTo)
            implements Command, Answerable<Done> {}

    sealed interface Event extends User.Event {}

    @JsonTypeName("user.second-factor-offered")
    record Offered(SetUp setUp, Instant at) implements Event {}

    @JsonTypeName("user.second-factor-enabled")
    record Enabled(String setUp, long step, Instant at) implements Event {}

    @JsonTypeName("user.second-factor-disabled")
    record Disabled(Instant at) implements Event {}

    /// @param proof nothing in events of before a code was asked for
    @JsonTypeName("user.backup-codes-renewed")
    record BackupCodesRenewed(@Nullable Proof proof, List<String> backupCodes, Instant at) implements Event {}

    @JsonTypeName("user.challenge-begun")
    record ChallengeBegun(String challenge, Instant expiresAt, Instant at) implements Event {}

    @JsonTypeName("user.challenge-passed")
    record ChallengePassed(String challenge, Proof proof, Instant at) implements Event {}

    /// No login waits for a code any more.
    @JsonTypeName("user.challenges-ended")
    record ChallengesEnded(Instant at) implements Event {}

    /// @param challenge the login it was tried at, if it was one
    @JsonTypeName("user.code-refused")
    record CodeRefused(@Nullable String challenge, Instant at) implements Event {}

    /// What is offered to a user.
    ///
    /// @param backupCodes digests under the user's data key
    record SetUp(String id, Sealed secret, List<String> backupCodes, Instant expiresAt) implements NovaSerializable {}

    /// What an api node found a code to be.
    ///
    /// @param step the time step it is the code of
    /// @param backupCode if it is of none, the digest that it has if it is a backup code
    record Proof(@Nullable Long step, @Nullable String backupCode) implements NovaSerializable {
        public static Proof ofStep(long step) {
            return new Proof(step, null);
        }

        public static Proof ofBackupCode(String digest) {
            return new Proof(null, digest);
        }
    }

    record Secret(Sealed secret) implements NovaSerializable {}

    /// A login that lacks nothing but its session.
    ///
    /// @param password the user's, for [UserSessions.OpenSession]: it has not changed since the login began
    record Passed(@Nullable Sealed password) implements NovaSerializable {}

    /// @param needed whether a code must be shown before a session is opened
    record Challenged(boolean needed) implements NovaSerializable {}
}
