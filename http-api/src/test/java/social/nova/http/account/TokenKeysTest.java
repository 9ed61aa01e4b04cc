package social.nova.http.account;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import java.security.PrivateKey;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TokenKeysTest {
    private static final int PKCS8_HEAD_OF_A_2048_BIT_KEY = 26;

    @Test
    void publishesThePublicKeyAloneUnderItsThumbprint() throws Exception {
        var keys = TokenKeys.parse(TestKeys.pkcs8(TestKeys.OURS.getPrivate()));

        var published = JWKSet.parse(keys.jwks()).getKeys();
        assertThat(published).hasSize(1);
        var key = (RSAKey) published.getFirst();
        assertThat(key.isPrivate()).isFalse();
        assertThat(key.toRSAPublicKey()).isEqualTo(TestKeys.OURS.getPublic());
        assertThat(key.getKeyID())
                .isEqualTo(keys.signingKeyId())
                .isEqualTo(key.computeThumbprint().toString());
        assertThat(keys.jwks()).contains("\"use\":\"sig\"").contains("\"alg\":\"RS256\"");
    }

    @Test
    void readsPkcs1AsWell() {
        var pkcs1 = TestKeys.pem("RSA PRIVATE KEY", pkcs1(TestKeys.OURS.getPrivate()));

        assertThat(TokenKeys.parse(pkcs1).signingKey()).isEqualTo(TestKeys.OURS.getPrivate());
    }

    @Test
    void refusesAShortKey() {
        var pem = TestKeys.pkcs8(TestKeys.generate(1024).getPrivate());

        assertThatThrownBy(() -> TokenKeys.parse(pem)).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "secret",
                "-----BEGIN PRIVATE KEY-----\nc2VjcmV0\n-----END PRIVATE KEY-----",
                "-----BEGIN RSA PRIVATE KEY-----\nc2VjcmV0\n-----END RSA PRIVATE KEY-----",
                "-----BEGIN PRIVATE KEY-----\n=\n-----END PRIVATE KEY-----"
            })
    void refusesWhatIsNoKeyWithoutRepeatingIt(String pem) {
        assertThatThrownBy(() -> TokenKeys.parse(pem))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageNotContaining("secret")
                .hasMessageNotContaining("c2VjcmV0");
    }

    private static byte[] pkcs1(PrivateKey key) {
        var pkcs8 = key.getEncoded();
        return Arrays.copyOfRange(pkcs8, PKCS8_HEAD_OF_A_2048_BIT_KEY, pkcs8.length);
    }
}
