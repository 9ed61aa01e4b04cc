package social.nova.persistence.user;

import org.jspecify.annotations.Nullable;
import social.nova.persistence.user.ProfileRepository.About;
import social.nova.persistence.user.ProfileRepository.Profile;
import social.nova.protocols.common.Sealed;
import social.nova.protocols.common.UserId;
import social.nova.protocols.user.UserProfile;

/// Opens what a user tells of themselves: a text that was cleared is none.
public record ProfileOpening(DataKey key, UserId user) {

    /// @throws IllegalStateException if this is another's profile
    public Profile open(UserProfile.Profile told) {
        return new Profile(
                user,
                told.revision(),
                PersonalField.USERNAME.open(key, user, told.username()),
                open(told.details()),
                told.createdAt());
    }

    About open(UserProfile.Details details) {
        return new About(
                text(PersonalField.DISPLAY_NAME, details.displayName()),
                text(PersonalField.BIO, details.bio()),
                text(PersonalField.AVATAR_URL, details.avatarUrl()),
                text(PersonalField.COVER_PHOTO_URL, details.coverPhotoUrl()),
                text(PersonalField.LOCATION, details.location()),
                Boolean.TRUE.equals(details.privateAccount()));
    }

    private @Nullable String text(PersonalField field, @Nullable Sealed content) {
        var text = content == null ? "" : field.open(key, user, content);
        return text.isEmpty() ? null : text;
    }
}
