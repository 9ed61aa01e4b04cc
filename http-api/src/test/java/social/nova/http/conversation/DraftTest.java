package social.nova.http.conversation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import social.nova.http.common.BadRequest;
import social.nova.protocols.common.Sealed;

class DraftTest {
    private static final String NONCE = "0123456789abcdefABCDEF".repeat(3).substring(0, 48);
    private static final String GRINNING = "\uD83D\uDE00";

    @Test
    void takesPlaintextAsItIs() {
        for (var text : new String[] {"a", " a ", "a".repeat(10_000), GRINNING.repeat(10_000), "e\u0301\n\t"}) {
            assertThat(plaintext(text)).isEqualTo(new Draft(new Draft.Plaintext(text), null, null, List.of()));
        }
    }

    @Test
    void countsPlaintextInCodePoints() {
        assertRefused(() -> plaintext(""), "plaintext: 1 to 10000 characters");
        assertRefused(() -> plaintext("a".repeat(10_001)), "plaintext: 1 to 10000 characters");
        assertRefused(() -> plaintext(GRINNING.repeat(10_000) + "a"), "plaintext: 1 to 10000 characters");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\uD83D", "\uDE00", "a\uD83Db", "\uDE00\uD83D"})
    void halfACharacterIsNone(String text) {
        assertRefused(() -> plaintext(text), "plaintext: 1 to 10000 characters");
        assertRefused(() -> Draft.of("text", null, null, text), "idempotency_key: 1 to 128 characters");
    }

    @ParameterizedTest
    @ValueSource(strings = {" ", "\u200B\u00A0\u3000", "a\u0000b", "\u001B[31m", "\u202Egpj.exe", "a\u2069"})
    void refusesTextThatIsNoneOrPlaysTricks(String text) {
        assertThatThrownBy(() -> plaintext(text))
                .isInstanceOf(BadRequest.class)
                .hasMessageStartingWith("plaintext: 1 to 10000 characters, ");
        assertThatThrownBy(() -> Draft.of("text", text, null, null, null)).hasMessageStartingWith("text: 1 to ");
    }

    @Test
    void takesCiphertextAsItIs() {
        var largest = Base64.getEncoder().encodeToString(new byte[32 * 1024]);

        assertThat(ciphertext("AA==", NONCE))
                .isEqualTo(new Draft(new Draft.Ciphertext(new Sealed("AA==", NONCE)), null, null, List.of()));
        assertThat(ciphertext(largest, NONCE).content()).isEqualTo(new Draft.Ciphertext(new Sealed(largest, NONCE)));
    }

    @Test
    void refusesCiphertextThatIsNoBase64OrTooLong() {
        var details = "encrypted_content: base64 of 1 to 32768 bytes";
        var tooLong = Base64.getEncoder().encodeToString(new byte[32 * 1024 + 1]);

        for (var content :
                new String[] {"", "=", "A", "A===", "AA\n==", "_-_-", "AAAA AAAA", tooLong, "A".repeat(100_000)}) {
            assertRefused(() -> ciphertext(content, NONCE), details);
        }
    }

    @Test
    void takesOnlyNoncesOfFortyEightHexCharacters() {
        for (var nonce : new String[] {"", NONCE.substring(1), NONCE + "0", NONCE.substring(1) + "g", NONCE + "\n"}) {
            assertRefused(() -> ciphertext("AA==", nonce), "nonce: 48 hex characters");
        }
    }

    @Test
    void takesEitherPlaintextOrCiphertextWithItsNonce() {
        var either = "plaintext: either this, or encrypted_content with nonce";
        var nonce = "nonce: goes with encrypted_content, and only with it";

        assertRefused(() -> Draft.of(null, null, null, null), either);
        assertRefused(() -> Draft.of("text", "AA==", NONCE, null), either);
        assertRefused(() -> Draft.of(null, "AA==", null, null), nonce);
        assertRefused(() -> Draft.of("text", null, NONCE, null), nonce);
        assertRefused(() -> Draft.of(null, null, NONCE, null), either + "; " + nonce);
    }

    @Test
    void takesKeysOfUpToOneHundredAndTwentyEightCharacters() {
        for (var key : new String[] {"k", "k".repeat(128), GRINNING.repeat(128), "\u0000"}) {
            assertThat(Draft.of("text", null, null, key).idempotencyKey()).isEqualTo(key);
        }
        for (var key : new String[] {"", "k".repeat(129), GRINNING.repeat(129)}) {
            assertRefused(() -> Draft.of("text", null, null, key), "idempotency_key: 1 to 128 characters");
        }
    }

    @Test
    void namesEverythingThatIsWrongAtOnce() {
        assertRefused(
                () -> Draft.of("", null, "no", ""),
                "plaintext: 1 to 10000 characters; nonce: goes with encrypted_content, and only with it;"
                        + " nonce: 48 hex characters; idempotency_key: 1 to 128 characters");
    }

    private static Draft plaintext(@Nullable String text) {
        return Draft.of(text, null, null, null);
    }

    private static Draft ciphertext(String content, String nonce) {
        return Draft.of(null, content, nonce, null);
    }

    private static void assertRefused(Runnable draft, String details) {
        assertThatThrownBy(draft::run).isInstanceOf(BadRequest.class).hasMessage(details);
    }
}
