package social.nova.http.common;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import social.nova.protocols.settings.Secret;
import social.nova.protocols.settings.Section;

/// `nova.http.oauth`: the services users may sign in with, and how their tokens are checked.
///
/// @param timeout how long one of them may take to answer
/// @param graph where access tokens of Facebook are checked, which are no ID tokens
public record OAuthSettings(Duration timeout, Issuer apple, Issuer google, Issuer facebook, Graph graph) {
    private static final String CLIENT_IDS = "ids that the service has given us, by commas";
    private static final String ISSUERS = "issuers as the service's ID tokens name them, by commas";

    /// Who issues ID tokens.
    ///
    /// @param names any of which a token may name as its issuer
    /// @param jwks where its keys are
    /// @param clientIds what we are called there; without one nobody signs in with this service
    /// @param emailsVerified whether an address counts as verified where the service does not say
    public record Issuer(List<String> names, URI jwks, List<String> clientIds, boolean emailsVerified) {}

    /// @param appSecret without which access tokens are not taken, only ID tokens
    public record Graph(URI url, Optional<Secret> appSecret) {}

    static OAuthSettings from(Section oauth) {
        var facebook = oauth.section("facebook");
        return new OAuthSettings(
                oauth.duration("timeout", Duration.ofMillis(100), Duration.ofSeconds(30)),
                issuer(oauth.section("apple"), false),
                issuer(oauth.section("google"), false),
                issuer(facebook, facebook.flag("emails-verified")),
                new Graph(
                        facebook.url("graph-url", "https", "http"),
                        facebook.optionalSecret("app-secret", "the secret of our app there")));
    }

    private static Issuer issuer(Section section, boolean emailsVerified) {
        return new Issuer(
                section.list("issuers", ISSUERS, String::strip),
                section.production() ? section.url("jwks-url", "https") : section.url("jwks-url", "https", "http"),
                section.list("client-ids", CLIENT_IDS, String::strip),
                emailsVerified);
    }
}
