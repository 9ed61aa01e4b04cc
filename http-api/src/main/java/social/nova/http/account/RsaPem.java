package social.nova.http.account;

import java.io.ByteArrayOutputStream;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.NoSuchAlgorithmException;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.RSAPublicKeySpec;
import java.util.Base64;
import java.util.HexFormat;
import java.util.regex.Pattern;

/// RSA private keys as OpenSSL writes them: `PRIVATE KEY` (PKCS#8) and `RSA PRIVATE KEY` (PKCS#1).
final class RsaPem {
    private static final int MIN_BITS = 2048;
    private static final Pattern PEM =
            Pattern.compile("-----BEGIN (RSA )?PRIVATE KEY-----([A-Za-z0-9+/=\\s]+)-----END (?:RSA )?PRIVATE KEY-----");

    // What PKCS#8 puts before a PKCS#1 key: version 0 and the algorithm rsaEncryption.
    private static final byte[] PKCS8_HEAD = HexFormat.of().parseHex("020100300d06092a864886f70d0101010500");
    private static final int DER_SEQUENCE = 0x30;
    private static final int DER_OCTET_STRING = 0x04;

    private RsaPem() {}

    /// @throws IllegalArgumentException if this is no such key or a short one; the message does not repeat it
    static RSAPrivateCrtKey privateKey(String pem) {
        var match = PEM.matcher(pem.strip());
        if (!match.matches()) {
            throw unusable();
        }
        try {
            var der = Base64.getMimeDecoder().decode(match.group(2));
            var pkcs8 = match.group(1) == null ? der : wrapPkcs1(der);
            var key = KeyFactory.getInstance("RSA").generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
            if (key instanceof RSAPrivateCrtKey rsa && rsa.getModulus().bitLength() >= MIN_BITS) {
                return rsa;
            }
            throw unusable();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has RSA", e);
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            throw unusable();
        }
    }

    static RSAPublicKey publicKeyOf(RSAPrivateCrtKey key) {
        try {
            var spec = new RSAPublicKeySpec(key.getModulus(), key.getPublicExponent());
            return (RSAPublicKey) KeyFactory.getInstance("RSA").generatePublic(spec);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("A private key has a public one", e);
        }
    }

    private static byte[] wrapPkcs1(byte[] pkcs1) {
        var content = new ByteArrayOutputStream();
        content.writeBytes(PKCS8_HEAD);
        content.writeBytes(der(DER_OCTET_STRING, pkcs1));
        return der(DER_SEQUENCE, content.toByteArray());
    }

    private static byte[] der(int tag, byte[] content) {
        var out = new ByteArrayOutputStream();
        out.write(tag);
        if (content.length < 0x80) {
            out.write(content.length);
        } else {
            var octets = (Integer.SIZE - Integer.numberOfLeadingZeros(content.length) + 7) / 8;
            out.write(0x80 | octets);
            for (var shift = (octets - 1) * 8; shift >= 0; shift -= 8) {
                out.write(content.length >>> shift);
            }
        }
        out.writeBytes(content);
        return out.toByteArray();
    }

    private static IllegalArgumentException unusable() {
        return new IllegalArgumentException(
                "nova.http.tokens.private-key-pem (JWT_PRIVATE_KEY_PEM) is no RSA private key in PEM of at least %d bits"
                        .formatted(MIN_BITS));
    }
}
