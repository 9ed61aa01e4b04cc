package social.nova.http.account;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.RSAKey;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.interfaces.RSAPublicKey;
import java.util.Base64;
import social.nova.http.common.RsaPem;

/// One RSA key of access tokens. It is named by its RFC 7638 thumbprint, so that all nodes name it alike.
///
/// @param published what everybody may see of it
public record TokenKey(String id, RSAPrivateCrtKey privateKey, RSAPublicKey publicKey, RSAKey published) {
    private static final int BITS = 2048;

    /// @param pem an RSA private key of at least 2048 bits, PKCS#8 or PKCS#1
    /// @throws IllegalArgumentException if it is none; the message does not repeat it
    public static TokenKey parse(String pem) {
        return of(RsaPem.privateKey(pem));
    }

    /// @param pkcs8 the same without its armour, in base64
    static TokenKey read(String pkcs8) {
        return of(RsaPem.privateKey(Base64.getDecoder().decode(pkcs8)));
    }

    /// The private key in PKCS#8, in base64.
    public String written() {
        return Base64.getEncoder().encodeToString(privateKey.getEncoded());
    }

    /// A new key.
    public static TokenKey generate() {
        try {
            var generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(BITS);
            return of(RsaPem.privateKey(generator.generateKeyPair().getPrivate().getEncoded()));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has RSA", e);
        }
    }

    private static TokenKey of(RSAPrivateCrtKey privateKey) {
        try {
            var publicKey = RsaPem.publicKeyOf(privateKey);
            var published = new RSAKey.Builder(publicKey)
                    .keyUse(KeyUse.SIGNATURE)
                    .algorithm(JWSAlgorithm.RS256)
                    .keyIDFromThumbprint()
                    .build();
            return new TokenKey(published.getKeyID(), privateKey, publicKey, published);
        } catch (JOSEException e) {
            throw new IllegalStateException("An RSA key could not be written as JWK", e);
        }
    }

    @Override
    public String toString() {
        return "TokenKey[" + id + "]";
    }
}
