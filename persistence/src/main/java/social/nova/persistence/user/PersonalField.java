package social.nova.persistence.user;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import social.nova.protocols.common.Sealed;
import social.nova.protocols.common.UserId;

/// A field of a user that is kept only sealed. What was sealed as one field of one user opens as nothing else.
///
/// Names are part of what is sealed: they may not change.
public enum PersonalField {
    EMAIL,
    USERNAME,
    PASSWORD_HASH,
    /// What a client called itself when it logged in.
    DEVICE,
    DISPLAY_NAME,
    BIO,
    AVATAR_URL,
    COVER_PHOTO_URL,
    LOCATION,
    PUBLIC_KEY,
    TOTP_SECRET;

    public Sealed seal(DataKey key, UserId user, String text) {
        return key.seal(text.getBytes(StandardCharsets.UTF_8), context(user));
    }

    /// @throws IllegalStateException if this is not that field of that user, or was changed
    public String open(DataKey key, UserId user, Sealed sealed) {
        return new String(key.open(sealed, context(user)), StandardCharsets.UTF_8);
    }

    private byte[] context(UserId user) {
        return ("user/" + user + "/" + name().toLowerCase(Locale.ROOT)).getBytes(StandardCharsets.US_ASCII);
    }
}
