package social.nova.http.user;

import java.util.concurrent.CompletionStage;
import social.nova.persistence.user.DataKey;
import social.nova.persistence.user.DataKeys;
import social.nova.persistence.user.PersonalField;
import social.nova.persistence.user.ProfileOpening;
import social.nova.persistence.user.ProfileRepository;
import social.nova.persistence.user.ProfileRepository.Profile;
import social.nova.protocols.common.UserId;
import social.nova.protocols.user.UserProfile;
import social.nova.protocols.user.UserProfile.Details;

/// What users tell of themselves: decided by their entities, and shown to others through the table.
public record Profiles(Users users, DataKeys keys, ProfileRepository table) {

    /// A profile as only its user sees it.
    public record Own(Profile profile, String email) {}

    /// The user's own profile, as their entity knows it.
    public CompletionStage<Own> own(UserId user) {
        return users.<UserProfile.Profile>ask(user, UserProfile.GetProfile::new)
                .thenCombine(keys.of(user), (told, key) -> open(user, key, told));
    }

    /// Makes what the user's entity knows visible to every read of others.
    public CompletionStage<Own> show(UserId user) {
        return own(user).thenCompose(this::shown);
    }

    /// Changes what is given, and answers when every read shows it.
    public CompletionStage<Own> change(UserId user, Details given) {
        return users.<UserProfile.Profile>ask(user, replyTo -> new UserProfile.ChangeProfile(given, replyTo))
                .thenCombine(keys.of(user), (told, key) -> open(user, key, told))
                .thenCompose(this::shown);
    }

    private CompletionStage<Own> shown(Own own) {
        return table.show(own.profile()).thenApply(_ -> own);
    }

    private static Own open(UserId user, DataKey key, UserProfile.Profile told) {
        return new Own(new ProfileOpening(key, user).open(told), PersonalField.EMAIL.open(key, user, told.email()));
    }
}
