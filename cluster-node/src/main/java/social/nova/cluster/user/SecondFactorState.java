package social.nova.cluster.user;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import social.nova.protocols.common.Sealed;
import social.nova.protocols.user.UserSecondFactor;
import social.nova.protocols.user.UserSecondFactor.Proof;
import social.nova.protocols.user.UserSecondFactor.SetUp;

/// What is remembered of a user's second factor.
///
/// @param offered not in force yet
/// @param factor what is in force
/// @param challenges logins that wait for a code, oldest first, at most [#MAX_CHALLENGES]
/// @param wrong codes in a row, whatever they were shown for
record SecondFactorState(
        @Nullable SetUp offered,
        @Nullable Factor factor,
        List<Challenge> challenges,
        int wrong,
        @Nullable Instant lastWrongAt) {
    static final SecondFactorState EMPTY = new SecondFactorState(null, null, List.of(), 0, null);
    static final int MAX_CHALLENGES = 50;

    /// Wrong codes that end a login's second half.
    static final int WRONG_PER_CHALLENGE = 5;

    /// Wrong codes in a row after which none is looked at for [#LOCKED_FOR]: who has the password may begin as many
    /// logins as they like, and still cannot go through all codes.
    static final int WRONG_IN_A_ROW = 20;

    static final Duration LOCKED_FOR = Duration.ofMinutes(15);

    /// @param backupCodes digests of those that are left
    /// @param lastStep the newest time step a code was taken of; only later ones count
    record Factor(Sealed secret, List<String> backupCodes, long lastStep) {
        boolean takes(Proof proof) {
            var step = proof.step();
            return step != null
                    ? step > lastStep
                    : proof.backupCode() != null && backupCodes.contains(proof.backupCode());
        }

        Factor without(@Nullable Proof used) {
            if (used == null) {
                return this;
            }
            var step = used.step();
            return step != null
                    ? new Factor(secret, backupCodes, Math.max(step, lastStep))
                    : new Factor(
                            secret,
                            backupCodes.stream()
                                    .filter(code -> !code.equals(used.backupCode()))
                                    .toList(),
                            lastStep);
        }

        Factor with(List<String> newCodes) {
            return new Factor(secret, newCodes, lastStep);
        }
    }

    record Challenge(String digest, Instant expiresAt, int wrong) {}

    SecondFactorState on(UserSecondFactor.Event event) {
        return switch (event) {
            case UserSecondFactor.Offered(var setUp, var _) ->
                new SecondFactorState(setUp, factor, challenges, wrong, lastWrongAt);
            case UserSecondFactor.Enabled(var _, var step, var _) ->
                offered == null ? this : with(new Factor(offered.secret(), offered.backupCodes(), step), List.of());
            case UserSecondFactor.Disabled _ -> EMPTY;
            case UserSecondFactor.BackupCodesRenewed(var proof, var codes, var _) ->
                factor == null ? this : renewed(factor.without(proof).with(codes), proof != null);
            case UserSecondFactor.ChallengeBegun begun -> with(begun);
            case UserSecondFactor.ChallengePassed(var challenge, var proof, var _) ->
                factor == null
                        ? this
                        : with(factor.without(proof), others(challenge).toList());
            case UserSecondFactor.ChallengesEnded _ -> withoutChallenges();
            case UserSecondFactor.CodeRefused refused -> with(refused);
        };
    }

    /// Logins that wait for a code began with a password that is none any more.
    SecondFactorState withoutChallenges() {
        return new SecondFactorState(offered, factor, List.of(), wrong, lastWrongAt);
    }

    boolean isEnabled() {
        return factor != null;
    }

    Optional<Factor> inForce() {
        return Optional.ofNullable(factor);
    }

    Optional<SetUp> offered(String id, Instant now) {
        return Optional.ofNullable(offered)
                .filter(setUp -> setUp.id().equals(id) && setUp.expiresAt().isAfter(now));
    }

    Optional<Challenge> challenge(String digest, Instant now) {
        return challenges.stream()
                .filter(challenge -> challenge.digest().equals(digest)
                        && challenge.expiresAt().isAfter(now))
                .findFirst();
    }

    boolean isLocked(Instant now) {
        return wrong >= WRONG_IN_A_ROW && !isForgiven(now);
    }

    private boolean isForgiven(Instant now) {
        return lastWrongAt == null || !now.isBefore(lastWrongAt.plus(LOCKED_FOR));
    }

    // The right code makes good for the wrong ones before it.
    private SecondFactorState with(Factor changed, List<Challenge> left) {
        return new SecondFactorState(null, changed, left, 0, null);
    }

    private SecondFactorState renewed(Factor changed, boolean byCode) {
        return byCode
                ? with(changed, challenges)
                : new SecondFactorState(offered, changed, challenges, wrong, lastWrongAt);
    }

    private SecondFactorState with(UserSecondFactor.ChallengeBegun begun) {
        var alive = Stream.concat(
                        challenges.stream()
                                .filter(earlier -> earlier.expiresAt().isAfter(begun.at())),
                        Stream.of(new Challenge(begun.challenge(), begun.expiresAt(), 0)))
                .toList();
        var newest = alive.subList(Math.max(0, alive.size() - MAX_CHALLENGES), alive.size());
        return new SecondFactorState(offered, factor, List.copyOf(newest), wrong, lastWrongAt);
    }

    private SecondFactorState with(UserSecondFactor.CodeRefused refused) {
        var left = challenges.stream()
                .map(challenge -> challenge.digest().equals(refused.challenge())
                        ? new Challenge(challenge.digest(), challenge.expiresAt(), challenge.wrong() + 1)
                        : challenge)
                .filter(challenge -> challenge.wrong() < WRONG_PER_CHALLENGE)
                .toList();
        var inARow = isForgiven(refused.at()) ? 1 : wrong + 1;
        return new SecondFactorState(offered, factor, left, inARow, refused.at());
    }

    private Stream<Challenge> others(String digest) {
        return challenges.stream().filter(challenge -> !challenge.digest().equals(digest));
    }
}
