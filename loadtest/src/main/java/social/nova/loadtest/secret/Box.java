package social.nova.loadtest.secret;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Optional;
import org.bouncycastle.crypto.engines.ChaChaEngine;
import org.bouncycastle.crypto.macs.Poly1305;
import org.bouncycastle.crypto.params.KeyParameter;
import org.bouncycastle.crypto.params.ParametersWithIV;
import org.bouncycastle.crypto.params.X25519PrivateKeyParameters;
import org.bouncycastle.math.ec.rfc7748.X25519;

/// Boxes of libsodium: `crypto_box_curve25519xchacha20poly1305_easy` and its `open`, byte for byte.
///
/// Whoever has the secret key of one side and the public one of the other can seal and open, the sender too.
public final class Box {
    public static final int NONCE_BYTES = 24;
    static final int KEY_BYTES = 32;
    private static final int TAG_BYTES = 16;
    private static final int ROUNDS = 20;

    /// "expand 32-byte k", in front of every block of ChaCha20.
    private static final int[] SIGMA = {0x61707865, 0x3320646e, 0x79622d32, 0x6b206574};

    private Box() {}

    // Arrays, as all cryptography has it; never compared.
    @SuppressWarnings("ArrayRecordComponent")
    public record KeyPair(byte[] publicKey, byte[] secretKey) {
        public static KeyPair generate(SecureRandom random) {
            return of(new X25519PrivateKeyParameters(random).getEncoded());
        }

        static KeyPair of(byte[] secretKey) {
            return new KeyPair(
                    new X25519PrivateKeyParameters(secretKey, 0)
                            .generatePublicKey()
                            .getEncoded(),
                    secretKey);
        }

        @Override
        public String toString() {
            return "KeyPair[***]";
        }
    }

    /// @param nonce 24 bytes that these two never use again
    /// @return the tag, and then as many bytes as were sealed
    /// @throws IllegalArgumentException if the other's key is none
    public static byte[] seal(byte[] message, byte[] nonce, byte[] theirPublicKey, byte[] mySecretKey) {
        var shared = agreed(theirPublicKey, mySecretKey)
                .orElseThrow(() -> new IllegalArgumentException("The other key is none"));
        var stream = stream(nonce, shared);
        var tagKey = next(stream, new byte[KEY_BYTES]);
        var sealed = next(stream, message);
        return ByteBuffer.allocate(TAG_BYTES + message.length)
                .put(tag(tagKey, sealed))
                .put(sealed)
                .array();
    }

    /// What was sealed; nothing if it was not sealed so by one of the two, or was changed since.
    public static Optional<byte[]> open(byte[] box, byte[] nonce, byte[] theirPublicKey, byte[] mySecretKey) {
        return box.length < TAG_BYTES
                ? Optional.empty()
                : agreed(theirPublicKey, mySecretKey).flatMap(shared -> opened(box, stream(nonce, shared)));
    }

    private static Optional<byte[]> opened(byte[] box, ChaChaEngine stream) {
        var tagKey = next(stream, new byte[KEY_BYTES]);
        var sealed = Arrays.copyOfRange(box, TAG_BYTES, box.length);
        var isGenuine = MessageDigest.isEqual(tag(tagKey, sealed), Arrays.copyOf(box, TAG_BYTES));
        return isGenuine ? Optional.of(next(stream, sealed)) : Optional.empty();
    }

    // Nothing for the few points with which every secret key agrees on zero. Nobody has one by accident.
    private static Optional<byte[]> agreed(byte[] theirPublicKey, byte[] mySecretKey) {
        var shared = new byte[KEY_BYTES];
        return X25519.calculateAgreement(mySecretKey, 0, theirPublicKey, 0, shared, 0)
                ? Optional.of(shared)
                : Optional.empty();
    }

    private static ChaChaEngine stream(byte[] nonce, byte[] shared) {
        if (nonce.length != NONCE_BYTES) {
            throw new IllegalArgumentException("A nonce has " + NONCE_BYTES + " bytes");
        }
        var key = hChaCha20(hChaCha20(shared, new byte[16]), Arrays.copyOf(nonce, 16));
        var stream = new ChaChaEngine(ROUNDS);
        stream.init(true, new ParametersWithIV(new KeyParameter(key), nonce, 16, 8));
        return stream;
    }

    /// ChaCha20 without the sum at its end.
    private static byte[] hChaCha20(byte[] key, byte[] nonce) {
        var input = new int[16];
        System.arraycopy(SIGMA, 0, input, 0, 4);
        ByteBuffer.wrap(key).order(ByteOrder.LITTLE_ENDIAN).asIntBuffer().get(input, 4, 8);
        ByteBuffer.wrap(nonce).order(ByteOrder.LITTLE_ENDIAN).asIntBuffer().get(input, 12, 4);
        var block = new int[16];
        ChaChaEngine.chachaCore(ROUNDS, input, block);
        var out = ByteBuffer.allocate(KEY_BYTES).order(ByteOrder.LITTLE_ENDIAN);
        for (var n = 0; n < 16; n++) {
            if (n < 4 || n >= 12) {
                out.putInt(block[n] - input[n]);
            }
        }
        return out.array();
    }

    private static byte[] next(ChaChaEngine stream, byte[] bytes) {
        var out = new byte[bytes.length];
        stream.processBytes(bytes, 0, bytes.length, out, 0);
        return out;
    }

    private static byte[] tag(byte[] key, byte[] sealed) {
        var mac = new Poly1305();
        mac.init(new KeyParameter(key));
        mac.update(sealed, 0, sealed.length);
        var tag = new byte[TAG_BYTES];
        mac.doFinal(tag, 0);
        return tag;
    }
}
