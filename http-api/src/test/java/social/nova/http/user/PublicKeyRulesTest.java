package social.nova.http.user;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import social.nova.http.common.BadRequest;

class PublicKeyRulesTest {

    @ParameterizedTest
    @CsvSource({"X25519, 255", "Ed25519, 255", "RSA, 2048", "RSA, 4096"})
    void takesKeysInPem(String algorithm, int bits) throws Exception {
        var pem = pem(spki(algorithm, bits));

        assertTaken(pem);
        assertTaken(pem.strip());
        assertTaken(pem.replace("\n", "\r\n"));
    }

    @Test
    void takesBase64Of32Bytes() {
        assertTaken(Base64.getEncoder().encodeToString(new byte[32]));
        assertRefused(Base64.getEncoder().encodeToString(new byte[31]));
        assertRefused(Base64.getEncoder().encodeToString(new byte[33]));
    }

    @ParameterizedTest
    @CsvSource({"RSA, 1024", "EC, 256", "X448, 448", "DSA, 2048"})
    void refusesOtherKeys(String algorithm, int bits) throws Exception {
        assertRefused(pem(spki(algorithm, bits)));
    }

    @Test
    void refusesAKeyWithSomethingBehindIt() throws Exception {
        var spki = spki("X25519", 255);

        assertRefused(pem(Arrays.copyOf(spki, spki.length + 1)));
        assertRefused(pem(Arrays.copyOf(spki, spki.length - 1)));
        assertRefused(pem(spki) + pem(spki));
        assertRefused(pem(spki) + "x");
        assertRefused("x" + pem(spki));
    }

    @Test
    void refusesAPrivateKey() throws Exception {
        var pair = KeyPairGenerator.getInstance("X25519").generateKeyPair();

        assertRefused(pem(pair.getPrivate().getEncoded()));
        assertRefused(pem(pair.getPrivate().getEncoded()).replace("PUBLIC", "PRIVATE"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "x",
                "\u0000",
                "-----BEGIN PUBLIC KEY-----",
                "-----BEGIN PUBLIC KEY-----\n-----END PUBLIC KEY-----",
                "-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----",
                "-----BEGIN PUBLIC KEY-----\n====\n-----END PUBLIC KEY-----"
            })
    void refusesWhatIsNoKey(String text) {
        assertRefused(text);
    }

    @Test
    void refusesALongTextSoon() {
        assertRefused("-----BEGIN PUBLIC KEY-----\n" + "A\n".repeat(2_000));
        assertRefused("A".repeat(100_000));
    }

    private static void assertTaken(String text) {
        assertThatCode(() -> PublicKeyRules.check(text)).doesNotThrowAnyException();
    }

    private static void assertRefused(String text) {
        assertThatThrownBy(() -> PublicKeyRules.check(text)).isInstanceOf(BadRequest.class);
    }

    private static byte[] spki(String algorithm, int bits) throws NoSuchAlgorithmException {
        var generator = KeyPairGenerator.getInstance(algorithm);
        generator.initialize(bits);
        return generator.generateKeyPair().getPublic().getEncoded();
    }

    private static String pem(byte[] der) {
        return "-----BEGIN PUBLIC KEY-----\n%s\n-----END PUBLIC KEY-----\n"
                .formatted(Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der));
    }
}
