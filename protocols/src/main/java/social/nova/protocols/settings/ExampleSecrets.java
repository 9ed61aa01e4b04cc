package social.nova.protocols.settings;

import java.util.Locale;
import java.util.Set;

/// Secrets everybody knows, because documentation shows them. Production refuses them.
final class ExampleSecrets {
    private static final Set<String> KNOWN = Set.of(
            "akiaiosfodnn7example",
            "wjalrxutnfemi/k7mdeng/bpxrficyexamplekey",
            "your-app-specific-password",
            "your-email@gmail.com",
            "pass",
            "password",
            "secret",
            "changeme",
            "change-me",
            "postgres",
            "admin");

    private ExampleSecrets() {}

    static boolean contains(String secret) {
        return KNOWN.contains(secret.strip().toLowerCase(Locale.ROOT));
    }
}
