package social.nova.http.user;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import social.nova.http.common.TextForm;
import social.nova.http.common.Validation;

/// What the texts of a profile may be. An empty text clears its field, so that it is always right.
final class ProfileRules {
    private static final int MAX_NAME = 100;
    private static final int MAX_BIO = 500;
    private static final int MAX_URL = 500;
    private static final Pattern WEB = Pattern.compile("https?://.+");

    private final Validation validation = new Validation();

    ProfileRules name(String field, @Nullable String text) {
        return text(field, text, TextForm.LINE, MAX_NAME);
    }

    ProfileRules bio(String field, @Nullable String text) {
        return text(field, text, TextForm.PROSE, MAX_BIO);
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

    private ProfileRules text(String field, @Nullable String text, TextForm form, int max) {
        if (text != null && !text.isEmpty()) {
            validation.check(text, form, max, field);
        }
        return this;
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
