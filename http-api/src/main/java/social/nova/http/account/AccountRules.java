package social.nova.http.account;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import social.nova.http.common.Validation;
import social.nova.protocols.common.ErrorCode;

/// What an address, a name and a password must look like.
final class AccountRules {
    private static final int MAX_EMAIL = 254;
    private static final int MIN_PASSWORD = 8;
    private static final int MAX_PASSWORD = 128;
    private static final Pattern USERNAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_-]{2,31}");

    // What mail servers take in practice: dot-separated atoms of at most 64 characters, at a name with a dot in it.
    private static final Pattern EMAIL = Pattern.compile("""
            (?=[^@]{1,64}@)[a-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\\.[a-z0-9!#$%&'*+/=?^_`{|}~-]+)*\
            @(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\\.)+[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?""", Pattern.CASE_INSENSITIVE);

    private AccountRules() {}

    /// @throws social.nova.http.common.BadRequest naming everything that is wrong
    static void checkNewAccount(@Nullable String email, @Nullable String username, @Nullable String password) {
        var checks = new Validation()
                .check(email != null && isEmail(email), "email", "a valid address of at most 254 characters")
                .check(
                        username != null && USERNAME.matcher(username).matches(),
                        "username",
                        "3 to 32 characters: letters, digits, _ and -, the first a letter or digit");
        checkNewPassword(checks, "password", password).orRefuse();
    }

    static Validation checkNewPassword(Validation checks, String field, @Nullable String password) {
        var isText = password == null || PasswordHashing.isText(password);
        return checks.check(password != null, field, "is required")
                .check(isText, field, "characters only, no halves of them (lone surrogates)")
                .check(
                        password == null || !isText || isStrong(password),
                        field,
                        "8 to 128 characters with an upper-case letter, a lower-case letter, a digit and a symbol",
                        ErrorCode.INVALID_PASSWORD);
    }

    static boolean isEmail(String text) {
        return text.length() <= MAX_EMAIL && EMAIL.matcher(text).matches();
    }

    private static boolean isStrong(String password) {
        var length = password.codePointCount(0, password.length());
        return length >= MIN_PASSWORD
                && length <= MAX_PASSWORD
                && password.codePoints().anyMatch(Character::isUpperCase)
                && password.codePoints().anyMatch(Character::isLowerCase)
                && password.codePoints().anyMatch(Character::isDigit)
                && password.codePoints().anyMatch(AccountRules::isSymbol);
    }

    private static boolean isSymbol(int character) {
        return !Character.isLetterOrDigit(character) && !Character.isWhitespace(character);
    }
}
