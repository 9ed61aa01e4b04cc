package social.nova.persistence.user;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.SecureRandom;
import org.junit.jupiter.api.Test;
import social.nova.protocols.common.Sealed;
import social.nova.protocols.common.UserId;

class DataKeyTest {
    private static final UserId ALICE = new UserId("a11ce000-0000-4000-8000-000000000000");
    private static final UserId BOB = new UserId("b0b00000-0000-4000-8000-000000000000");
    private static final byte[] CONTEXT = bytes("message 7");

    private final DataKey key = DataKey.generate(new SecureRandom());

    @Test
    void opensWhatItSealed() {
        var sealed = key.seal(bytes("hello"), CONTEXT);

        assertThat(key.open(sealed, CONTEXT)).isEqualTo(bytes("hello"));
        assertThat(sealed.nonce()).matches("[0-9a-f]{48}");
    }

    @Test
    void sealsTheSameTextDifferentlyEveryTime() {
        var first = key.seal(bytes("hello"), CONTEXT);
        var second = key.seal(bytes("hello"), CONTEXT);

        assertThat(first.nonce()).isNotEqualTo(second.nonce());
        assertThat(first.content()).isNotEqualTo(second.content());
    }

    @Test
    void staysClosedInAnotherContextForAnotherKeyAndWhenChanged() {
        var sealed = key.seal(bytes("hello"), CONTEXT);
        var other = DataKey.generate(new SecureRandom());

        assertClosed(key, sealed, bytes("message 8"));
        assertClosed(other, sealed, CONTEXT);
        assertClosed(key, new Sealed(sealed.content(), "0".repeat(48)), CONTEXT);
        assertClosed(key, new Sealed("AAAA" + sealed.content().substring(4), sealed.nonce()), CONTEXT);
        assertClosed(key, new Sealed("not base64!", sealed.nonce()), CONTEXT);
        assertClosed(key, new Sealed("", ""), CONTEXT);
    }

    @Test
    void opensWhatItSealedBeforeItWasWrapped() {
        var sealed = key.seal(bytes("hello"), CONTEXT);

        assertThat(DataKey.of(key.bytes()).open(sealed, CONTEXT)).isEqualTo(bytes("hello"));
    }

    @Test
    void digestsTheSamePartsAlikeAndOthersNot() {
        assertThat(key.digest(bytes("ab"), bytes("c"))).hasSize(32).isEqualTo(key.digest(bytes("ab"), bytes("c")));
        assertThat(key.digest(bytes("ab"), bytes("c"))).isNotEqualTo(key.digest(bytes("a"), bytes("bc")));
        assertThat(key.digest(bytes("ab"))).isNotEqualTo(key.digest(bytes("ab"), bytes("")));
        assertThat(key.digest(bytes("ab")))
                .isNotEqualTo(DataKey.generate(new SecureRandom()).digest(bytes("ab")));
    }

    @Test
    void aPersonalFieldOpensAsNoOtherFieldAndForNobodyElse() {
        var email = PersonalField.EMAIL.seal(key, ALICE, "alice@example.com");

        assertThat(PersonalField.EMAIL.open(key, ALICE, email)).isEqualTo("alice@example.com");
        assertThatThrownBy(() -> PersonalField.USERNAME.open(key, ALICE, email))
                .isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> PersonalField.EMAIL.open(key, BOB, email)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void tellsNothingOfItself() {
        assertThat(key).hasToString("DataKey[***]");
    }

    private static void assertClosed(DataKey key, Sealed sealed, byte[] context) {
        assertThatThrownBy(() -> key.open(sealed, context)).isInstanceOf(IllegalStateException.class);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }
}
