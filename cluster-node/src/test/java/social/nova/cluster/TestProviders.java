package social.nova.cluster;

import com.nimbusds.jwt.SignedJWT;
import java.net.InetAddress;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import no.nav.security.mock.oauth2.MockOAuth2Server;
import no.nav.security.mock.oauth2.token.DefaultOAuth2TokenCallback;

/// Services to sign in with, on loopback: an OpenID provider that signs whatever it is asked to. Google and Apple are
/// issuers of it; Facebook's keys are where nobody listens.
public final class TestProviders {
    public static final String CLIENT_ID = "nova-test";
    private static final long AN_HOUR = 3_600;
    private static final TestProviders ALL = new TestProviders();

    private final MockOAuth2Server server = new MockOAuth2Server();

    private TestProviders() {
        server.start(InetAddress.getLoopbackAddress(), 0);
    }

    public static TestProviders get() {
        return ALL;
    }

    /// What a node needs to know.
    Map<String, String> settings() {
        var settings = new TreeMap<String, String>();
        for (var provider : List.of("google", "apple", "facebook")) {
            var variables = "NOVA_OAUTH_" + provider.toUpperCase(Locale.ROOT);
            settings.put(variables + "_ISSUERS", issuer(provider));
            settings.put(variables + "_JWKS_URL", server.jwksUrl(provider).toString());
            settings.put(variables + "_CLIENT_IDS", "another-client," + CLIENT_ID);
        }
        settings.put("NOVA_OAUTH_FACEBOOK_JWKS_URL", "http://127.0.0.1:1/jwks");
        return settings;
    }

    public String issuer(String provider) {
        return server.issuerUrl(provider).toString();
    }

    /// An ID token for us.
    public String token(String provider, String subject, Map<String, Object> claims) {
        return token(provider, subject, CLIENT_ID, claims, AN_HOUR);
    }

    public String token(
            String provider, String subject, String audience, Map<String, Object> claims, long secondsLeft) {
        SignedJWT issued = server.issueToken(
                provider,
                audience,
                new DefaultOAuth2TokenCallback(provider, subject, "JWT", List.of(audience), claims, secondsLeft));
        return issued.serialize();
    }
}
