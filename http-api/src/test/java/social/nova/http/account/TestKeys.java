package social.nova.http.account;

import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.security.PrivateKey;
import java.time.Duration;
import java.util.Base64;

/// RSA keys for tests, made once.
public final class TestKeys {
    public static final KeyPair OURS = generate(2048);
    static final KeyPair ANOTHER = generate(2048);

    private TestKeys() {}

    static KeyPair generate(int bits) {
        try {
            var generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(bits);
            return generator.generateKeyPair();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /// Our key alone.
    public static TokenKeys tokenKeys() {
        return new TokenKeys(TokenKey.parse(pkcs8(OURS.getPrivate())), Duration.ofMinutes(15), System::nanoTime);
    }

    public static String pkcs8(PrivateKey key) {
        return pem("PRIVATE KEY", key.getEncoded());
    }

    static String pem(String label, byte[] der) {
        return "-----BEGIN %s-----\n%s\n-----END %s-----\n"
                .formatted(label, Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der), label);
    }
}
