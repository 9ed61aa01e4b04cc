package social.nova.cluster.user;

import static java.util.Map.entry;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import social.nova.protocols.common.Journaled;
import social.nova.protocols.common.Sealed;
import social.nova.protocols.user.UserAccount.EmailChanged;
import social.nova.protocols.user.UserAccount.EmailVerified;
import social.nova.protocols.user.UserAccount.Erased;
import social.nova.protocols.user.UserAccount.PasswordChanged;
import social.nova.protocols.user.UserAccount.PasswordHashRenewed;
import social.nova.protocols.user.UserAccount.Registered;
import social.nova.protocols.user.UserAccount.ReservationVoided;
import social.nova.protocols.user.UserAccount.TakenOver;
import social.nova.protocols.user.UserKeys.PublicKey;
import social.nova.protocols.user.UserKeys.PublicKeyChanged;
import social.nova.protocols.user.UserProfile.Details;
import social.nova.protocols.user.UserProfile.ProfileChanged;
import social.nova.protocols.user.UserSessions.SessionOpened;
import social.nova.protocols.user.UserSessions.SessionRefreshed;
import social.nova.protocols.user.UserSessions.SessionsEnded;

/// What a user's golden files say.
public final class UserExamples {
    private static final Instant AT = Instant.parse("2026-11-22T21:15:45.123456789Z");
    private static final Registered REGISTERED = new Registered(
            new Sealed("ZW1haWw=", "01".repeat(24)),
            new Sealed("bmFtZQ==", "02".repeat(24)),
            new Sealed("aGFzaA==", "03".repeat(24)),
            AT);
    private static final EmailVerified VERIFIED = new EmailVerified(AT.plusSeconds(60));
    private static final PasswordHashRenewed RENEWED =
            new PasswordHashRenewed(new Sealed("ZGVhcmVy", "09".repeat(24)), AT.plusSeconds(85));
    private static final SessionOpened SESSION =
            new SessionOpened("session-1", "digest-of-token", AT.plus(Duration.ofDays(30)), null, AT.plusSeconds(90));
    private static final SessionOpened SESSION_OF_A_DEVICE = new SessionOpened(
            "session-2",
            "digest-of-token",
            AT.plus(Duration.ofDays(30)),
            new Sealed("ZGV2aWNl", "04".repeat(24)),
            AT.plusSeconds(100));
    private static final SessionRefreshed REFRESHED =
            new SessionRefreshed("session-2", "digest-of-next", AT.plus(Duration.ofDays(31)), AT.plusSeconds(900));
    private static final SessionsEnded ENDED =
            new SessionsEnded(List.of("session-1"), AT.plusSeconds(1800), AT.plusSeconds(1000));

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
            entry("user.email-changed-1", new EmailChanged(new Sealed("bmV3", "07".repeat(24)), AT.plusSeconds(70))),
            entry(
                    "user.password-changed-1",
                    new PasswordChanged(new Sealed("bmV3aGFzaA==", "08".repeat(24)), AT.plusSeconds(80))),
            entry("user.password-hash-renewed-1", RENEWED),
            entry("user.session-opened-1", SESSION),
            entry("user.session-opened-2", SESSION_OF_A_DEVICE),
            entry("user.session-refreshed-1", REFRESHED),
            entry("user.sessions-ended-1", ENDED),
            entry(
                    "user.state-5",
                    UserState.EMPTY
                            .on(REGISTERED)
                            .on(VERIFIED)
                            .on(SESSION)
                            .on(SESSION_OF_A_DEVICE)
                            .on(REFRESHED)),
            entry("user.state-6", UserState.EMPTY.on(REGISTERED).on(VERIFIED).on(RENEWED)),
            entry("user.profile-changed-1", PROFILE),
            entry(
                    "user.state-2",
                    UserState.EMPTY.on(REGISTERED).on(VERIFIED).on(SESSION).on(PROFILE)),
            entry("user.public-key-changed-1", PUBLIC_KEY),
            entry(
                    "user.state-3",
                    UserState.EMPTY.on(REGISTERED).on(VERIFIED).on(PROFILE).on(PUBLIC_KEY)),
            entry("user.taken-over-1", new TakenOver(AT.plusSeconds(60))),
            entry("user.erased-1", new Erased(AT)),
            entry("user.state-1", UserState.EMPTY.on(REGISTERED).on(VERIFIED).on(SESSION)));

    /// Of somebody with all of that.
    static final UserState STATE =
            UserState.EMPTY.on(REGISTERED).on(VERIFIED).on(SESSION).on(PROFILE);

    private UserExamples() {}
}
