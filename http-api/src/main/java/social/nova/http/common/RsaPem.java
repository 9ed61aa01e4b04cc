package social.nova.http.common;

import java.io.ByteArrayOutputStream;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyFactory;
import java.security.NoSuchAlgorithmException;
import java.security.interfaces.RSAKey;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.RSAPublicKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.HexFormat;
import java.util.regex.Pattern;

/// RSA keys as OpenSSL writes them: `PRIVATE KEY` (PKCS#8), `RSA PRIVATE KEY` (PKCS#1), `PUBLIC KEY` and `RSA PUBLIC
/// KEY`. Exceptions say what is wrong and never repeat a key.
public final class RsaPem {
    private static final int MIN_BITS = 2048;
    private static final Pattern PRIVATE = pem("PRIVATE KEY");
    private static final Pattern PUBLIC = pem("PUBLIC KEY");

    // The algorithm rsaEncryption without parameters; before it, in PKCS#8, stands the version 0.
    private static final byte[] RSA_ENCRYPTION = HexFormat.of().parseHex("300d06092a864886f70d0101010500");
    private static final byte[] VERSION_0 = HexFormat.of().parseHex("020100");
    private static final int DER_SEQUENCE = 0x30;
    private static final int DER_OCTET_STRING = 0x04;
    private static final int DER_BIT_STRING = 0x03;

    private RsaPem() {}

    /// @throws IllegalArgumentException if this is no such key or one below 2048 bits
    public static RSAPrivateCrtKey privateKey(String pem) {
        var match = PRIVATE.matcher(pem.strip());
        if (!match.matches()) {
            throw new IllegalArgumentException("not a private key in PEM");
        }
        var der = Base64.getMimeDecoder().decode(match.group(2));
        return privateKey(match.group(1) == null ? der : wrap(VERSION_0, DER_OCTET_STRING, der));
    }

    /// The same in PKCS#8 without armour.
    public static RSAPrivateCrtKey privateKey(byte[] pkcs8) {
        try {
            var key = KeyFactory.getInstance("RSA").generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
            if (key instanceof RSAPrivateCrtKey rsa) {
                return longEnough(rsa);
            }
            throw new IllegalArgumentException("an RSA key without its primes");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has RSA", e);
        } catch (GeneralSecurityException e) {
            throw new IllegalArgumentException("not an RSA key, or a damaged one", e);
        }
    }

    /// @throws IllegalArgumentException if this is no such key or one below 2048 bits
    public static RSAPublicKey publicKey(String pem) {
        var match = PUBLIC.matcher(pem.strip());
        if (!match.matches()) {
            throw new IllegalArgumentException("not a public key in PEM");
        }
        try {
            var der = Base64.getMimeDecoder().decode(match.group(2));
            var spki = match.group(1) == null ? der : wrap(new byte[0], DER_BIT_STRING, withUnusedBits(der));
            var key = KeyFactory.getInstance("RSA").generatePublic(new X509EncodedKeySpec(spki));
            return longEnough((RSAPublicKey) key);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has RSA", e);
        } catch (GeneralSecurityException e) {
            throw new IllegalArgumentException("not an RSA key, or a damaged one", e);
        }
    }

    public static RSAPublicKey publicKeyOf(RSAPrivateCrtKey key) {
        try {
            var spec = new RSAPublicKeySpec(key.getModulus(), key.getPublicExponent());
            return (RSAPublicKey) KeyFactory.getInstance("RSA").generatePublic(spec);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("A private key has a public one", e);
        }
    }

    private static Pattern pem(String label) {
        return Pattern.compile(
                "-----BEGIN (RSA )?%s-----([A-Za-z0-9+/=\\s]+)-----END (?:RSA )?%s-----".formatted(label, label));
    }

    private static <K extends Key & RSAKey> K longEnough(K key) {
        if (key.getModulus().bitLength() < MIN_BITS) {
            throw new IllegalArgumentException(
                    "a key of only %d bits".formatted(key.getModulus().bitLength()));
        }
        return key;
    }

    private static byte[] withUnusedBits(byte[] der) {
        var content = new ByteArrayOutputStream();
        content.write(0);
        content.writeBytes(der);
        return content.toByteArray();
    }

    /// What PKCS#1 holds, in the form of PKCS#8 or SPKI.
    private static byte[] wrap(byte[] version, int tag, byte[] pkcs1) {
        var content = new ByteArrayOutputStream();
        content.writeBytes(version);
        content.writeBytes(RSA_ENCRYPTION);
        content.writeBytes(der(tag, pkcs1));
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
}
