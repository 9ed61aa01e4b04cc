package social.nova.http.account;

import static java.util.Objects.requireNonNull;

import org.jspecify.annotations.Nullable;
import social.nova.http.common.BadRequest;
import social.nova.http.common.Validation;
import social.nova.protocols.user.IdentityProvider;

/// What a signed-in user shows, to prove that they are not just somebody at their device.
public sealed interface OwnerProof {
    int MAX_NONCE = 255;

    record Password(String password) implements OwnerProof {
        @Override
        public String toString() {
            return "Password[***]";
        }
    }

    /// For who has no password.
    ///
    /// @param nonce that the token was asked for with, if it was
    record ProviderToken(
            IdentityProvider provider,
            String token,
            @Nullable String nonce) implements OwnerProof {
        @Override
        public String toString() {
            return "ProviderToken[***]";
        }
    }

    /// One of the two.
    ///
    /// @throws BadRequest naming what is wrong with it
    static OwnerProof of(
            @Nullable String password, @Nullable String provider, @Nullable String token, @Nullable String nonce) {
        new Validation()
                .check(
                        password != null || provider != null || token != null,
                        "password",
                        "is required; where there is none, provider and token of a linked service")
                .check(password == null || token == null, "token", "not beside a password")
                .check((provider == null) == (token == null), "provider", "goes with token, and only with it")
                .check(token == null || !token.isBlank(), "token", "may not be empty")
                .check(
                        nonce == null || (token != null && !nonce.isBlank() && nonce.length() <= MAX_NONCE),
                        "nonce",
                        "at most " + MAX_NONCE + " characters, beside a token, or not given")
                .orRefuse();
        return password != null
                ? new Password(password)
                : new ProviderToken(
                        IdentityProvider.of(requireNonNull(provider))
                                .orElseThrow(() -> new BadRequest("provider: apple, google or facebook")),
                        requireNonNull(token),
                        nonce);
    }
}
