package social.nova.protocols.user;

import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/// A service that says who somebody is. The names of the constants are kept in the journal: they may not change.
public enum IdentityProvider {
    APPLE,
    GOOGLE,
    FACEBOOK;

    /// As clients and tables name it.
    public String id() {
        return name().toLowerCase(Locale.ROOT);
    }

    /// Nothing if there is none of this name.
    public static Optional<IdentityProvider> of(String id) {
        return Stream.of(values()).filter(provider -> provider.id().equals(id)).findFirst();
    }
}
