package social.nova.protocols.user;

import akka.actor.typed.ActorRef;
import akka.pattern.StatusReply;
import com.fasterxml.jackson.annotation.JsonTypeName;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import social.nova.protocols.common.Answerable;
import social.nova.protocols.common.NovaSerializable;
import social.nova.protocols.common.Repeatable;
import social.nova.protocols.common.Sealed;

/// What a user tells of themselves.
public interface UserProfile {
    sealed interface Command extends User.Command {}

    record GetProfile(ActorRef<StatusReply<Profile>> replyTo) implements Command, Answerable<Profile>, Repeatable {}

    /// Changes what is given and leaves the rest. Answers the profile that is then true; what is so already changes
    /// nothing.
    record ChangeProfile(Details given, ActorRef<StatusReply<Profile>> replyTo)
            implements Command, Answerable<Profile> {}

    sealed interface Event extends User.Event {}

    /// @param details all of them as they are from now on, not only those that were changed
    @JsonTypeName("user.profile-changed")
    record ProfileChanged(Details details, Instant at) implements Event {}

    /// What a user may tell of themselves. `null` is what was never told; what was cleared is an empty text, sealed
    /// like any other, so that nobody without the key sees the difference.
    ///
    /// @param privateAccount `null` is public
    record Details(
            @Nullable Sealed displayName,
            @Nullable Sealed bio,
            @Nullable Sealed avatarUrl,
            @Nullable Sealed coverPhotoUrl,
            @Nullable Sealed location,
            @Nullable Boolean privateAccount)
            implements NovaSerializable {
        public static final Details NONE = new Details(null, null, null, null, null, null);

        /// These, with everything that is `given` in its place.
        public Details changedBy(Details given) {
            return new Details(
                    either(given.displayName, displayName),
                    either(given.bio, bio),
                    either(given.avatarUrl, avatarUrl),
                    either(given.coverPhotoUrl, coverPhotoUrl),
                    either(given.location, location),
                    either(given.privateAccount, privateAccount));
        }

        private static <T> @Nullable T either(@Nullable T given, @Nullable T otherwise) {
            return given == null ? otherwise : given;
        }
    }

    /// As only the user sees it.
    ///
    /// @param secondFactor whether a login takes a code, too
    /// @param revision of the user when this was true: the sequence number of the last event
    record Profile(
            Sealed email, Sealed username, Details details, Instant createdAt, boolean secondFactor, long revision)
            implements NovaSerializable {}
}
