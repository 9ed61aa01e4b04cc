package social.nova.http.user;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import social.nova.http.graph.Visibility;
import social.nova.http.graph.Visibility.Thing;
import social.nova.persistence.user.DataKey;
import social.nova.persistence.user.DataKeys;
import social.nova.persistence.user.PersonalField;
import social.nova.persistence.user.ProfileOpening;
import social.nova.persistence.user.ProfileRepository;
import social.nova.persistence.user.ProfileRepository.Profile;
import social.nova.protocols.common.ErrorCode;
import social.nova.protocols.common.Sealed;
import social.nova.protocols.common.UserId;
import social.nova.protocols.user.UserProfile;
import social.nova.protocols.user.UserProfile.Details;

/// What users tell of themselves: decided by their entities, and shown to others through the table.
///
/// @param visibility decides who sees a profile at all
public record Profiles(Users users, DataKeys keys, ProfileRepository table, Visibility visibility) {
    private static final Pattern USERNAME = Pattern.compile("[A-Za-z0-9_-]{3,32}");

    /// A profile as only its user sees it.
    ///
    /// @param secondFactor whether a login takes a code, too
    public record Own(Profile profile, String email, boolean secondFactor) {}

    /// What a user wants changed: `null` is to stay, an empty text clears.
    public record Change(
            @Nullable String displayName,
            @Nullable String bio,
            @Nullable String avatarUrl,
            @Nullable String coverPhotoUrl,
            @Nullable String location,
            @Nullable Boolean privateAccount) {
        private Details sealed(DataKey key, UserId user) {
            return new Details(
                    seal(PersonalField.DISPLAY_NAME, key, user, displayName),
                    seal(PersonalField.BIO, key, user, bio),
                    seal(PersonalField.AVATAR_URL, key, user, avatarUrl),
                    seal(PersonalField.COVER_PHOTO_URL, key, user, coverPhotoUrl),
                    seal(PersonalField.LOCATION, key, user, location),
                    privateAccount);
        }

        private static @Nullable Sealed seal(PersonalField field, DataKey key, UserId user, @Nullable String text) {
            return text == null ? null : field.seal(key, user, text);
        }
    }

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
    public CompletionStage<Own> change(UserId user, Change given) {
        return keys.of(user)
                .thenCompose(key -> users.<UserProfile.Profile>ask(
                                user, replyTo -> new UserProfile.ChangeProfile(given.sealed(key, user), replyTo))
                        .thenCompose(told -> shown(open(user, key, told))));
    }

    /// What this viewer sees of a user; fails with `USER_NOT_FOUND` if that is nothing.
    public CompletionStage<Profile> seenBy(Optional<UserId> viewer, UserId user) {
        return visibility
                .require(viewer, user, Thing.PROFILE)
                .thenCompose(_ -> table.find(user))
                .thenApply(found -> found.orElseThrow(ErrorCode.USER_NOT_FOUND::failure));
    }

    /// The same by username.
    public CompletionStage<Profile> seenBy(Optional<UserId> viewer, String username) {
        // What cannot be a name is nobody's, and nothing to bother the database with.
        var found = USERNAME.matcher(username).matches()
                ? table.findByUsername(username)
                : CompletableFuture.<Optional<Profile>>completedStage(Optional.empty());
        return found.thenApply(profile -> profile.orElseThrow(ErrorCode.USER_NOT_FOUND::failure))
                .thenCompose(profile ->
                        visibility.require(viewer, profile.id(), Thing.PROFILE).thenApply(_ -> profile));
    }

    /// What this viewer sees of these users, in the order given.
    public CompletionStage<List<Profile>> seenBy(Optional<UserId> viewer, List<UserId> wanted) {
        return visibility
                .visible(viewer, wanted, Thing.PROFILE)
                .thenCompose(seen -> table.profiles(seen.keySet()))
                .thenApply(found -> wanted.stream()
                        .filter(found::containsKey)
                        .map(found::get)
                        .toList());
    }

    private CompletionStage<Own> shown(Own own) {
        return table.show(own.profile()).thenApply(_ -> own);
    }

    private static Own open(UserId user, DataKey key, UserProfile.Profile told) {
        return new Own(
                new ProfileOpening(key, user).open(told),
                PersonalField.EMAIL.open(key, user, told.email()),
                told.secondFactor());
    }
}
