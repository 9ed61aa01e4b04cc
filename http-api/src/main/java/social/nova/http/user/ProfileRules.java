package social.nova.http.user;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import social.nova.http.common.Validation;

/// What the texts of a profile may be. An empty text clears its field, so that it is always right.
final class ProfileRules {
    private static final int MAX_NAME = 100;
    private static final int MAX_BIO = 500;
    private static final int MAX_URL = 500;
    private static final Pattern WEB = Pattern.compile("https?://.+");

    private final Validation validation = new Validation();

    ProfileRules name(String field, @Nullable String text) {
        validation.check(
                isText(text, MAX_NAME) && isOneLine(text),
                field,
                "at most " + MAX_NAME + " characters in one line, none of them a control character");
        return this;
    }

    ProfileRules bio(String field, @Nullable String text) {
        validation.check(
                isText(text, MAX_BIO),
                field,
                "at most " + MAX_BIO + " characters, none of them a control character but line breaks and tabs");
        return this;
    }

    ProfileRules url(String field, @Nullable String text) {
        validation.check(
                text == null || text.isEmpty() || isWebAddress(text),
                field,
                "an http or https URL of at most " + MAX_URL + " characters");
        return this;
    }

    /// @throws social.nova.http.common.BadRequest naming every rule that is broken
    void orRefuse() {
        validation.orRefuse();
    }

    private static boolean isText(@Nullable String text, int maxCharacters) {
        return text == null
                || (text.codePointCount(0, text.length()) <= maxCharacters
                        && text.codePoints().noneMatch(ProfileRules::isForbidden));
    }

    // Half a surrogate pair is no character, and the database takes no zero.
    private static boolean isForbidden(int character) {
        return switch (Character.getType(character)) {
            case Character.SURROGATE -> true;
            case Character.CONTROL -> "\n\r\t".indexOf(character) < 0;
            default -> false;
        };
    }

    private static boolean isOneLine(@Nullable String text) {
        return text == null || text.codePoints().noneMatch(Character::isISOControl);
    }

    private static boolean isWebAddress(String text) {
        if (text.length() > MAX_URL || !WEB.matcher(text).matches()) {
            return false;
        }
        try {
            var url = new URI(text);
            return url.getHost() != null && url.toASCIIString().equals(text);
        } catch (URISyntaxException e) {
            return false;
        }
    }
}
