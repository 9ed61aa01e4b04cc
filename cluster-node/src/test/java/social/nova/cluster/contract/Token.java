package social.nova.cluster.contract;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.Signature;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import java.util.function.UnaryOperator;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;
import social.nova.cluster.TestNode;
import social.nova.protocols.contract.Service;

/// A token made by hand: good as it begins, and whatever is made of it.
///
/// @param header the JOSE header
/// @param claims the payload
record Token(Map<String, Object> header, Map<String, Object> claims) {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();
    private static final String OUR_KEY = Person.json(
                    Wire.send(Service.USER, "GET", "/.well-known/jwks.json", Map.of(), ""))
            .at("/keys/0/kid")
            .asText();

    /// What the node would issue now.
    static Token of(Person person) {
        return of(person.id());
    }

    static Token of(String user) {
        var now = Instant.now().getEpochSecond();
        var header = new LinkedHashMap<String, Object>(Map.of("alg", "RS256", "typ", "at+jwt", "kid", OUR_KEY));
        var claims = new LinkedHashMap<String, Object>(Map.of(
                "iss",
                "nova-auth-service",
                "aud",
                "nova-app",
                "sub",
                user,
                "iat",
                now - 120,
                "exp",
                now + 600,
                "jti",
                UUID.randomUUID().toString(),
                "sid",
                UUID.randomUUID().toString()));
        return new Token(header, claims);
    }

    /// @param value null to leave it out
    Token header(String name, @Nullable Object value) {
        return new Token(with(header, name, value), claims);
    }

    /// @param value null to leave it out
    Token claim(String name, @Nullable Object value) {
        return new Token(header, with(claims, name, value));
    }

    /// Signed by the node's own key, after a change that no map can hold.
    String signedClaims(UnaryOperator<String> change) {
        try {
            var written = change.apply(JSON.writeValueAsString(claims)).getBytes(StandardCharsets.UTF_8);
            var content = BASE64.encodeToString(JSON.writeValueAsBytes(header)) + "." + BASE64.encodeToString(written);
            return content + "."
                    + BASE64.encodeToString(
                            signature(content, TestNode.get().tokenKeys().getPrivate(), "SHA256withRSA"));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    /// Signed by the node's own key.
    String signed() {
        return signed(TestNode.get().tokenKeys().getPrivate(), "SHA256withRSA");
    }

    String signed(PrivateKey key, String algorithm) {
        return withSignature(signature(content(), key, algorithm));
    }

    private static byte[] signature(String content, PrivateKey key, String algorithm) {
        try {
            var signature = Signature.getInstance(algorithm);
            signature.initSign(key);
            signature.update(content.getBytes(StandardCharsets.US_ASCII));
            return signature.sign();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    String authenticated(byte[] secret) {
        try {
            var mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret, "HmacSHA256"));
            return withSignature(mac.doFinal(content().getBytes(StandardCharsets.US_ASCII)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    String withSignature(byte[] signature) {
        return content() + "." + BASE64.encodeToString(signature);
    }

    private String content() {
        try {
            return BASE64.encodeToString(JSON.writeValueAsBytes(header)) + "."
                    + BASE64.encodeToString(JSON.writeValueAsBytes(claims));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Map<String, Object> with(Map<String, Object> fields, String name, @Nullable Object value) {
        var changed = new LinkedHashMap<>(fields);
        if (value == null) {
            changed.remove(name);
        } else {
            changed.put(name, value);
        }
        return changed;
    }
}
