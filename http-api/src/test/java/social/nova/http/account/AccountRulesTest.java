package social.nova.http.account;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import social.nova.http.common.BadRequest;
import social.nova.protocols.common.ErrorCode;

class AccountRulesTest {
    private static final String EMAIL = "user@example.com";
    private static final String PASSWORD = "SecurePass123!";

    @ParameterizedTest
    @ValueSource(strings = {"abc", "john_doe", "0-0", "A12345678901234567890123456789012"})
    void takesGoodUsernames(String username) {
        var fitting = username.substring(0, Math.min(32, username.length()));

        assertThatCode(() -> AccountRules.checkNewAccount(EMAIL, fitting, PASSWORD))
                .doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "ab", "_abc", "-abc", "a b c", "Ünal", "abc\n", "A12345678901234567890123456789012"})
    void refusesOtherUsernames(String username) {
        assertThatThrownBy(() -> AccountRules.checkNewAccount(EMAIL, username, PASSWORD))
                .isInstanceOf(BadRequest.class)
                .hasMessageStartingWith("username: 3 to 32 characters");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a@b.co", "First.Last+tag@sub.example.com", "o'neil@example.travel", "x@1.de"})
    void takesGoodAddresses(String email) {
        assertThat(AccountRules.isEmail(email)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "a",
                "a@b",
                "@b.co",
                "a@",
                "a b@c.de",
                "a@b..de",
                ".a@b.de",
                "a.@b.de",
                "a..b@c.de",
                "a@-b.de",
                "a@b.de\n",
                "a@b.de\u0000",
                "a@@b.de",
                "ä@b.de",
                "1234567890123456789012345678901234567890123456789012345678901234x@b.de"
            })
    void refusesOtherAddresses(String email) {
        assertThat(AccountRules.isEmail(email)).isFalse();
    }

    @Test
    void refusesAddressesThatAreTooLongWithoutMuchWork() {
        assertThat(AccountRules.isEmail("a@" + "b.".repeat(126) + "de")).isFalse();
        assertThat(AccountRules.isEmail("a@" + "b".repeat(100_000))).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"Abcde1!", "abcdefg1!", "ABCDEFG1!", "Abcdefgh!", "Abcdefg12", "Abcdefg1 ", ""})
    void refusesWeakPasswordsByACodeOfTheirOwn(String password) {
        var refusal = refusal(EMAIL, "john_doe", password);

        assertThat(refusal.code()).isEqualTo(ErrorCode.INVALID_PASSWORD);
        assertThat(refusal.details()).startsWith("password: 8 to 128 characters");
    }

    @Test
    void refusesHalfACharacter() {
        for (var password : List.of("SecurePass123!\ud800", "\udc00SecurePass123!", "Secure1!\ude00\ud83d")) {
            assertThat(refusal(EMAIL, "john_doe", password).code()).isEqualTo(ErrorCode.VALIDATION_ERROR);
        }
    }

    @Test
    void boundsPasswords() {
        assertThat(refusal(EMAIL, "john_doe", "Aa1!".repeat(32) + "x").code()).isEqualTo(ErrorCode.INVALID_PASSWORD);
        assertThatCode(() -> AccountRules.checkNewAccount(EMAIL, "john_doe", "Aa1!".repeat(32)))
                .doesNotThrowAnyException();
    }

    @Test
    void namesEverythingThatIsWrong() {
        var refusal = refusal("nobody", null, "short");

        assertThat(refusal.code()).isEqualTo(ErrorCode.VALIDATION_ERROR);
        assertThat(refusal.details()).contains("email: ", "; username: ", "; password: ");
        assertThat(refusal(EMAIL, "john_doe", null).details()).isEqualTo("password: is required");
    }

    private static BadRequest refusal(@Nullable String email, @Nullable String username, @Nullable String password) {
        return catchThrowableOfType(BadRequest.class, () -> AccountRules.checkNewAccount(email, username, password));
    }
}
