package social.nova.http.account;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.RSAKey;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.interfaces.RSAPublicKey;
import java.util.List;
import java.util.Map;
import social.nova.http.common.RsaPem;

/// The RSA keys of access tokens: one signs, every one in the map verifies. A key is named by its RFC 7638 thumbprint,
/// so that all nodes name it alike.
public final class TokenKeys {
    private final RSAPrivateCrtKey signingKey;
    private final String signingKeyId;
    private final Map<String, RSAPublicKey> verifyingKeys;
    private final String jwks;

    private TokenKeys(RSAPrivateCrtKey signingKey, RSAKey published) throws JOSEException {
        this.signingKey = signingKey;
        this.signingKeyId = published.getKeyID();
        this.verifyingKeys = Map.of(signingKeyId, published.toRSAPublicKey());
        this.jwks = new JWKSet(List.of(published)).toString();
    }

    /// @param pem an RSA private key of at least 2048 bits, PKCS#8 or PKCS#1
    /// @throws IllegalArgumentException if it is none; the message does not repeat it
    public static TokenKeys parse(String pem) {
        var signingKey = RsaPem.privateKey(pem);
        try {
            var published = new RSAKey.Builder(RsaPem.publicKeyOf(signingKey))
                    .keyUse(KeyUse.SIGNATURE)
                    .algorithm(JWSAlgorithm.RS256)
                    .keyIDFromThumbprint()
                    .build();
            return new TokenKeys(signingKey, published);
        } catch (JOSEException e) {
            throw new IllegalStateException("An RSA key could not be written as JWK", e);
        }
    }

    /// The public keys as a JSON Web Key Set.
    public String jwks() {
        return jwks;
    }

    RSAPrivateCrtKey signingKey() {
        return signingKey;
    }

    String signingKeyId() {
        return signingKeyId;
    }

    /// The keys that verify, by key id.
    Map<String, RSAPublicKey> verifyingKeys() {
        return verifyingKeys;
    }
}
