package social.nova.http.oauth;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import social.nova.persistence.account.IdentityRepository.Identity;
import social.nova.protocols.common.ErrorCode;
import social.nova.protocols.user.IdentityProvider;

class FacebookTokensTest {
    private static final Instant NOW = Instant.ofEpochSecond(1_761_388_245);
    private static final String GOOD = """
            {"data": {"app_id": "nova", "type": "USER", "is_valid": true, "user_id": "42", "expires_at": 1761391845}}""";

    @AutoClose
    private final LocalServer facebook = new LocalServer()
            .answer("/debug_token", 200, GOOD)
            .answer("/me", 200, "{\"id\": \"42\", \"email\": \"alice@example.com\"}");

    @Test
    void asksFacebookWhoseATokenIs() throws Exception {
        var user = verified(facebook.address());

        assertThat(user.identity()).isEqualTo(new Identity(IdentityProvider.FACEBOOK, "42"));
        assertThat(user.email()).contains("alice@example.com");
        assertThat(user.provedEmail()).as("Facebook does not vouch for it").isEmpty();
        assertThat(facebook.asked())
                .extracting(URI::toString)
                .containsExactly(
                        "/debug_token?input_token=to%2Bken&access_token=nova%7Capp-secret",
                        "/me?fields=id,email&access_token=to%2Bken");
    }

    @Test
    void takesATokenThatNeverEndsAndAUserWithoutAddress() throws Exception {
        facebook.answer("/debug_token", 200, GOOD.replace("1761391845", "0")).answer("/me", 200, "{\"id\": \"42\"}");

        assertThat(verified(facebook.address()).email()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"data\": null}",
                "{\"data\": {\"is_valid\": true, \"user_id\": \"42\", \"expires_at\": 1761391845}}",
                "{\"data\": {\"app_id\": \"another\", \"is_valid\": true, \"user_id\": \"42\", \"expires_at\": 0}}",
                "{\"data\": {\"app_id\": \"nova\", \"is_valid\": false, \"user_id\": \"42\", \"expires_at\": 0}}",
                "{\"data\": {\"app_id\": \"nova\", \"is_valid\": true, \"user_id\": \"42\", \"expires_at\": 1761388245}}",
                "{\"data\": {\"app_id\": \"nova\", \"is_valid\": true, \"expires_at\": 0}}",
                "{\"data\": {\"app_id\": \"nova\", \"is_valid\": true, \"user_id\": \"42\", \"expires_at\": 0,"
                        + " \"type\": \"PAGE\"}}"
            })
    void refusesWhatIsNotForOurAppOrIsOver(String data) {
        facebook.answer("/debug_token", 200, data);

        assertThat(refusal(facebook.address())).contains(ErrorCode.INVALID_TOKEN);
    }

    @Test
    void refusesATokenThatFacebookRefuses() {
        facebook.answer("/debug_token", 400, "{\"error\": {}}");
        assertThat(refusal(facebook.address())).contains(ErrorCode.INVALID_TOKEN);

        facebook.answer("/debug_token", 200, GOOD).answer("/me", 200, "{\"id\": \"43\"}");
        assertThat(refusal(facebook.address())).contains(ErrorCode.INVALID_TOKEN);
    }

    @Test
    void isAwayWhereFacebookIs() {
        assertThat(refusal(URI.create("http://127.0.0.1:1"))).contains(ErrorCode.SERVICE_UNAVAILABLE);

        for (var status : new int[] {429, 500, 503}) {
            facebook.answer("/debug_token", status, "");
            assertThat(refusal(facebook.address())).contains(ErrorCode.SERVICE_UNAVAILABLE);
        }
        facebook.answer("/debug_token", 200, "<html>");
        assertThat(refusal(facebook.address())).contains(ErrorCode.SERVICE_UNAVAILABLE);
        facebook.answer("/debug_token", 200, "\"" + "x".repeat(100_000) + "\"");
        assertThat(refusal(facebook.address())).contains(ErrorCode.SERVICE_UNAVAILABLE);
    }

    private static ProviderUser verified(URI graph) throws Exception {
        return tokens(graph).verify("to+ken").toCompletableFuture().get(30, TimeUnit.SECONDS);
    }

    private static Optional<ErrorCode> refusal(URI graph) {
        var verified = tokens(graph).verify("to+ken").toCompletableFuture();
        return ErrorCode.of(verified.handle((_, failure) -> failure)
                .orTimeout(10, TimeUnit.SECONDS)
                .join());
    }

    private static FacebookTokens tokens(URI graph) {
        return new FacebookTokens(TestProviders.at(graph), InstantSource.fixed(NOW));
    }
}
