package social.nova.http.oauth;

import java.time.Instant;
import java.util.Optional;
import social.nova.persistence.account.IdentityRepository.Identity;

/// Who somebody is, as another service says.
///
/// @param email as told there
/// @param emailVerified whether the service says that it is theirs
/// @param issuedAt when the service gave the token that says so; long ago, where that is not known
/// @param expiresAt when that token ends
record ProviderUser(
        Identity identity, Optional<String> email, boolean emailVerified, Instant issuedAt, Instant expiresAt) {
    /// The address, if it is proved to be theirs.
    Optional<String> provedEmail() {
        return email.filter(_ -> emailVerified);
    }

    @Override
    public String toString() {
        return "ProviderUser[***]";
    }
}
