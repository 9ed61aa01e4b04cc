package social.nova.loadtest.secret;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import social.nova.loadtest.secret.Box.KeyPair;

class BoxTest {
    private static final byte[] NONCE = ascending(200, 24);
    private static final KeyPair ALICE = KeyPair.of(ascending(1, 32));
    private static final KeyPair BOB = KeyPair.of(ascending(101, 32));

    /// What libsodium 1.0.18 says.
    private static final String BY_LIBSODIUM =
            "d98360d8c04fb1c42a8c4f9b03f86261d64860f8ffc5c04aba4ff74ecd972eb34178f6c0e9794cff7c1cceed6842ebc1"
                    + "aeac27a6f67ab30ea8b52808eb704c31e992dce14d85a86fa2bcfdab509d849610f01143496e544f6b55061654dfb36d";

    @Test
    void boxesAsLibsodiumDoes() {
        assertThat(HexFormat.of().formatHex(ALICE.publicKey()))
                .isEqualTo("07a37cbc142093c8b755dc1b10e86cb426374ad16aa853ed0bdfc0b2b86d1c7c");

        var box = Box.seal(message(), NONCE, BOB.publicKey(), ALICE.secretKey());

        assertThat(HexFormat.of().formatHex(box)).isEqualTo(BY_LIBSODIUM);
    }

    @Test
    void bothSidesOpenIt() {
        var box = HexFormat.of().parseHex(BY_LIBSODIUM);

        assertThat(Box.open(box, NONCE, ALICE.publicKey(), BOB.secretKey()).orElseThrow())
                .isEqualTo(message());
        assertThat(Box.open(box, NONCE, BOB.publicKey(), ALICE.secretKey()).orElseThrow())
                .isEqualTo(message());
    }

    @Test
    void nothingElseOpens() {
        var box = HexFormat.of().parseHex(BY_LIBSODIUM);
        var stranger = KeyPair.generate(new SecureRandom());
        assertThat(Box.open(box, NONCE, ALICE.publicKey(), stranger.secretKey()))
                .isEmpty();
        assertThat(Box.open(new byte[15], NONCE, ALICE.publicKey(), BOB.secretKey()))
                .isEmpty();
        for (var n = 0; n < box.length; n++) {
            var changed = box.clone();
            changed[n] ^= 1;
            assertThat(Box.open(changed, NONCE, ALICE.publicKey(), BOB.secretKey()))
                    .isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    void withAPointThatIsNoKeyNothingIsSealedAndNothingOpens(int point) {
        var none = new byte[32];
        none[0] = (byte) point;

        assertThat(Box.open(HexFormat.of().parseHex(BY_LIBSODIUM), NONCE, none, BOB.secretKey()))
                .isEmpty();
        assertThatThrownBy(() -> Box.seal(message(), NONCE, none, BOB.secretKey()))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void anyLengthComesOutAsItWentIn() {
        var random = new Random(5);
        for (var length = 0; length < 300; length += 7) {
            var message = new byte[length];
            var nonce = new byte[24];
            random.nextBytes(message);
            random.nextBytes(nonce);

            var box = Box.seal(message, nonce, BOB.publicKey(), ALICE.secretKey());

            assertThat(box).hasSize(length + 16);
            assertThat(Box.open(box, nonce, ALICE.publicKey(), BOB.secretKey()).orElseThrow())
                    .isEqualTo(message);
        }
    }

    @Test
    void bothSidesSeeTheSameFingerprint() {
        var here = Fingerprint.of(ALICE.publicKey(), BOB.publicKey());

        assertThat(here)
                .as("as the client for browsers says it")
                .isEqualTo("77393 89796 37926 57002 50050 90764 08052 93900 09415 15431 41748 07036")
                .isEqualTo(Fingerprint.of(BOB.publicKey(), ALICE.publicKey()))
                .isNotEqualTo(Fingerprint.of(
                        ALICE.publicKey(), KeyPair.generate(new SecureRandom()).publicKey()));
    }

    private static byte[] message() {
        var message = new ByteArrayOutputStream();
        message.writeBytes("Tea at five? ☕".getBytes(StandardCharsets.UTF_8));
        message.writeBytes(ascending(0, 64));
        return message.toByteArray();
    }

    private static byte[] ascending(int from, int length) {
        var bytes = new byte[length];
        for (var n = 0; n < length; n++) {
            bytes[n] = (byte) (from + n);
        }
        return bytes;
    }
}
