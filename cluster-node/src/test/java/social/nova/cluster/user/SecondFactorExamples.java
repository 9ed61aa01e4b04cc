package social.nova.cluster.user;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import social.nova.protocols.common.Journaled;
import social.nova.protocols.common.Sealed;
import social.nova.protocols.user.UserSecondFactor.BackupCodesRenewed;
import social.nova.protocols.user.UserSecondFactor.ChallengeBegun;
import social.nova.protocols.user.UserSecondFactor.ChallengePassed;
import social.nova.protocols.user.UserSecondFactor.ChallengesEnded;
import social.nova.protocols.user.UserSecondFactor.CodeRefused;
import social.nova.protocols.user.UserSecondFactor.Disabled;
import social.nova.protocols.user.UserSecondFactor.Enabled;
import social.nova.protocols.user.UserSecondFactor.Offered;
import social.nova.protocols.user.UserSecondFactor.Proof;
import social.nova.protocols.user.UserSecondFactor.SetUp;

/// What the golden files of a user's second factor say.
public final class SecondFactorExamples {
    private static final Instant AT = Instant.parse("2026-11-22T21:15:45.123456789Z");
    private static final Offered OFFERED = new Offered(
            new SetUp(
                    "set-up-1",
                    new Sealed("c2VjcmV0", "04".repeat(24)),
                    List.of("digest-1", "digest-2"),
                    AT.plus(Duration.ofMinutes(10))),
            AT);
    private static final Enabled ENABLED = new Enabled("set-up-1", 58_000_000, AT.plusSeconds(100));
    private static final ChallengeBegun CHALLENGED =
            new ChallengeBegun("digest-of-challenge", AT.plusSeconds(500), AT.plusSeconds(200));
    private static final CodeRefused REFUSED = new CodeRefused("digest-of-challenge", AT.plusSeconds(210));

    /// By the name of the file.
    public static final Map<String, Journaled> JOURNALED = Map.ofEntries(
            Map.entry("user.second-factor-offered-1", OFFERED),
            Map.entry("user.second-factor-enabled-1", ENABLED),
            Map.entry("user.second-factor-disabled-1", new Disabled(AT)),
            Map.entry("user.backup-codes-renewed-1", new BackupCodesRenewed(null, List.of("digest-3"), AT)),
            Map.entry(
                    "user.backup-codes-renewed-2",
                    new BackupCodesRenewed(Proof.ofStep(58_000_001), List.of("digest-3"), AT)),
            Map.entry("user.challenge-begun-1", CHALLENGED),
            Map.entry(
                    "user.challenge-passed-1",
                    new ChallengePassed("digest-of-challenge", Proof.ofStep(58_000_001), AT)),
            Map.entry(
                    "user.challenge-passed-2",
                    new ChallengePassed("digest-of-challenge", Proof.ofBackupCode("digest-1"), AT)),
            Map.entry("user.challenges-ended-1", new ChallengesEnded(AT)),
            Map.entry("user.code-refused-1", REFUSED),
            Map.entry("user.code-refused-2", new CodeRefused(null, AT)),
            Map.entry(
                    "user.state-4",
                    UserExamples.STATE.on(OFFERED).on(ENABLED).on(CHALLENGED).on(REFUSED)));

    private SecondFactorExamples() {}
}
