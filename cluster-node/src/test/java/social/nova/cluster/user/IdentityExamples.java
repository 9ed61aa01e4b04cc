package social.nova.cluster.user;

import java.time.Instant;
import java.util.Map;
import social.nova.protocols.common.Journaled;
import social.nova.protocols.common.Sealed;
import social.nova.protocols.user.IdentityProvider;
import social.nova.protocols.user.UserAccount.Registered;
import social.nova.protocols.user.UserIdentities.ProviderLinked;
import social.nova.protocols.user.UserIdentities.ProviderUnlinked;

/// What the golden files say of who signs in by another service.
public final class IdentityExamples {
    private static final Instant AT = Instant.parse("2026-11-22T21:15:45.123456789Z");
    private static final Registered WITHOUT_PASSWORD =
            new Registered(new Sealed("ZW1haWw=", "01".repeat(24)), new Sealed("bmFtZQ==", "02".repeat(24)), null, AT);
    private static final ProviderLinked LINKED = new ProviderLinked(IdentityProvider.GOOGLE, AT.plusSeconds(1));

    /// By the name of the file.
    public static final Map<String, Journaled> JOURNALED = Map.of(
            "user.registered-2",
            WITHOUT_PASSWORD,
            "user.provider-linked-1",
            LINKED,
            "user.provider-unlinked-1",
            new ProviderUnlinked(IdentityProvider.APPLE, AT),
            "user.state-5",
            UserState.EMPTY.on(WITHOUT_PASSWORD).on(LINKED));

    private IdentityExamples() {}
}
