package social.nova.http.account;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.PrivateKey;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TokenKeyTest {
    private static final int PKCS8_HEAD_OF_A_2048_BIT_KEY = 26;

    @Test
    void isNamedByItsThumbprint() throws Exception {
        var key = TokenKey.parse(TestKeys.pkcs8(TestKeys.OURS.getPrivate()));

        assertThat(key.id())
                .isEqualTo(key.published().computeThumbprint().toString())
                .isEqualTo(TokenKey.read(key.written()).id());
        assertThat(key.published().isPrivate()).isFalse();
        assertThat(key.published().toRSAPublicKey()).isEqualTo(TestKeys.OURS.getPublic());
        assertThat(key).hasToString("TokenKey[" + key.id() + "]");
    }

    @Test
    void isAnotherEveryTimeOneIsMade() {
        assertThat(TokenKey.generate().id()).isNotEqualTo(TokenKey.generate().id());
    }

    @Test
    void readsPkcs1AsWell() {
        var pkcs1 = TestKeys.pem("RSA PRIVATE KEY", pkcs1(TestKeys.OURS.getPrivate()));

        assertThat(TokenKey.parse(pkcs1).privateKey()).isEqualTo(TestKeys.OURS.getPrivate());
    }

    @Test
    void refusesAShortKey() {
        var pem = TestKeys.pkcs8(TestKeys.generate(1024).getPrivate());

        assertThatThrownBy(() -> TokenKey.parse(pem)).isInstanceOf(IllegalArgumentException.class);
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
        assertThatThrownBy(() -> TokenKey.parse(pem))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageNotContaining("secret")
                .hasMessageNotContaining("c2VjcmV0");
    }

    private static byte[] pkcs1(PrivateKey key) {
        var pkcs8 = key.getEncoded();
        return Arrays.copyOfRange(pkcs8, PKCS8_HEAD_OF_A_2048_BIT_KEY, pkcs8.length);
    }
}
