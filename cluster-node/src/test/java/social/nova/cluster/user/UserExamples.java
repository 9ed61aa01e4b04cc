package social.nova.cluster.user;

import static java.util.Map.entry;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import social.nova.protocols.common.Journaled;
import social.nova.protocols.common.Sealed;
import social.nova.protocols.user.UserAccount.EmailVerified;
import social.nova.protocols.user.UserAccount.Erased;
import social.nova.protocols.user.UserAccount.Registered;
import social.nova.protocols.user.UserAccount.ReservationVoided;
import social.nova.protocols.user.UserKeys.PublicKey;
import social.nova.protocols.user.UserKeys.PublicKeyChanged;
import social.nova.protocols.user.UserProfile.Details;
import social.nova.protocols.user.UserProfile.ProfileChanged;
import social.nova.protocols.user.UserSessions.SessionOpened;

/// What a user's golden files say.
public final class UserExamples {
    private static final Instant AT = Instant.parse("2026-11-22T21:15:45.123456789Z");
    private static final Registered REGISTERED = new Registered(
            new Sealed("ZW1haWw=", "01".repeat(24)),
            new Sealed("bmFtZQ==", "02".repeat(24)),
            new Sealed("aGFzaA==", "03".repeat(24)),
            AT);
    private static final EmailVerified VERIFIED = new EmailVerified(AT.plusSeconds(60));
    private static final SessionOpened SESSION =
            new SessionOpened("session-1", "digest-of-token", AT.plus(Duration.ofDays(30)), AT.plusSeconds(90));

    private static final ProfileChanged PROFILE = new ProfileChanged(
            new Details(
                    new Sealed("ZGlzcGxheQ==", "04".repeat(24)),
                    new Sealed("YmlvIQ==", "05".repeat(24)),
                    null,
                    new Sealed("Y292ZXI=", "06".repeat(24)),
                    null,
                    true),
            AT.plusSeconds(120));

    private static final PublicKeyChanged PUBLIC_KEY = new PublicKeyChanged(
            new PublicKey(1, new Sealed("a2V5IQ==", "07".repeat(24)), "digest-of-key", AT.plusSeconds(150)));

    /// By the name of the file.
    public static final Map<String, Journaled> JOURNALED = Map.ofEntries(
            entry("user.registered-1", REGISTERED),
            entry("user.reservation-voided-1", new ReservationVoided(AT)),
            entry("user.email-verified-1", VERIFIED),
            entry("user.session-opened-1", SESSION),
            entry("user.profile-changed-1", PROFILE),
            entry(
                    "user.state-2",
                    UserState.EMPTY.on(REGISTERED).on(VERIFIED).on(SESSION).on(PROFILE)),
            entry("user.public-key-changed-1", PUBLIC_KEY),
            entry(
                    "user.state-3",
                    UserState.EMPTY.on(REGISTERED).on(VERIFIED).on(PROFILE).on(PUBLIC_KEY)),
            entry("user.erased-1", new Erased(AT)),
            entry("user.state-1", UserState.EMPTY.on(REGISTERED).on(VERIFIED).on(SESSION)));

    /// Of somebody with all of that.
    static final UserState STATE =
            UserState.EMPTY.on(REGISTERED).on(VERIFIED).on(SESSION).on(PROFILE);

    private UserExamples() {}
}
