package social.nova.http.oauth;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import social.nova.http.common.OAuthSettings;
import social.nova.protocols.settings.Secret;

/// Services that are not there, and those that are at an address of this machine.
public final class TestProviders {
    public static final OAuthSettings SETTINGS = at(URI.create("http://127.0.0.1:1"));

    private TestProviders() {}

    /// All three at one address: keys at `/{name}/jwks`, issuers `{address}/{name}`, client id `nova`.
    static OAuthSettings at(URI address) {
        return new OAuthSettings(
                Duration.ofSeconds(1),
                issuer(address, "apple"),
                issuer(address, "google"),
                issuer(address, "facebook"),
                new OAuthSettings.Graph(address, Optional.of(new Secret("app-secret"))));
    }

    private static OAuthSettings.Issuer issuer(URI address, String name) {
        return new OAuthSettings.Issuer(
                List.of(address + "/" + name), URI.create(address + "/" + name + "/jwks"), List.of("nova"), false);
    }
}
